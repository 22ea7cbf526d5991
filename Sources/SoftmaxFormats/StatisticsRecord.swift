// What a model file keeps of a fit's statistics.

public import SoftmaxRegression

/// The estimates with their standard errors; everything else about them follows from these.
///
/// Of each pair of classes the errors of the difference are kept, so that any class can be the reference later; beyond
/// 100,000 numbers only of the pairs with `reference`.
public struct StatisticsRecord: Codable, Sendable, Hashable {
  /// The class that `estimates` are held against.
  public let reference: String
  /// The share of intervals that was asked for.
  public let confidence: Double
  /// Whether the first term of each class is an intercept.
  public let hasIntercept: Bool
  /// The number of observations.
  public let observationCount: Int
  /// The logarithm of the likelihood at its maximum.
  public let logLikelihood: Double
  /// That of intercepts alone.
  public let nullLogLikelihood: Double
  /// [classes x terms], in Float64; 0 for the reference.
  public let estimates: [Double]
  /// `all` or `reference`: which pairs of classes have errors.
  public let pairs: Pairs
  /// [pairs x terms].
  public let standardErrors: [Double]

  /// Which pairs of classes have errors.
  public enum Pairs: String, Codable, Sendable, Hashable {
    /// All: 0 and 1, 0 and 2, ..., 1 and 2, ....
    case all
    /// Those of the reference with every other.
    case reference
  }

  /// The record of a fit's statistics.
  public init(_ statistics: ModelStatistics) {
    reference = statistics.referenceName
    confidence = statistics.confidence
    hasIntercept = statistics.hasIntercept
    observationCount = statistics.observationCount
    logLikelihood = statistics.logLikelihood
    nullLogLikelihood = statistics.nullLogLikelihood
    estimates = statistics.estimates
    pairs = statistics.errors.only == nil ? .all : .reference
    standardErrors = statistics.errors.values
  }

  /// Beyond this a difference or an interval may leave Float64.
  static let largestNumber = 1e300

  /// The statistics for a model of these classes and features; nil where the record contradicts itself or them.
  func statistics(classNames: [String], input: InputDescription) -> ModelStatistics? {
    let terms = ModelStatistics.terms(of: input, hasIntercept: hasIntercept)
    let isPositive = standardErrors.allSatisfy { $0 > 0 && $0 <= Self.largestNumber }
    let isFinite =
      estimates.allSatisfy { abs($0) <= Self.largestNumber } && logLikelihood <= 0 && nullLogLikelihood < 0
    guard classNames.count > 1, let index = classNames.firstIndex(of: reference), confidence > 0,
      confidence < 1,
      observationCount > 0,
      isPositive, isFinite, logLikelihood.isFinite, nullLogLikelihood.isFinite,
      estimates.count == classNames.count * terms.count,
      let errors = PairwiseErrors(
        only: pairs == .all ? nil : index, classCount: classNames.count, termCount: terms.count,
        values: standardErrors)
    else { return nil }
    return ModelStatistics(
      classNames: classNames, terms: terms, hasIntercept: hasIntercept, reference: index,
      confidence: confidence,
      estimates: estimates, errors: errors, observationCount: observationCount, logLikelihood: logLikelihood,
      nullLogLikelihood: nullLogLikelihood)
  }
}
