// Whether two models differ in how often they are right.

/// McNemar's test of two models on the same samples: of those that one of them alone has right, is each model's share a half?
///
/// Below 25 such samples the exact binomial test, else chi-square with one degree of freedom and Edwards' correction for
/// continuity, (|b - c| - 1)^2 / (b + c). Samples count as such, whatever their weights.
///
/// Reference: McNemar, Note on the sampling error of the difference between correlated proportions or percentages,
/// Psychometrika 12(2), 1947; Edwards, the same 13(3), 1948.
public struct McNemarTest: Sendable, Hashable {
  /// How the probability was found.
  public enum Method: String, Sendable, Hashable {
    /// The binomial distribution of the smaller count.
    case exactBinomial
    /// Chi-square with the correction for continuity.
    case chiSquare
  }

  /// How many samples both have right.
  public let bothRight: Int
  /// How many the first model alone has right.
  public let onlyFirstRight: Int
  /// How many the second model alone has right.
  public let onlySecondRight: Int
  /// How many both have wrong.
  public let bothWrong: Int
  /// How the probability was found.
  public let method: Method
  /// Chi-square; nil for the exact test.
  public let chiSquare: Double?
  /// The probability of counts that differ so much where the models are right equally often.
  public let pValue: Double

  /// From so many samples on that one model alone has right, chi-square is near enough.
  static let leastForChiSquare = 25

  /// The test for these counts.
  public init(bothRight: Int, onlyFirstRight: Int, onlySecondRight: Int, bothWrong: Int) {
    (self.bothRight, self.onlyFirstRight) = (bothRight, onlyFirstRight)
    (self.onlySecondRight, self.bothWrong) = (onlySecondRight, bothWrong)
    let total = onlyFirstRight + onlySecondRight
    guard total >= Self.leastForChiSquare else {
      (method, chiSquare) = (.exactBinomial, nil)
      // Binomial coefficients below 2^25 are exact.
      var (coefficient, sum) = (1.0, 0.0)
      for k in 0...min(onlyFirstRight, onlySecondRight) {
        sum += coefficient
        coefficient = coefficient * Double(total - k) / Double(k + 1)
      }
      pValue = min(1, 2 * sum / Double(sign: .plus, exponent: total, significand: 1))
      return
    }
    let difference = max(0, abs(Double(onlyFirstRight) - Double(onlySecondRight)) - 1)
    let statistic = difference * difference / Double(total)
    (method, chiSquare) = (.chiSquare, statistic)
    pValue = TailProbability(chiSquare: statistic, degreesOfFreedom: 1).value
  }
}
