// One coefficient, and how much of it is known.

/// A coefficient against the reference class, with its error, Wald's test and its interval.
public struct CoefficientStatistics: Sendable, Hashable {
  /// The class.
  public let className: String
  /// The feature, or `(intercept)`.
  public let term: String
  /// The class's weight less the reference class's, in the user's units.
  public let estimate: Double
  /// Its standard error.
  public let standardError: Double
  /// estimate / standardError.
  public let z: Double
  /// The probability of so large a |z| where the true coefficient is 0 (Wald's test, two-sided); 0 below the smallest Float64.
  public let pValue: Double
  /// log10 of it, which is finite even then.
  public let log10PValue: Double
  /// estimate -+ quantile x standardError.
  public let interval: ClosedRange<Double>
  /// e^estimate: by what factor the odds of the class against the reference change where the feature rises by 1.
  public let oddsRatio: Double
  /// e^ of the interval's ends.
  public let oddsRatioInterval: ClosedRange<Double>

  init(className: String, term: String, estimate: Double, standardError: Double, quantile: Double) {
    self.className = className
    self.term = term
    self.estimate = estimate
    self.standardError = standardError
    z = estimate / standardError
    let tail = TailProbability(twoSidedNormal: z)
    pValue = tail.value
    log10PValue = tail.log10
    let half = quantile * standardError
    interval = estimate - half...estimate + half
    oddsRatio = Elementary.exp(estimate)
    oddsRatioInterval = Elementary.exp(estimate - half)...Elementary.exp(estimate + half)
  }
}
