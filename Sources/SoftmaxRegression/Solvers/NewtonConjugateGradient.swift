// Newton's method, its equations solved by conjugate gradients.

/// Truncated Newton: each direction solves H s = -g by preconditioned conjugate gradients, the more exactly the
/// nearer the minimum.
///
/// Dembo and Steihaug, Truncated-Newton algorithms for large-scale unconstrained optimization, Math. Prog. 26, 1983.
/// An iteration costs a pass and one more for each product; memory: five vectors and the probabilities.
struct NewtonConjugateGradient<Problem: Objective>: DirectionMethod {
  static var name: String { "newton-cg" }

  private let schedule: PreconditionerSchedule

  /// Products for one direction at most.
  private static var productLimit: Int { 100 }

  init(schedule: PreconditionerSchedule) {
    self.schedule = schedule
  }

  var firstMemory: Memory { Memory() }

  func direction(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    let gradient = here.evaluation.gradient
    if memory.isLost {
      try beforePass()
      // Where nothing is decided the curvature is about as large as anywhere: a step by it is never far too long.
      let undecided = [Double](repeating: 0, count: objective.parameterCount)
      let inverse =
        objective.preconditioner(.kronecker, at: undecided)
        ?? objective.preconditioner(.diagonal, at: undecided)
      return (inverse?.apply(to: gradient) ?? gradient).map { -$0 }
    }
    if let kind = schedule.kind(before: here, &memory.progress) {
      try beforePass()
      // The one before goes first: two at once would take twice the memory that the plan told.
      memory.preconditioner = nil
      memory.preconditioner = MadePreconditioner(kind, of: objective, at: here.point)
    }
    let preconditioner = memory.preconditioner?.preconditioner(of: objective)
    let curvature = objective.curvature(at: here.point)
    var solution = [Double](repeating: 0, count: objective.parameterCount)
    var residual = gradient.map { -$0 }
    var conditioned = preconditioner?.apply(to: residual) ?? residual
    var search = conditioned
    var product = VectorArithmetic.dot(residual, conditioned)
    // In the preconditioner's norm, which knows nothing of the features' units.
    let norm = max(product, 0).squareRoot()
    let first = memory.firstNorm ?? norm
    memory.firstNorm = first
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
    return solution.contains { $0 != 0 } ? solution : gradient.map { -$0 }
  }

  func learn(_ memory: inout Memory, from here: DescentPosition, _ move: Move, reaching whole: PointEvaluation)
  {
    memory.isLost = false
  }

  func forget(_ memory: inout Memory, at point: [Double]) -> Bool {
    defer { memory.isLost = true }
    return !memory.isLost
  }
}

extension NewtonConjugateGradient {
  func looks(in memory: Memory) -> [PreconditionerSchedule.Look] { memory.progress.looks }

  /// The preconditioner, and how exactly directions have been asked for.
  struct Memory: DescentMemory {
    var preconditioner: MadePreconditioner?
    /// The first gradient's length in the preconditioner's norm.
    var firstNorm: Double?
    var progress = PreconditionerSchedule.Progress()
    /// Whether Newton's direction led nowhere: where probabilities are all but 0 or 1, Float32 sees no curvature.
    var isLost = false

    init() {}

    func check(parameterCount: Int) throws(StateError) {
      try preconditioner?.check(parameterCount: parameterCount)
      try progress.check()
    }
  }
}

extension NewtonConjugateGradient.Memory {
  init(reading state: inout StateReader) throws(StateError) {
    preconditioner = try MadePreconditioner?(reading: &state)
    firstNorm = try Double?(reading: &state)
    progress = try PreconditionerSchedule.Progress(reading: &state)
    isLost = try Bool(reading: &state)
  }

  func write(to state: inout StateWriter) {
    preconditioner.write(to: &state)
    firstNorm.write(to: &state)
    progress.write(to: &state)
    isLost.write(to: &state)
  }
}
