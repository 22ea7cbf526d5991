// Fits of a search that were not brought within its tolerance.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct UnfinishedScoreTests {
  private func step(maxIterations: Int, l1Penalty: Double) throws -> PenaltyPath.Step {
    let data = try MadeData.clouds(perClass: 30, seed: 4)
    var path = PenaltyPath(
      data,
      folds: StratifiedFolds(
        classIndices: data.classIndices, classCount: data.classes.count, count: 3, seed: 1),
      isStandardized: false, hasBias: true, tolerance: 1e-6, maxIterations: maxIterations,
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
}
