// One step's model of a penalised objective, and its minimum.

/// A quadratic model over the parameters that matter, minimised with the magnitudes.
struct ProximalStep<Problem: CompositeObjective> {
  private let objective: Problem

  /// Zeros that enter the working set at a time, where there are fewer nonzeros.
  private static var entryLimit: Int { 400 }
  /// Up to so many parameters the model's minimum costs little beside the model, in Float64 too.
  static var preciseOrderLimit: Int { 2500 }
  /// Zeros whose gradient is above this share of their penalty are expected to be needed soon.
  private static var nearShare: Double { 0.7 }
  /// Second derivatives are made anew for each step where they cost no more than about two passes: multiply-adds of
  /// order^2 / 2 against some three for each parameter.
  private static var cheapOrderFactor: Int { 12 }

  init(_ objective: Problem) {
    self.objective = objective
  }

  /// The point that the model at `point` thinks best; nil where there is no model. `smooth` is what the differentiable
  /// part is there, `whole` everything, with the penalties of magnitudes times `inflation`. The second derivatives in
  /// `known` are used where they will do, and replaced where not.
  func proposal(
    from point: [Double], _ smooth: PointEvaluation, _ whole: PointEvaluation, inflation: Double = 1,
    knowing known: inout MadeCurvature?
  ) -> [Double]? {
    let share = (whole.estimatedGap ?? .infinity) / abs(whole.value)
    let penalty = objective.penalty.inflated(by: inflation)
    let needed = workingSet(point, whole, penalty)
    // Far from the optimum a rough model does; near it, the model decides how many steps are left.
    let density = share > 0.1 ? 3.0 : share > 1e-2 ? 6 : share > 1e-4 ? 12 : share > 1e-6 ? 24 : 48
    guard !needed.isEmpty else { return nil }
    let isCheap = needed.count * needed.count <= Self.cheapOrderFactor * point.count
    if let known, !isCheap, known.density >= density, known.covers(needed) {
    } else {
      // What is in use is let go before the next one is made: there is room for one.
      known = nil
      let parameters = isCheap ? needed : withNearZeros(needed, smooth, penalty)
      known = MadeCurvature(of: objective, by: parameters, at: point, density: density)
    }
    guard let parameters = known?.parameters, let curvature = known?.curvature(of: objective) else {
      return nil
    }
    let part = PenalisedPart(penalty, parameters: parameters)
    let start = parameters.map { point[$0] }
    let gradient = parameters.map { smooth.gradient[$0] }
    let isPrecise = curvature.order <= Self.preciseOrderLimit
    let effort =
      isPrecise
      ? QuadraticEffort(slopeShare: 1e-3, faceLimit: min(2 * curvature.order + 10, 200), roundLimit: 20)
      : QuadraticEffort(
        slopeShare: 0.05, faceLimit: share > 1e-2 ? 1 : 6, roundLimit: share > 1e-2 ? 3 : 6)
    let values =
      switch isPrecise ? curvature.inFloat64 : curvature {
      case .single(let curvature): part.minimum(curvature, at: start, gradient: gradient, effort)
      case .double(let curvature): part.minimum(curvature, at: start, gradient: gradient, effort)
      }
    var proposal = point
    for (i, value) in zip(parameters, values) { proposal[i] = value }
    return objective.leastPenalised(proposal, inflation: inflation)
  }

  /// What is not 0, what is not penalised, and the zeros that would gain most; no more than fits into memory. In
  /// ascending order. What lies at another limit is left out where it would stay there; grouped, a feature's weights are all
  /// in or all out.
  private func workingSet(_ point: [Double], _ whole: PointEvaluation, _ penalty: WeightPenalty) -> [Int] {
    let gradient = whole.gradient
    func byNeed(_ parameters: [Int]) -> [Int] {
      parameters.sorted { (abs(gradient[$1]), $0) < (abs(gradient[$0]), $1) }
    }
    let redundant = objective.redundantParameter
    let isHeld = point.indices.map { $0 != redundant && !penalty.mayRest($0, at: point[$0]) }
    let held = point.indices.filter { isHeld[$0] }
    let violating = point.indices.filter { $0 != redundant && !isHeld[$0] && gradient[$0] != 0 }
    let entering = byNeed(violating).prefix(max(Self.entryLimit, held.count))
    let all = held + entering
    let limit = objective.activeLimit
    let chosen = all.count > limit ? Array(byNeed(all).prefix(limit)) : all
    return penalty.isGrouped ? inWholeGroups(chosen, limit, penalty) : chosen.sorted()
  }

  /// `chosen`, which are in the order of need, with all other weights of their features; of these as many as `limit` allows.
  private func inWholeGroups(_ chosen: [Int], _ limit: Int, _ penalty: WeightPenalty) -> [Int] {
    var features: Set<Int> = []
    var found = chosen.filter { $0 >= penalty.weightCount }
    for i in chosen where i < penalty.weightCount && features.insert(i % penalty.featureCount).inserted {
      guard found.count + penalty.classCount <= limit else { break }
      found += penalty.places(i % penalty.featureCount)
    }
    return found.sorted()
  }

  /// The working set and, where there is room, zeros that steps from here or smaller penalties may need: the second
  /// derivatives then serve these too.
  private func withNearZeros(
    _ needed: [Int], _ smooth: PointEvaluation, _ penalty: WeightPenalty
  ) -> [Int] {
    let room = min(needed.count / 3 + 16, Self.preciseOrderLimit - needed.count)
    guard room > 0 else { return needed }
    let present = Set(needed)
    func nearness(_ i: Int) -> Double { penalty.pull(smooth.gradient, i) }
    let near = (0..<penalty.weightCount).filter { nearness($0) > Self.nearShare && !present.contains($0) }
    let chosen = near.sorted { (nearness($1), $0) < (nearness($0), $1) }.prefix(room)
    let all = (needed + chosen)
    return penalty.isGrouped ? inWholeGroups(all, needed.count + room, penalty) : all.sorted()
  }
}
