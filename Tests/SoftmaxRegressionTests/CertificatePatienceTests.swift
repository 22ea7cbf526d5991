// When a descent stops asking for a certificate.

@testable import SoftmaxRegression
import Testing

@Suite struct CertificatePatienceTests {
  /// Runs L-BFGS to 1e-10. What a certificate says is left is `factor` times the estimate, and `floor` besides, which
  /// stands for what rounding the weights costs. Returns how often one was asked for.
  private func run(factor: Double, floor: Double) throws -> (stopReason: StopReason, certificates: Int) {
    let objective = try ResumedFitTests.objective()
    let method = LimitedMemoryBFGS<MultinomialObjective>(
      historyCount: 10, schedule: SolverChoice.schedule(for: objective, .gram))
    var descent = Descent(
      of: objective, by: method, from: [Double](repeating: 0, count: objective.parameterCount),
      DescentSettings(tolerance: 1e-10, maxIterations: 500, isDouble: true))
    var certificates = 0
    let callbacks = DescentCallbacks(
      beforePass: {},
      remaining: { point, _ in
        certificates += 1
        let found = objective.evaluate(at: point, .double)
        return factor * (found.estimatedGap ?? .infinity) / abs(found.value) + floor
      })
    let stopReason = try descent.run(callbacks) { _, _ in .continue }
    return (stopReason, certificates)
  }

  @Test func certificatesThatAreOnlyRoundingAreNotAskedForAgainAndAgain() throws {
    let found = try run(factor: 1, floor: 3e-10)
    #expect(found.stopReason == .precisionReached)
    // The first may fail for what is left in truth; three more say the same.
    #expect(found.certificates <= 5)
  }

  @Test func certificatesThatFallAreAskedForUntilTheyPass() throws {
    // Each passes only when the estimate is 200 times smaller than it had to be.
    let found = try run(factor: 200, floor: 0)
    #expect(found.stopReason == .converged)
    #expect(found.certificates >= 2)
  }
}
