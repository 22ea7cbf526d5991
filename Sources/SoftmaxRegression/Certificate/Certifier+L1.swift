// Bounds for fits with an L1 penalty.

import SoftmaxKernels

extension Certifier {
  /// The largest t for which no slope of y + t (a - y) is above the penalty, where those of a may be wrong by `errors`.
  func feasibleShare(of slopes: [Double], errors: [Double]) -> Double {
    slopes.enumerated().reduce(1) { share, element in
      let j = element.0 % features.featureCount
      // There the constraint has seen to it that the slope is 0.
      if isFree(j) { return share }
      let slope = abs(element.1) + errors[element.0]
      return slope > l1(j) ? min(share, l1(j) / slope) : share
    }
  }

  /// Steps that a bound is refined by at most.
  private static let stepLimit = 6
  /// A bound that is worse, as a share of F, is left to the solver: where steps cost next to nothing, and else.
  private static let (cheapRefiningLimit, refiningLimit) = (1e-2, 1e-4)

  /// The best bound by dual points that the solver's steps lead to from these weights.
  func refinedBound(_ first: GapBound, of saved: Saved) -> GapBound {
    let limit = self.problem.isPassCheap ? Self.cheapRefiningLimit : Self.refiningLimit
    guard first.value < limit * abs(saved.objective) else { return first }
    let problem = CoefficientProblem(self)
    var point = problem.point(of: saved.coefficients)
    var best = first
    var curvature: MadeCurvature?
    for _ in 0..<Self.stepLimit {
      let smooth = problem.evaluate(at: point, .double)
      guard
        let proposal = ProximalStep(problem).proposal(
          from: point, smooth, problem.composite(smooth, at: point), knowing: &curvature),
        proposal.allSatisfy(\.isFinite)
      else { break }
      guard let bound = bound(of: saved, by: problem.coefficients(proposal).inUserUnits) else { break }
      let isBetter = bound.value < 0.5 * best.value
      if bound.value < best.value { best = bound }
      if best.value <= Self.secondBoundLimit * abs(saved.objective) || !isBetter { break }
      point = proposal
    }
    return best
  }
}
