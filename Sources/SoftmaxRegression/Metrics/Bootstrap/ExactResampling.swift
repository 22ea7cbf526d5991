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
    let (count, classCount) = (samples.count, samples.classCount)
    var sums = MetricSums(classCount: classCount)
    var classGaps = [Double](repeating: 0, count: withClassBins ? classCount * CalibrationBins.count : 0)
    for sample in 0..<count where draws[sample] > 0 {
      let weight = Double(draws[sample]) * samples.weight(sample)
      let (truth, predicted) = (Int(samples.truth[sample]), Int(samples.predicted[sample]))
      sums.weight += weight
      sums.logLoss += weight * samples.logLosses[sample]
      sums.brier += weight * samples.briers[sample]
      sums.topHits += weight * samples.topHits[sample]
      sums.truth[truth] += weight
      sums.predicted[predicted] += weight
      if truth == predicted { sums.correct[truth] += weight }
      sums.confidenceGaps[Int(samples.bins[sample])] += weight * samples.gaps[sample]
      guard withClassBins else { continue }
      for index in 0..<classCount {
        let (bin, gap) = samples.classGap(sample, index)
        classGaps[index * CalibrationBins.count + bin] += weight * gap
      }
    }
    if withClassBins { sums.classGaps = classGaps }
    if let orders {
      let areas = orders.map { order in
        RankedClass.areas(order, count) { Double(draws[$0]) * samples.weight($0) }
      }
      sums.rocAreas = areas.map(\.roc)
      sums.averagePrecisions = areas.map(\.averagePrecision)
    }
    return sums
  }
}
