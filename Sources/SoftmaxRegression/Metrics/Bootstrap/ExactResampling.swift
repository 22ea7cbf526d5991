// Resamples of samples, measured exactly.

import SoftmaxKernels

/// Sums over samples, each as often as it was drawn.
struct ExactResampling: Sendable {
  private let samples: ResampledSamples
  private let withClassBins: Bool
  /// The samples by each class's probability; nil where no ranks are wanted.
  private let orders: [WorkBuffer<UInt64>]?

  init(_ samples: ResampledSamples, needs: Set<Metric.Needs>, engine: Engine) {
    self.samples = samples
    withClassBins = needs.contains(.classBins)
    orders = needs.contains(.ranks) ? samples.ranked(engine) { $1 } : nil
  }

  /// What is drawn: the samples themselves.
  var unitCount: Int { samples.count }

  /// The sums of a resample. Complexity: O(samples x classes), without ranks and bins of classes O(samples).
  func sums(_ draws: WorkBuffer<UInt32>) -> MetricSums {
    let count = samples.count
    let weights = WorkBuffer<Double>(uninitializedCount: count)
    weights.withMutableSpan { weights in
      draws.withSpan(0..<count) { draws in
        for sample in 0..<count { weights[sample] = Double(draws[sample]) * samples.weight(sample) }
      }
    }
    return weights.withSpan(0..<count) { weights in
      var sums = samples.sums(weights)
      if withClassBins { sums.classGaps = samples.classGaps(weights) }
      if let orders {
        let areas = orders.map { order in
          order.withSpan(0..<count) { RankedClass.areas($0, weights: weights) }
        }
        sums.rocAreas = areas.map(\.roc)
        sums.averagePrecisions = areas.map(\.averagePrecision)
      }
      return sums
    }
  }
}
