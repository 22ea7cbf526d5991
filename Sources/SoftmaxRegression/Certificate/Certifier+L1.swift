// The dual values of fits with an L1 penalty.

import SoftmaxKernels

extension Certifier {
  /// The dual value at a point whose gradient by the coefficients, without penalties, is `slopes`. `mixedEntropy` tells
  /// the sum of the entropies of y + t (a - y).
  func sparseDualValue(_ slopes: [Double], entropy: Double, mixedEntropy: (Double) -> Double) -> Double? {
    let featureCount = features.featureCount
    // What Float64 may have taken from a slope.
    let roundings = 0x1p-53 * 8 * (Double(features.sampleCount).squareRoot() + 2)
    let margins = featureMagnitudes().enumerated().map { j, largest in roundings * largest / deviation(j) }
    var (share, excess) = (1.0, 0.0)
    for (i, slope) in slopes.enumerated() {
      let slope = abs(slope) + margins[i % featureCount]
      guard slope > l1Penalty else { continue }
      share = min(share, max(0, l1Penalty - margins[i % featureCount]) / abs(slope))
      excess += (slope - l1Penalty) * (slope - l1Penalty)
    }
    var best: Double?
    if l2Penalty > 0 || share == 1 {
      let value = entropy / totalWeight - (l2Penalty > 0 ? excess / (2 * l2Penalty) : 0)
      if value.isFinite { best = value }
    }
    if share < 1 {
      let value = mixedEntropy(share) / totalWeight
      if value.isFinite { best = max(best ?? value, value) }
    }
    return best
  }

  /// Steps that a bound is refined by at most.
  private static let stepLimit = 6
  /// A bound that is worse, as a share of F, is left to the solver.
  private static let refiningLimit = 1e-4

  /// The best dual value at points that the solver's steps lead to from these weights.
  func refinedDualValue(
    _ first: Double, weights: [Double], bias: [Double], objective: Double
  ) -> Double {
    guard objective - first < Self.refiningLimit * abs(objective) else { return first }
    let problem = CoefficientProblem(self)
    var point = problem.point(weights: weights, bias: bias)
    var best = first
    for _ in 0..<Self.stepLimit {
      let smooth = problem.evaluate(at: point, .double)
      guard
        let proposal = ProximalStep(problem).proposal(
          from: point, smooth, problem.composite(smooth, at: point)),
        proposal.allSatisfy(\.isFinite)
      else { break }
      let (weights, bias) = problem.parameters(proposal)
      guard let value = dualValue(weights: weights, bias: bias) else { break }
      let isBetter = objective - value < 0.5 * (objective - best)
      best = max(best, value)
      if objective - best <= Self.secondBoundLimit * abs(objective) || !isBetter { break }
      point = proposal
    }
    return best
  }
}
