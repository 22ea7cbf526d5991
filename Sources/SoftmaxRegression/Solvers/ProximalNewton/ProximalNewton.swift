// Newton's method for objectives with penalties that have no derivatives everywhere.

/// Steps to the minimum of a quadratic model and the magnitudes or norms, within limits, over the parameters that matter.
///
/// Lee, Sun and Saunders, Proximal Newton-type methods for minimizing composite functions, SIAM J. Optim. 24(3), 2014;
/// the working set as in Tibshirani and others, Strong rules for discarding predictors in lasso-type problems, J. R.
/// Stat. Soc. B 74, 2012: what is not 0, and those zeros whose gradient is larger than their penalty. Only for these
/// are second derivatives made, exact for the pairs of classes that matter. Zeros are exact.
///
/// An iteration costs a pass, samples x pairs of classes, rows kept x (columns of a pair)^2, and
/// O(working set^3); memory: 12 to 20 bytes x working set^2.
struct ProximalNewton<Problem: CompositeObjective & Objective>: DescentMethod {
  static var name: String { "proximal-newton" }

  static var patience: DescentPatience {
    // The model is exact but for the way its second derivatives change: one step that it promises little of is enough,
    // and leaves far less than it brings.
    DescentPatience(stalledSteps: 6, failedCertificates: 5, endsAfterNearStep: true)
  }

  /// Where the largest subgradient is not brought below this share of what it was, the second derivatives are made anew.
  private static var wornShare: Double { 0.4 }

  /// Second derivatives of a fit like this one, to begin with.
  private let known: MadeCurvature?

  init(knowing known: MadeCurvature? = nil) {
    self.known = known
  }

  /// What is left to gain, as a share of F, from which on the way starts with larger penalties: fewer parameters are
  /// then in play while signs are still unsettled.
  private static var farShare: Double { 0.1 }
  /// The first of these penalties, as a share of what would leave nothing, and what each step leaves of them.
  private static var inflationShare: Double { 0.2 }
  private static var deflation: Double { 0.25 }

  var firstMemory: Memory { Memory(curvature: known?.borrowed) }

  func whole(_ evaluation: PointEvaluation, at point: [Double], of objective: Problem) -> PointEvaluation {
    objective.composite(evaluation, at: point)
  }

  func proposal(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> ProximalProposal<Problem>? {
    let inflation = here.isNear ? 1 : memory.inflation ?? firstInflation(here, objective)
    memory.inflation = inflation
    let whole =
      inflation > 1 ? objective.composite(here.evaluation, at: here.point, inflation: inflation) : here.whole
    return ProximalStep(objective).proposal(
      from: here.point, here.evaluation, whole, inflation: inflation, knowing: &memory.curvature
    ).map {
      ProximalProposal(
        objective: objective, start: here.point, evaluation: here.evaluation, whole: whole, end: $0,
        inflation: inflation)
    }
  }

  private func firstInflation(_ here: DescentPosition, _ objective: Problem) -> Double {
    guard let gap = here.whole.estimatedGap, gap / abs(here.whole.value) > Self.farShare else { return 1 }
    let penalty = objective.penalty
    let pull = (0..<penalty.weightCount).reduce(0) { max($0, penalty.pull(here.evaluation.gradient, $1)) }
    return max(1, Self.inflationShare * pull)
  }

  func learn(_ memory: inout Memory, from here: DescentPosition, _ move: Move, reaching whole: PointEvaluation)
  {
    let isInflated = (memory.inflation ?? 1) > 1
    let left = VectorArithmetic.largest(whole.gradient)
    if isInflated || move.length < 1 || left > Self.wornShare * VectorArithmetic.largest(here.whole.gradient) {
      memory.curvature = nil
    }
    if move.length == 1 { memory.inflation = max(1, (memory.inflation ?? 1) * Self.deflation) }
  }

  func forget(_ memory: inout Memory, at point: [Double]) -> Bool {
    let isStale = memory.curvature.map { !$0.isMade(at: point) } ?? false
    defer { (memory.inflation, memory.curvature) = (1, nil) }
    return isStale || (memory.inflation ?? 1) > 1
  }

  func curvature(in memory: Memory) -> MadeCurvature? { memory.curvature }
}

extension ProximalNewton {
  /// How many times larger the L1 penalties are than they were asked for; nil before the first step. And the second
  /// derivatives in use, if they will do for the next step.
  struct Memory: DescentMemory {
    var inflation: Double?
    var curvature: MadeCurvature?

    init(curvature: MadeCurvature? = nil) {
      self.curvature = curvature
    }

    init(reading state: inout StateReader) throws(StateError) {
      let place = state.position
      inflation = try Double?(reading: &state)
      guard inflation.map({ $0 >= 1 && $0.isFinite }) ?? true else {
        throw StateError("the penalties' factor is \(inflation ?? 0), expected a number from 1 on", at: place)
      }
      curvature = try MadeCurvature?(reading: &state)
    }

    func write(to state: inout StateWriter) {
      inflation.write(to: &state)
      curvature.write(to: &state)
    }

    func check(parameterCount: Int) throws(StateError) { try curvature?.check(parameterCount: parameterCount) }
  }
}
