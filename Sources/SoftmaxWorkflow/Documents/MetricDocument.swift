// Metrics, in the form that programs read.

import SoftmaxRegression

/// A metric: a number, or null where it is undefined; with intervals an object {value, low, high}.
struct MetricFigure: Encodable, Sendable {
  private enum Key: String, CodingKey {
    case value, low, high
  }

  private let value: Double?

  private let interval: ConfidenceInterval?
  private let hasIntervals: Bool

  /// - Parameters:
  ///   - value: The number; nil: undefined.
  ///   - interval: Its bounds.
  ///   - hasIntervals: Whether bounds were asked for.
  init(_ value: Double?, _ interval: ConfidenceInterval?, hasIntervals: Bool) {
    self.value = value
    self.interval = interval
    self.hasIntervals = hasIntervals
  }

  func encode(to encoder: any Encoder) throws {
    guard hasIntervals else { return try Nullable(value).encode(to: encoder) }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Nullable(value), forKey: .value)
    try container.encode(Nullable(interval?.low), forKey: .low)
    try container.encode(Nullable(interval?.high), forKey: .high)
  }

  /// All metrics by their names.
  static func figures(_ measured: MeasuredMetrics) -> [String: MetricFigure] {
    let values = measured.report.values
    return Dictionary(
      values.enumerated().map { index, entry in
        let interval = measured.intervals.isEmpty ? nil : measured.intervals[index]
        return (
          entry.metric.name,
          MetricFigure(entry.value.number, interval, hasIntervals: measured.request.bootstrap != nil)
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Why metrics are undefined, by their names; nil where none is.
  static func reasons(_ values: [(metric: Metric, value: MetricValue)]) -> [String: String]? {
    let reasons = values.compactMap { metric, value in
      value.reason.map { (metric.name, $0.description) }
    }
    return reasons.isEmpty ? nil : Dictionary(reasons, uniquingKeysWith: { first, _ in first })
  }
}

/// How intervals were made.
struct IntervalDocument: Encodable, Sendable {
  let method = "percentileBootstrap"
  let confidence: Double
  let resamples: Int
  let seed: UInt64

  private enum CodingKeys: String, CodingKey {
    case method, confidence, resamples, seed
  }

  init(_ settings: BootstrapSettings) {
    (confidence, resamples, seed) = (settings.confidence, settings.resampleCount, settings.seed)
  }
}
