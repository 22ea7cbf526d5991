// Fits of a search that were not brought within its tolerance.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct UnfinishedScoreTests {
  private func step(
    maxIterations: Int, l1Penalty: Double, tolerance: Double = 1e-6
  ) throws -> PenaltyPath.Step {
    let data = try MadeData.clouds(perClass: 30, seed: 4)
    var path = PenaltyPath(
      data,
      folds: StratifiedFolds(
        classIndices: data.classIndices, classCount: data.classes.count, count: 3, seed: 1),
      isStandardized: false, hasBias: true, tolerance: tolerance, maxIterations: maxIterations,
      engine: Execution.automatic.engine)
    return try path.step(
      l1Penalty: l1Penalty, l2Penalty: l1Penalty > 0 ? 0 : 1e-4, withFolds: true, beforePass: {})
  }

  @Test(arguments: [0, 1e-3])
  func aScoreSaysWhetherItsFitsEndedWithinTheTolerance(_ l1Penalty: Double) throws {
    let (short, whole) = (
      try step(maxIterations: 1, l1Penalty: l1Penalty), try step(maxIterations: 500, l1Penalty: l1Penalty)
    )
    #expect(!short.isConverged && whole.isConverged)
    #expect(short.objective > whole.objective)
  }

  // No number is that near to another: rounding ends these fits, far below their limit.
  @Test func aScoreWhoseFitRoundingEndedIsNotWithinTheTolerance() throws {
    let whole = try step(maxIterations: 500, l1Penalty: 0)
    let rounded = try step(maxIterations: 100_000, l1Penalty: 0, tolerance: 1e-30)
    #expect(!rounded.isConverged)
    #expect(rounded.passCount < 2000)
    #expect(Closeness.relative(rounded.objective, from: whole.objective) < 1e-6)
  }
}
