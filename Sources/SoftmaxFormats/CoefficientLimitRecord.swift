// The limits of a fit's coefficients, as files and documents keep them.

public import SoftmaxRegression

/// The limits of a feature's weights, of one class or of all that have none of their own.
public struct CoefficientLimitRecord: Codable, Sendable, Hashable {
  /// The feature's index.
  public let feature: Int
  /// The class; nil: all.
  public let `class`: String?
  /// Nil: none.
  public let lower: Double?
  /// Nil: none.
  public let upper: Double?

  init(_ entry: CoefficientLimits.Entry) {
    feature = entry.feature
    `class` = entry.className
    lower = entry.lower.isFinite ? entry.lower : nil
    upper = entry.upper.isFinite ? entry.upper : nil
  }

  /// What they say.
  public var entry: CoefficientLimits.Entry {
    CoefficientLimits.Entry(
      feature: feature, className: `class`, lower: lower ?? -.infinity, upper: upper ?? .infinity)
  }
}

extension PenaltyShape {
  /// The limits as records; nil without any.
  public var limitRecords: [CoefficientLimitRecord]? {
    limits.map { $0.entries.map(CoefficientLimitRecord.init) }
  }
}
