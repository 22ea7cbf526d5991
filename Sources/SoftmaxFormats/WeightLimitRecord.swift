// The limits of a fit's weights, as files and documents keep them.

public import SoftmaxRegression

/// The limits of a feature's weights, of one class or of all that have none of their own.
public struct WeightLimitRecord: Codable, Sendable, Hashable {
  /// The feature's index.
  public let feature: Int
  /// The class; nil: all.
  public let `class`: String?
  /// Nil: none.
  public let lower: Double?
  /// Nil: none.
  public let upper: Double?

  init(_ entry: WeightLimits.Entry) {
    feature = entry.feature
    `class` = entry.className
    lower = entry.lower.isFinite ? entry.lower : nil
    upper = entry.upper.isFinite ? entry.upper : nil
  }

  /// What they say.
  public var entry: WeightLimits.Entry {
    WeightLimits.Entry(
      feature: feature, className: `class`, lower: lower ?? -.infinity, upper: upper ?? .infinity)
  }
}

extension PenaltyShape {
  /// The limits as records; nil without any.
  public var limitRecords: [WeightLimitRecord]? {
    limits.map { $0.entries.map(WeightLimitRecord.init) }
  }
}
