// What a feature does to the probabilities themselves.

/// By how much each class's probability changes with each feature.
///
/// For a number it is the derivative, by how much the probability rises where the number rises by 1, as long as it is
/// little. For a level of a category (yes or no, a missing value) it is the change from the base to that level, all of
/// the category's features set. Products of features change with these: a derivative counts those that its number is in,
/// a change those of its category, and products have no effects of their own. Errors come by the delta method, the samples taken as they are (Greene, Econometric
/// Analysis, 7th edition, 17.3.2 and 18.2.4). A feature's effects on all classes add up to 0.
public struct MarginalEffects: Sendable, Hashable {
  /// Where the effects are taken.
  public enum Place: String, Sendable, Hashable, CaseIterable {
    /// At each sample; their mean. A sample counts as often as it was seen.
    case average
    /// At one sample whose features are the means, shares of categories among them; a product is that of the means.
    case means
  }

  /// The effect of one feature on one class.
  public struct Effect: Sendable, Hashable {
    /// The class.
    public let className: String
    /// The feature.
    public let term: String
    /// Whether it is the change from the base to a level, and not a derivative.
    public let isChange: Bool
    /// The effect on the probability of the class.
    public let estimate: Double
    /// Its standard error; 0 where it is smaller than Float64 can tell.
    public let standardError: Double
    /// estimate / standardError; not a number where both are 0.
    public let z: Double
    /// The probability of so large a |z| where the true effect is 0, two-sided; 1 where z is no number.
    public let pValue: Double
    /// log10 of it.
    public let log10PValue: Double
    /// estimate -+ quantile x standardError.
    public let interval: ClosedRange<Double>
  }

  /// Where the effects are taken.
  public let place: Place
  /// The classes, in the model's order.
  package let classNames: [String]
  /// The features that have effects, in their order.
  package let terms: [String]
  /// Whether each of them is a change.
  package let changes: [Bool]
  /// [classes x terms].
  package let estimates: [Double]
  /// [classes x terms].
  package let errors: [Double]
  /// The confidence level of the intervals, unless another one is given.
  public let confidence: Double

  package init(
    place: Place, classNames: [String], terms: [String], changes: [Bool], estimates: [Double], errors: [Double],
    confidence: Double
  ) {
    precondition(
      terms.count == changes.count && estimates.count == classNames.count * terms.count
        && errors.count == estimates.count, "an effect for each class and term")
    self.place = place
    self.classNames = classNames
    self.terms = terms
    self.changes = changes
    self.estimates = estimates
    self.errors = errors
    self.confidence = confidence
  }

  /// Every effect with its error and test: class by class, and in each feature by feature.
  ///
  /// - Parameter confidence: The confidence level, between 0 and 1. Nil: `confidence`.
  /// - Returns: classes x terms effects.
  /// - Throws: `ConfigurationError` for what is no share.
  public func effects(confidence: Double? = nil) throws(ConfigurationError) -> [Effect] {
    let quantile = TailProbability.normalQuantile(
      centralShare: try ModelStatistics.checked(confidence: confidence ?? self.confidence))
    return estimates.indices.map { index in
      let (k, term) = index.quotientAndRemainder(dividingBy: max(1, terms.count))
      let (estimate, error) = (estimates[index], errors[index])
      let z = estimate / error
      let tail = z.isNaN ? nil : TailProbability(twoSidedNormal: z)
      let half = quantile * error
      return Effect(
        className: classNames[k], term: terms[term], isChange: changes[term], estimate: estimate,
        standardError: error, z: z, pValue: tail?.value ?? 1, log10PValue: tail?.log10 ?? 0,
        interval: estimate - half...estimate + half)
    }
  }
}
