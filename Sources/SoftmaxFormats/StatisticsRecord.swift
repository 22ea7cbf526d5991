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
  /// `robust` or `clustered`: what the errors were computed from; nil for classical ones.
  public let errorKind: String?
  /// For clustered errors, the number of groups.
  public let groupCount: Int?
  /// What the features do to the probabilities, where that was asked for.
  public let marginalEffects: Effects?
  /// SHA-256 of the class indices and, where there are any, the weights of the fit's samples; files of earlier releases have
  /// none.
  public let labelsSHA256: String?
  /// The columns of the fit's data by their values; likewise.
  public let columns: [ColumnFingerprint]?

  /// Marginal effects.
  public struct Effects: Codable, Sendable, Hashable {
    /// `average` or `means`: where they are taken.
    public let place: String
    /// The features, counted from 0 and ascending, whose effects are changes from a base; nil where there are none.
    public let changes: [Int]?
    /// The features without effects of their own, likewise: those of first categories that are bases.
    public let omitted: [Int]?
    /// [classes x features with effects].
    public let effects: [Double]
    /// Their standard errors.
    public let standardErrors: [Double]
  }

  /// Which pairs of classes have errors.
  public enum Pairs: String, Codable, Sendable, Hashable {
    /// All: 0 and 1, 0 and 2, ..., 1 and 2, ....
    case all
    /// Those of the reference with every other.
    case reference
  }

  /// The record of a fit's statistics, with what tells its samples apart from others where they are given: hashes of
  /// labels and columns. Complexity: O(samples x features).
  public init(_ statistics: ModelStatistics, data: Dataset? = nil, preparation: Preparation? = nil) {
    labelsSHA256 = data.map { DataFingerprint.labelsSHA256(of: $0) }
    columns = data.map { ColumnFingerprint.all(of: $0, preparation) }
    reference = statistics.referenceName
    confidence = statistics.confidence
    hasIntercept = statistics.hasIntercept
    observationCount = statistics.observationCount
    logLikelihood = statistics.logLikelihood
    nullLogLikelihood = statistics.nullLogLikelihood
    estimates = statistics.estimates
    pairs = statistics.errors.only == nil ? .all : .reference
    standardErrors = statistics.errors.values
    errorKind = statistics.standardErrors == .classical ? nil : statistics.standardErrors.rawValue
    groupCount = statistics.groupCount
    let names = statistics.terms.dropFirst(statistics.hasIntercept ? 1 : 0)
    marginalEffects = statistics.marginalEffects.map { Effects($0, features: Array(names)) }
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
        values: standardErrors),
      let kind = StandardErrors(rawValue: errorKind ?? StandardErrors.classical.rawValue),
      (kind == .clustered) == (groupCount != nil)
    else { return nil }
    let features = Array(terms.dropFirst(hasIntercept ? 1 : 0))
    let effects = marginalEffects?.effects(
      classNames: classNames, features: features, confidence: confidence)
    guard (effects == nil) == (marginalEffects == nil) else { return nil }
    return ModelStatistics(
      classNames: classNames, terms: terms, hasIntercept: hasIntercept, reference: index,
      confidence: confidence,
      estimates: estimates, errors: errors, observationCount: observationCount, logLikelihood: logLikelihood,
      nullLogLikelihood: nullLogLikelihood, standardErrors: kind, groupCount: groupCount,
      marginalEffects: effects)
  }
}

extension StatisticsRecord.Effects {
  fileprivate init(_ effects: MarginalEffects, features: [String]) {
    place = effects.place.rawValue
    let places = Dictionary(uniqueKeysWithValues: zip(features, features.indices))
    let own = effects.terms.compactMap { places[$0] }
    let changes = zip(own, effects.changes).filter(\.1).map(\.0)
    let omitted = features.indices.filter { !own.contains($0) }
    self.changes = changes.isEmpty ? nil : changes
    self.omitted = omitted.isEmpty ? nil : Array(omitted)
    self.effects = effects.estimates
    standardErrors = effects.errors
  }

  /// The effects; nil where the record contradicts itself or the model.
  func effects(classNames: [String], features: [String], confidence: Double) -> MarginalEffects? {
    func areFeatures(_ list: [Int]?) -> Bool {
      let list = list ?? []
      return list.allSatisfy(features.indices.contains) && zip(list, list.dropFirst()).allSatisfy { $0 < $1 }
    }
    guard let place = MarginalEffects.Place(rawValue: place), areFeatures(changes), areFeatures(omitted) else {
      return nil
    }
    let (left, changed) = (Set(omitted ?? []), Set(changes ?? []))
    let own = features.indices.filter { !left.contains($0) }
    let (count, isTooMany) = own.count.multipliedReportingOverflow(by: classNames.count)
    guard left.isDisjoint(with: changed), !isTooMany, effects.count == count, standardErrors.count == count,
      effects.allSatisfy({ abs($0) <= StatisticsRecord.largestNumber }),
      standardErrors.allSatisfy({ $0 >= 0 && $0 <= StatisticsRecord.largestNumber })
    else { return nil }
    return MarginalEffects(
      place: place, classNames: classNames, terms: own.map { features[$0] },
      changes: own.map(changed.contains), estimates: effects, errors: standardErrors, confidence: confidence)
  }
}
