// Bounds for fits with penalties that have no derivatives everywhere.

import SoftmaxKernels

extension Certifier {
  /// Steps that a bound is refined by at most.
  private static let stepLimit = 6
  /// A bound that is worse, as a share of F, is left to the solver: where steps cost next to nothing, and else.
  private static let (cheapRefiningLimit, refiningLimit) = (1.0, 1e-4)

  /// The best bound by dual points that the solver's steps lead to from these weights.
  func refinedBound(_ first: GapBound, of saved: Saved) -> GapBound {
    let limit = self.problem.isPassCheap ? Self.cheapRefiningLimit : Self.refiningLimit
    guard first.value < limit * abs(saved.objective) else { return first }
    let problem = ScaledProblem(self)
    var point = problem.point(of: saved.parameters)
    var best = first
    var curvature: MadeCurvature?
    for _ in 0..<Self.stepLimit {
      let smooth = problem.evaluate(at: point, .double)
      guard
        let proposal = ProximalStep(problem).proposal(
          from: point, smooth, problem.composite(smooth, at: point), knowing: &curvature),
        proposal.allSatisfy(\.isFinite)
      else { break }
      guard let bound = bound(of: saved, by: problem.parameters(at: proposal).inUserUnits) else { break }
      let isBetter = bound.value < 0.5 * best.value
      if bound.value < best.value { best = bound }
      if best.value <= Self.secondBoundLimit * abs(saved.objective) || !isBetter { break }
      point = proposal
    }
    return best
  }
}
