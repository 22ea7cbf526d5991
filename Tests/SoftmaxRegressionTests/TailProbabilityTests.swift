// Tails and quantiles against forty digits, also where they are beyond Float64.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

/// mpmath 1.4.1 with 40 digits: Fixtures/statistics.py.
@Suite struct TailProbabilityTests {
  private static let normal: [(Double, Double, Double)] = [
    (1e-08, 0.9999999920211544, -3.4651686333488633e-09),
    (0.1, 0.920344325445942, -0.036049661062642284),
    (0.5, 0.6170750774519738, -0.2096619936012596),
    (1, 0.3173105078629141, -0.4985155458279893),
    (1.96, 0.04999579029644087, -1.3010665622238702),
    (2.5758, 0.010000847475557363, -1.9999631961636846),
    (5, 5.733031437583878e-07, -6.241615676726673),
    (8, 1.2441921148543568e-15, -14.905112555353174),
    (20, 5.5072482372124675e-89, -88.2590653474116),
    (37, 1.1451142445049154e-299, -298.94115118294593),
    (40, 0.0, -349.13597646368186),
    (1000, 0.0, -217150.33901199873),
  ]

  private static let chiSquare: [(Double, Int, Double, Double)] = [
    (0.001, 1, 0.9747728793699604, -0.011096562482616878),
    (3.84, 1, 0.050043521248705106, -1.3006521393247688),
    (0.5, 2, 0.7788007830714049, -0.10857362047581295),
    (10, 2, 0.006737946999085467, -2.171472409516259),
    (48.23, 6, 1.0629501932341356e-08, -7.973487084780887),
    (1, 30, 1.0, -6.345259929326313e-18),
    (29, 30, 0.5175966978958985, -0.2860085029926877),
    (31, 30, 0.4154071101477917, -0.3815260743114519),
    (33, 31, 0.36953479455512817, -0.43234466316399306),
    (200, 31, 1.2969167894685964e-26, -25.88708788747329),
    (90, 100, 0.7531979655998298, -0.12309086169037166),
    (100, 100, 0.48119168452795674, -0.31768188630897304),
    (1000, 100, 2.306076738035398e-148, -147.6371262450245),
    (7000, 7056, 0.6797649819315743, -0.16764121184122216),
    (7056, 7056, 0.49776114892294765, -0.3029790038038377),
    (7500, 7056, 0.00012246228591109032, -3.911997638177217),
    (20000, 7056, 0.0, -1216.8711826779052),
    (5000, 6, 0.0, -1079.241007300901),
  ]

  private static let quantiles: [(Double, Double)] = [
    (0.001, 0.0012533144654325546),
    (0.1, 0.12566134685507405),
    (0.5, 0.6744897501960817),
    (0.6826894921370859, 0.9999999999999999),
    (0.9, 1.6448536269514729),
    (0.95, 1.9599639845400538),
    (0.99, 2.5758293035489004),
    (0.999, 3.2905267314918945),
    (0.999999, 4.891638475692932),
  ]

  /// Of the exponent's argument, at most 745, half a unit in the last place is 6e-14 of the result.
  private static let tolerance = 1e-12

  private func check(_ tail: TailProbability, _ p: Double, _ log10: Double) {
    #expect(abs(tail.value - p) <= Self.tolerance * p)
    #expect(abs(tail.log10 - log10) <= 1e-13 * max(1, abs(log10)))
  }

  @Test(arguments: normal)
  func bothNormalTailsAreThoseOfMpmath(_ z: Double, _ p: Double, _ log10: Double) {
    check(TailProbability(twoSidedNormal: z), p, log10)
    check(TailProbability(twoSidedNormal: -z), p, log10)
  }

  @Test func chiSquareTailsAreThoseOfMpmath() {
    for (statistic, degrees, p, log10) in Self.chiSquare {
      check(TailProbability(chiSquare: statistic, degreesOfFreedom: degrees), p, log10)
    }
  }

  @Test func theTailOfNothingIsOneAndThatOfInfinityZero() {
    for tail in [TailProbability(twoSidedNormal: 0), TailProbability(chiSquare: 0, degreesOfFreedom: 7)] {
      #expect(tail.value == 1 && tail.logarithm == 0)
    }
    #expect(TailProbability(chiSquare: .infinity, degreesOfFreedom: 1).value == 0)
  }

  @Test(arguments: quantiles)
  func quantilesAreThoseOfMpmath(_ share: Double, _ z: Double) {
    // 1 - share keeps share to 1e-16, which is 1e-13 of the least one here.
    #expect(Closeness.relative(TailProbability.normalQuantile(centralShare: share), from: z) < 1e-12)
  }
}
