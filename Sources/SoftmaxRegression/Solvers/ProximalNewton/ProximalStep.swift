// One step's model of an objective with an L1 penalty, and its minimum.

/// A quadratic model over the parameters that matter, minimised with the magnitudes.
struct ProximalStep<Problem: CompositeObjective> {
  private let objective: Problem

  /// Zeros that enter the working set at a time, where there are fewer nonzeros.
  private static var entryLimit: Int { 400 }

  init(_ objective: Problem) {
    self.objective = objective
  }

  /// The point that the model at `point` thinks best; nil where there is no model. `smooth` is what the differentiable
  /// part is there, `whole` everything, with the penalties of magnitudes times `inflation`.
  func proposal(
    from point: [Double], _ smooth: PointEvaluation, _ whole: PointEvaluation, inflation: Double = 1
  ) -> [Double]? {
    let share = (whole.estimatedGap ?? .infinity) / abs(whole.value)
    let penalties = objective.magnitudePenalties.map { $0 * inflation }
    let arguments = workingSet(point, whole, penalties)
    // Far from the optimum a rough model does; near it, the model decides how many steps are left.
    let density = share > 0.1 ? 3.0 : share > 1e-2 ? 6 : share > 1e-4 ? 12 : share > 1e-6 ? 24 : 48
    guard !arguments.isEmpty,
      let curvature = objective.curvature(of: arguments, at: point, density: density)
    else { return nil }
    var model = SparseQuadratic(
      curvature, at: arguments.map { point[$0] }, gradient: arguments.map { smooth.gradient[$0] },
      penalties: arguments.map { penalties[$0] })
    model.minimise(target: 0.05 * model.largestSlope, roundLimit: share > 1e-2 ? 3 : 6)
    var proposal = point
    for (i, value) in zip(arguments, model.values) { proposal[i] = value }
    return proposal
  }

  /// What is not 0, what is not penalised, and the zeros that would gain most; no more than fits into memory. In
  /// ascending order.
  private func workingSet(_ point: [Double], _ whole: PointEvaluation, _ penalties: [Double]) -> [Int] {
    let gradient = whole.gradient
    func byNeed(_ arguments: [Int]) -> [Int] {
      arguments.sorted { (abs(gradient[$1]), $0) < (abs(gradient[$0]), $1) }
    }
    let redundant = objective.redundantArgument
    let held = point.indices.filter { (point[$0] != 0 || penalties[$0] == 0) && $0 != redundant }
    let violating = point.indices.filter { point[$0] == 0 && penalties[$0] > 0 && gradient[$0] != 0 }
    let entering = byNeed(violating).prefix(max(Self.entryLimit, held.count))
    let all = held + entering
    let limit = objective.activeLimit
    return (all.count > limit ? Array(byNeed(all).prefix(limit)) : all).sorted()
  }
}
