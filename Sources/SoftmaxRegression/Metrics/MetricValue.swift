// What a metric comes to, or why it has no value.

/// Why a metric has no value on some samples.
public enum UndefinedMetric: Sendable, Hashable, CustomStringConvertible {
  /// There is no sample.
  case noSamples
  /// The class has no sample.
  case absentClass
  /// All samples are of one class: there is nothing to tell them from.
  case oneClass
  /// All predictions, or all samples, are of one class: agreement beyond chance has no meaning.
  case noVariation
  /// The samples were not kept, which this metric needs.
  case samplesNotKept

  /// One phrase for people.
  public var description: String {
    switch self {
    case .noSamples: "there are no samples"
    case .absentClass: "the class has no samples"
    case .oneClass: "all samples are of one class"
    case .noVariation: "all samples and all predictions are of one class"
    case .samplesNotKept: "it needs the samples, which were not kept"
    }
  }
}

/// A number, or the reason why there is none. It is never NaN.
public enum MetricValue: Sendable, Hashable {
  /// What the metric comes to.
  case number(Double)
  /// Why it comes to nothing.
  case undefined(UndefinedMetric)

  /// The number; nil where there is none.
  public var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// Why there is no number; nil where there is one.
  public var reason: UndefinedMetric? { if case .undefined(let reason) = self { reason } else { nil } }

  /// A part of a whole; undefined where the whole is 0. Parts are sums of other numbers than their wholes: rounding makes no
  /// share larger than 1.
  static func share(_ part: Double, of whole: Double) -> MetricValue {
    whole > 0 ? .number(min(1, part / whole)) : .undefined(.noSamples)
  }

  /// A sum over samples as their mean.
  static func mean(_ sum: Double, over weight: Double) -> MetricValue {
    weight > 0 ? .number(sum / weight) : .undefined(.noSamples)
  }
}
