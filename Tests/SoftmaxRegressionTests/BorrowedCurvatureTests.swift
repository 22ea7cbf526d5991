// Second derivatives of another fit lead the first step, and no more than that.

import SoftmaxKernels
@testable import SoftmaxRegression
import Testing

@Suite struct BorrowedCurvatureTests {
  /// 1 + steepness / 2 times the squared distance from a point whose coordinates are all 1, and magnitudes.
  private struct Bowl: CompositeObjective, Objective {
    struct Round: Curvature {
      let steepness: Double
      func product(with direction: [Double]) -> [Double] { direction.map { steepness * $0 } }
    }

    let steepness: Double

    // So many that second derivatives are kept for the next step.
    var parameterCount: Int { 40 }
    // So large that the way does not start with larger ones, which are another guess.
    var penalty: WeightPenalty {
      WeightPenalty(
        classCount: 1, l1: [Double](repeating: 0.3, count: parameterCount),
        l2: [Double](repeating: 0, count: parameterCount))
    }
    var redundantParameter: Int? { nil }
    var activeLimit: Int { 1000 }

    func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
      let distances = point.map { $0 - 1 }
      // Nowhere so high that a step is seen to be absurd, which would be shortened until it fits.
      let value = 1 + min(steepness / 2 * distances.reduce(0) { $0 + $1 * $1 }, 100)
      return PointEvaluation(
        value: value, gradient: distances.map { steepness * $0 }, logLoss: value, accuracy: 0, estimatedGap: nil
      )
    }

    func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double) -> PointEvaluation {
      var whole = evaluation
      let penalty = penalty.inflated(by: inflation)
      whole.value += min(penalty.magnitudes(point), 100)
      whole.gradient = penalty.smallestSlopes(evaluation.gradient, at: point)
      whole.estimatedGap = whole.gradient.reduce(0) { $0 + $1 * $1 } / (2 * steepness)
      return whole
    }

    func leastPenalised(_ point: [Double], inflation: Double) -> [Double] { point }

    func curvature(at point: [Double]) -> Round { Round(steepness: steepness) }

    func curvature(of parameters: [Int], at point: [Double], density: Double) -> TermCurvature? {
      let (count, engine) = (parameters.count, Execution.automatic.engine)
      let matrix = WorkBuffer<Float>(count: count * count, repeating: 0)
      for i in 0..<count { matrix[i * count + i] = Float(steepness) }
      return .single(
        ActiveCurvature(
          order: count, stride: count, matrix: matrix, penalties: [Double](repeating: 0, count: count),
          engine: engine))
    }

    func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)? { nil }
  }

  private func descend(knowing known: MadeCurvature?) throws -> (reason: StopReason, point: [Double]) {
    let bowl = Bowl(steepness: 1)
    var descent = Descent(
      of: bowl, by: ProximalNewton(knowing: known), from: [Double](repeating: 0, count: bowl.parameterCount),
      DescentSettings(tolerance: 1e-10, maxIterations: 50, isDouble: true))
    let reason = try descent.run(
      DescentCallbacks(
        beforePass: {},
        remaining: { point, _ in
          bowl.composite(bowl.evaluate(at: point, .double), at: point).estimatedGap ?? .infinity
        })
    ) { _, _ in .continue }
    return (reason, descent.point)
  }

  // The other function is so flat that every trial of the first step lies far beyond the optimum. The point is the one
  // that its second derivatives were made at, as where the folds of a sweep begin.
  @Test func aFitWhoseFirstSearchFailsWithAnothersSecondDerivativesGoesOnWithItsOwn() throws {
    let flat = Bowl(steepness: 1e-30)
    let known = try #require(
      MadeCurvature(
        of: flat, by: Array(0..<flat.parameterCount), at: [Double](repeating: 0, count: flat.parameterCount),
        density: 100))
    let (alone, led) = (try descend(knowing: nil), try descend(knowing: known))
    #expect(alone.reason == .converged)
    #expect(led.reason == .converged)
    #expect(led.point.allSatisfy { abs($0 - 0.7) < 1e-9 }, "\(led.point)")
  }
}
