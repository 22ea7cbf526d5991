// Newton's method for objectives with an L1 penalty.

/// Steps to the minimum of a quadratic model and the magnitudes, over the parameters that matter.
///
/// Lee, Sun and Saunders, Proximal Newton-type methods for minimizing composite functions, SIAM J. Optim. 24(3), 2014;
/// the working set as in Tibshirani and others, Strong rules for discarding predictors in lasso-type problems, J. R.
/// Stat. Soc. B 74, 2012: what is not 0, and those zeros whose gradient is larger than their penalty. Only for these
/// are second derivatives made, exact for the pairs of classes that matter. Zeros are exact.
///
/// An iteration costs a pass, samples x pairs of classes, rows kept x (columns of a pair)^2, and
/// O(working set^3); memory: 12 bytes x working set^2.
struct ProximalNewton<Problem: CompositeObjective & Objective> {
  let objective: Problem
  let settings: Descent<Problem>.Settings

  private static var singleNoise: Double { 1e-7 }
  private static var doubleNoise: Double { 1e-14 }
  private static var singleLimit: Double { 1e-5 }
  private static var stallLimit: Int { 6 }
  /// What is left to gain, as a share of F, from which on the way starts with larger penalties: fewer coefficients are
  /// then in play while signs are still unsettled.
  private static var farShare: Double { 0.1 }
  /// The first of these penalties, as a share of what would leave nothing, and what each step leaves of them.
  private static var inflationShare: Double { 0.2 }
  private static var deflation: Double { 0.25 }

  /// Runs from `start`. Returns the last point and why it ended there.
  func run(
    from start: [Double], _ callbacks: Descent<Problem>.Callbacks
  ) throws -> (point: [Double], stopReason: StopReason) {
    var precision = settings.isDouble ? PassPrecision.double : .single
    var passCount = 0
    func evaluate(_ point: [Double]) throws -> PointEvaluation {
      try callbacks.beforePass()
      passCount += 1
      return objective.evaluate(at: point, precision)
    }
    var point = start
    var smooth = try evaluate(point)
    let firstGradientMax = VectorArithmetic.largest(smooth.gradient)
    func isCertified(_ point: [Double]) -> Bool {
      callbacks.remaining(point, firstGradientMax) <= settings.tolerance
    }
    var (iteration, stalledSteps, failedCertificates) = (0, 0, 0)
    var inflation = 1.0
    var (target, least) = (settings.tolerance, Double.infinity)
    var nearSteps = 0
    while true {
      var whole = objective.composite(smooth, at: point)
      guard whole.isFinite, let gap = whole.estimatedGap else { throw TrainingError.notFinite }
      let share = gap / abs(whole.value)
      if iteration == 0, share > Self.farShare { inflation = firstInflation(smooth) }
      if share <= target {
        if settings.isForComparison { return (point, .converged) }
        if precision == .single {
          precision = .double
          smooth = try evaluate(point)
          continue
        }
        let proven = callbacks.remaining(point, firstGradientMax)
        if proven <= settings.tolerance { return (point, .converged) }
        failedCertificates += 1
        if failedCertificates > 5 { return (point, .precisionReached) }
        target *= max(1e-3, min(0.3, 0.5 * settings.tolerance / proven))
      }
      if iteration == settings.maxIterations { return (point, .iterationLimit) }
      if precision == .single, share <= Self.singleLimit {
        precision = .double
        smooth = try evaluate(point)
        continue
      }
      if share <= target { inflation = 1 }
      if inflation > 1 { whole = objective.composite(smooth, at: point, inflation: inflation) }
      guard let proposal = ProximalStep(objective).proposal(from: point, smooth, whole, inflation: inflation)
      else {
        return (point, isCertified(point) ? .converged : .precisionReached)
      }
      let slope = slope(from: point, smooth, to: proposal, inflation: inflation)
      if settings.isForComparison, inflation == 1 {
        // A proposal that leads up says nothing of what is left.
        let isNear = slope <= 0 && -slope / 2 <= settings.tolerance * abs(whole.value)
        nearSteps = isNear ? nearSteps + 1 : 0
        if nearSteps == 2 { return (point, .converged) }
      }
      let noise = (precision == .single ? Self.singleNoise : Self.doubleNoise) * abs(whole.value)
      let found = try search(
        from: point, whole, to: proposal, slope: slope, noise: noise, inflation: inflation, evaluate)
      guard let found else {
        if inflation > 1 {
          inflation = 1
          continue
        }
        if precision == .single {
          precision = .double
          smooth = try evaluate(point)
          continue
        }
        return (point, isCertified(point) ? .converged : .precisionReached)
      }
      let isLevel = found.value >= whole.value - noise
      (point, smooth) = (found.point, found.evaluation)
      iteration += 1
      let reached = objective.composite(smooth, at: point)
      let left = reached.estimatedGap ?? 0
      if found.length == 1 { inflation = max(1, inflation * Self.deflation) }
      stalledSteps = isLevel && left > 0.9 * least ? stalledSteps + 1 : 0
      least = min(least, left)
      let step = Descent<Problem>.Step(
        iteration: iteration, evaluation: reached, stepLength: found.length, passCount: passCount)
      if try callbacks.onStep(step, point) == .stop { return (point, .stopped) }
      guard stalledSteps >= Self.stallLimit else { continue }
      if precision == .double {
        return (point, isCertified(point) ? .converged : .precisionReached)
      }
      precision = .double
      smooth = try evaluate(point)
      (stalledSteps, least) = (0, .infinity)
    }
  }

  private func firstInflation(_ smooth: PointEvaluation) -> Double {
    let ratios = zip(smooth.gradient, objective.magnitudePenalties).map { $1 > 0 ? abs($0) / $1 : 0 }
    return max(1, Self.inflationShare * (ratios.max() ?? 0))
  }

  /// What F would change by on the way if it were straight but for the magnitudes: below 0 where it falls.
  private func slope(
    from start: [Double], _ smooth: PointEvaluation, to proposal: [Double], inflation: Double
  ) -> Double {
    let magnitudes = objective.magnitudePenalties.enumerated().map { i, penalty in
      inflation * penalty * (abs(proposal[i]) - abs(start[i]))
    }
    return VectorArithmetic.dot(smooth.gradient, zip(proposal, start).map { $0 - $1 })
      + magnitudes.reduce(0, +)
  }

  /// Goes from `start` towards `proposal`, as far as F falls; nil where it does not. At full length zeros are exact.
  private func search(
    from start: [Double], _ whole: PointEvaluation, to proposal: [Double], slope: Double, noise: Double,
    inflation: Double, _ evaluate: ([Double]) throws -> PointEvaluation
  ) throws -> (length: Double, point: [Double], evaluation: PointEvaluation, value: Double)? {
    let direction = zip(proposal, start).map { $0 - $1 }
    guard VectorArithmetic.largest(direction) > 0 else { return nil }
    var length = 1.0
    for _ in 0..<25 {
      let trial = length == 1 ? proposal : VectorArithmetic.moved(start, by: length, along: direction)
      let found = try evaluate(trial)
      let reached = objective.composite(found, at: trial, inflation: inflation)
      if found.isFinite, reached.value <= whole.value + min(1e-4 * length * slope, 0) + noise {
        return (length, trial, found, reached.value)
      }
      // The lowest point of the parabola through both values and the slope, kept away from the ends.
      let rise = reached.value - whole.value
      let best = rise.isFinite && slope < 0 ? -slope * length / (2 * (rise - slope * length)) : 0.1
      length *= min(max(best, 0.1), 0.5)
    }
    return nil
  }
}
