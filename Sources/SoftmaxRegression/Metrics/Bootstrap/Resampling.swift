// Resamples, drawn and measured on a team.

import SoftmaxKernels

/// The values of metrics on resamples of one model's samples, or of two models' same samples.
struct Resampling: Sendable {
  /// How resamples are measured.
  private enum Method: Sendable {
    case exact(ExactResampling)
    case blocks(BlockResampling)

    var unitCount: Int {
      switch self {
      case .exact(let exact): exact.unitCount
      case .blocks(let blocks): blocks.unitCount
      }
    }

    func sums(_ draws: WorkBuffer<UInt32>) -> MetricSums {
      switch self {
      case .exact(let exact): exact.sums(draws)
      case .blocks(let blocks): blocks.sums(draws)
      }
    }
  }

  /// Samples x classes x resamples up to which every resample is measured exactly.
  static let exactLimit = 1 << 28

  private let metrics: [Metric]
  private let resampleCount: Int
  /// [models x metrics x resamples], NaN for what is undefined.
  private let values: WorkBuffer<Double>

  /// - Parameters:
  ///   - models: What models predict for the same samples.
  ///   - metrics: What is measured.
  ///   - settings: How many resamples.
  ///   - engine: What it runs on.
  ///   - exactLimit: Up to which work resamples are exact.
  init(
    _ models: [ClassificationMetrics], _ metrics: [Metric], _ settings: BootstrapSettings, engine: Engine,
    exactLimit: Int = Self.exactLimit
  ) {
    let needs = Set(metrics.map(\.needs))
    let count = settings.resampleCount
    let methods = models.map { model in
      let samples = ResampledSamples(model)
      let (work, overflows) = (samples.count * samples.classCount).multipliedReportingOverflow(by: count)
      return overflows || work > exactLimit
        ? Method.blocks(BlockResampling(samples, needs: needs, seed: settings.seed, engine: engine))
        : .exact(ExactResampling(samples, needs: needs, engine: engine))
    }
    self.metrics = metrics
    resampleCount = count
    let values = WorkBuffer<Double>(count: models.count * metrics.count * count, repeating: .nan)
    self.values = values
    guard let unitCount = methods.first?.unitCount, unitCount > 0 else { return }
    let next = SharedCounter()
    let seed = settings.seed
    engine.counting(count, work: Double(unitCount) * Double(count) * 10) { step in
      engine.team(forStepOf: min(count * unitCount, 1 << 40)).run { _ in
        let draws = WorkBuffer<UInt32>(count: unitCount, repeating: 0)
        var taken = next.take()
        while taken < count {
          draws.fill(0..<unitCount, with: 0)
          draws.withMutableSpan { draws in
            var generator = RandomGenerator(seed: seed, stream: .resample(taken))
            for _ in 0..<unitCount { draws[Int(generator.index(below: UInt64(unitCount)))] &+= 1 }
          }
          for (model, method) in methods.enumerated() {
            let sums = method.sums(draws)
            for (place, metric) in metrics.enumerated() {
              guard let number = metric.measure(sums).number else { continue }
              values[(model * metrics.count + place) * count + taken] = number
            }
          }
          step?.advance()
          taken = next.take()
        }
      }
    }
  }

  /// The values of one metric of one model, in the order of the resamples.
  func values(model: Int, metric: Int) -> [Double] {
    let start = (model * metrics.count + metric) * resampleCount
    return (start..<start + resampleCount).map { values[$0] }
  }
}

extension ClassificationMetrics {
  /// Confidence intervals by the bootstrap.
  ///
  /// - Parameters:
  ///   - metrics: Of what.
  ///   - settings: How many resamples, which share, which seed.
  ///   - execution: What it runs on.
  /// - Returns: An interval for each metric; nil where it is undefined on more than a tenth of the resamples.
  /// - Throws: `MetricError.samplesNotKept`.
  /// - Complexity: O(samples x classes x resamples) up to 2^28 of these; beyond O(samples x classes) and a bounded time for
  ///   each resample. Memory: 4 bytes x samples x classes and 50 a sample, with ranks 8 bytes x samples x classes more.
  public func intervals(
    of metrics: [Metric], _ settings: BootstrapSettings, execution: Execution = .automatic
  ) throws(MetricError) -> [ConfidenceInterval?] {
    guard keepsSamples else { throw .samplesNotKept }
    let resampling = Resampling([self], metrics, settings, engine: execution.engine)
    return metrics.indices.map {
      ConfidenceInterval(
        percentilesOf: resampling.values(model: 0, metric: $0), confidence: settings.confidence)
    }
  }
}
