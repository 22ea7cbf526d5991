// Newton's method, its equations solved by conjugate gradients.

/// Truncated Newton: each direction solves H s = -g by preconditioned conjugate gradients, the more exactly the
/// nearer the minimum.
///
/// Dembo and Steihaug, Truncated-Newton algorithms for large-scale unconstrained optimization, Math. Prog. 26, 1983.
/// An iteration costs a pass and one more for each product; memory: five vectors and the probabilities.
struct NewtonConjugateGradient: DescentMethod {
  private(set) var schedule: PreconditionerSchedule
  private var preconditioner: (any Preconditioner)?
  private var firstNorm: Double?
  /// Whether Newton's direction led nowhere: where probabilities are all but 0 or 1, Float32 sees no curvature.
  private var isLost = false

  /// Products for one direction at most.
  private static let productLimit = 100

  init(schedule: PreconditionerSchedule) {
    self.schedule = schedule
  }

  mutating func direction<Problem: Objective>(
    from state: DescentState, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    if isLost {
      try beforePass()
      // Where nothing is decided the curvature is about as large as anywhere: a step by it is never far too long.
      let undecided = [Double](repeating: 0, count: objective.parameterCount)
      let inverse =
        objective.preconditioner(.kronecker, at: undecided)
        ?? objective.preconditioner(.diagonal, at: undecided)
      return (inverse?.apply(to: state.evaluation.gradient) ?? state.evaluation.gradient).map { -$0 }
    }
    if let kind = schedule.kind(before: state) {
      try beforePass()
      // The one before goes first: two at once would take twice the memory that the plan told.
      preconditioner = nil
      preconditioner =
        objective.preconditioner(kind, at: state.point) ?? objective.preconditioner(.diagonal, at: state.point)
    }
    let curvature = objective.curvature(at: state.point)
    var solution = [Double](repeating: 0, count: objective.parameterCount)
    var residual = state.evaluation.gradient.map { -$0 }
    var conditioned = preconditioner?.apply(to: residual) ?? residual
    var search = conditioned
    var product = VectorArithmetic.dot(residual, conditioned)
    // In the preconditioner's norm, which knows nothing of the features' units.
    let norm = max(product, 0).squareRoot()
    let first = firstNorm ?? norm
    firstNorm = first
    let target = min(0.3, (norm / first).squareRoot()) * norm
    for _ in 0..<Self.productLimit {
      try beforePass()
      let image = curvature.product(with: search)
      let bend = VectorArithmetic.dot(search, image)
      guard bend > 0, bend.isFinite, product > 0 else { break }
      let factor = product / bend
      VectorArithmetic.add(factor, times: search, to: &solution)
      VectorArithmetic.add(-factor, times: image, to: &residual)
      conditioned = preconditioner?.apply(to: residual) ?? residual
      let next = VectorArithmetic.dot(residual, conditioned)
      if next <= target * target { break }
      let ratio = next / product
      for i in search.indices { search[i] = conditioned[i] + ratio * search[i] }
      product = next
    }
    return solution.contains { $0 != 0 } ? solution : state.evaluation.gradient.map { -$0 }
  }

  mutating func moved(by step: [Double], gradientChange: [Double]) {
    isLost = false
  }

  mutating func forget() -> Bool {
    defer { isLost = true }
    return !isLost
  }
}
