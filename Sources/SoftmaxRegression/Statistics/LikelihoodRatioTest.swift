// The test of features that one model has and another lacks.

/// The likelihood-ratio test of a model against one that it contains: one with intercepts alone (without intercepts, one of
/// equal probabilities), unless said otherwise.
public struct LikelihoodRatioTest: Sendable, Hashable {
  /// 2 (log L - log L0), chi-square where what the smaller model lacks has no influence.
  public let chiSquare: Double
  /// The number of coefficients that the smaller model lacks.
  public let degreesOfFreedom: Int
  /// The probability of so large a statistic where that has no influence; 0 below the smallest Float64.
  public let pValue: Double
  /// log10 of it, which is finite even then.
  public let log10PValue: Double

  package init(logLikelihood: Double, nullLogLikelihood: Double, degreesOfFreedom: Int) {
    // The larger model is never worse, but rounding may make it seem so.
    chiSquare = max(0, 2 * (logLikelihood - nullLogLikelihood))
    self.degreesOfFreedom = degreesOfFreedom
    let tail = TailProbability(chiSquare: chiSquare, degreesOfFreedom: degreesOfFreedom)
    pValue = tail.value
    log10PValue = tail.log10
  }
}
