// Tails and quantiles against forty digits, also where they are beyond Float64.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct TailProbabilityTests {
  /// A tail by mpmath with 40 digits: Tests/Fixtures/statistics.py makes the file.
  struct NormalTail: Decodable, Sendable {
    let z: Double
    let p: Double
    let log10: Double
  }

  struct ChiSquareTail: Decodable, Sendable {
    let statistic: Double
    let degreesOfFreedom: Int
    let p: Double
    let log10: Double
  }

  struct Quantile: Decodable, Sendable {
    let share: Double
    let z: Double
  }

  private struct Document: Decodable {
    let normal: [NormalTail]
    let chiSquare: [ChiSquareTail]
    let quantiles: [Quantile]
  }

  private static let document = GoldenFile("tail-probabilities.json").required(as: Document.self)

  /// Of the exponent's argument, at most 745, half a unit in the last place is 6e-14 of the result.
  private static let tolerance = 1e-12

  private func check(_ tail: TailProbability, _ p: Double, _ log10: Double) {
    #expect(abs(tail.value - p) <= Self.tolerance * p)
    #expect(abs(tail.log10 - log10) <= 1e-13 * max(1, abs(log10)))
  }

  @Test(arguments: document.normal)
  func bothNormalTailsAreThoseOfMpmath(_ golden: NormalTail) {
    check(TailProbability(twoSidedNormal: golden.z), golden.p, golden.log10)
    check(TailProbability(twoSidedNormal: -golden.z), golden.p, golden.log10)
  }

  @Test func chiSquareTailsAreThoseOfMpmath() {
    for golden in Self.document.chiSquare {
      check(
        TailProbability(chiSquare: golden.statistic, degreesOfFreedom: golden.degreesOfFreedom), golden.p,
        golden.log10)
    }
  }

  @Test func theTailOfNothingIsOneAndThatOfInfinityZero() {
    for tail in [TailProbability(twoSidedNormal: 0), TailProbability(chiSquare: 0, degreesOfFreedom: 7)] {
      #expect(tail.value == 1 && tail.logarithm == 0)
    }
    #expect(TailProbability(chiSquare: .infinity, degreesOfFreedom: 1).value == 0)
  }

  @Test(arguments: document.quantiles)
  func quantilesAreThoseOfMpmath(_ golden: Quantile) {
    // 1 - share keeps share to 1e-16, which is 1e-13 of the least one here.
    #expect(
      Closeness.relative(TailProbability.normalQuantile(centralShare: golden.share), from: golden.z) < 1e-12)
  }
}
