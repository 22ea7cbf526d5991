// The loop of every full-batch method.

/// Goes down step by step until the minimum is certified, nothing is left to gain, or somebody says stop.
struct Descent<Problem: Objective> {
  /// When to end, and how exactly to work.
  struct Settings {
    /// The certified gap, as a share of F, at which the fit ends; without a certificate the gradient's largest
    /// component, as a share of what it was at the start.
    var tolerance: Double
    var maxIterations: Int
    /// Whether every pass is in Float64 from the beginning: where passes cost next to nothing.
    var isDouble: Bool
    /// Whether the fit is only compared with others, and may end without proof: where half the slope along the method's
    /// direction, which a quadratic would still fall by, is below the tolerance as a share of F twice on end. What a
    /// bound asks of the gradient grows beyond Float32's reach as penalties become small; this does not.
    var isForComparison = false
    /// How many fits the objective is the sum of: then each of them is that near.
    var fitCount = 1
  }

  /// A step that was taken.
  struct Step {
    let iteration: Int
    let evaluation: PointEvaluation
    let stepLength: Double
    let passCount: Int
  }

  /// What the world outside is asked.
  struct Callbacks {
    /// Before each pass; throws to end the descent.
    var beforePass: () throws -> Void
    /// After each step; `.stop` ends the descent.
    var onStep: (Step, [Double]) throws -> TrainingAction
    /// What is left to gain at the saved form of a point, to be compared with the tolerance: the proven bound on F - F*
    /// as a share of F or, where nothing is penalised, what rounding costs and the gradient's square. Infinite where
    /// nothing is known. The second argument is the largest gradient component where the descent began.
    var remaining: ([Double], Double) -> Double
    /// Whether it is known that F has no minimum; asked now and then where there is no penalty.
    var isUnbounded: ([Double]) -> Bool
  }

  let objective: Problem
  let settings: Settings

  /// How much the value of a pass may be wrong, beside itself: a sum of Float32 losses, a sum of Float64 ones.
  private static var singleNoise: Double { 1e-7 }
  private static var doubleNoise: Double { 1e-14 }
  /// The estimated gap, as a share of F, from which on Float32 passes no longer tell the way.
  private static var singleLimit: Double { 1e-5 }
  /// Steps on end that lower neither F nor what is left to gain, after which nothing more is expected.
  private static var stallLimit: Int { 10 }
  /// How often a point that looks near enough may turn out not to be, once it is rounded and certified; without a penalty
  /// it is mostly the rounding, which no further step mends.
  private static var certificateLimit: Int { 12 }
  private static var unpenalisedLimit: Int { 2 }
  /// The least that the target is multiplied by after that.
  private static var leastTightening: Double { 1e-3 }

  /// Runs `method` from `start`. Returns the last point and why it ended there.
  func run<Method: DescentMethod>(
    _ method: inout Method, from start: [Double], _ callbacks: Callbacks
  ) throws -> (point: [Double], stopReason: StopReason) {
    var precision = settings.isDouble ? PassPrecision.double : .single
    var passCount = 0
    func evaluate(_ point: [Double]) throws -> PointEvaluation {
      try callbacks.beforePass()
      passCount += 1
      return objective.evaluate(at: point, precision)
    }
    let start = objective.confined(start)
    let first = try evaluate(start)
    var state = DescentState(
      iteration: 0, point: start, evaluation: first,
      firstGradientMax: VectorArithmetic.largest(first.gradient))
    var target = settings.tolerance
    var failedCertificates = 0
    var (stalledSteps, least) = (0, Double.infinity)
    var nearSteps = 0
    while true {
      guard state.evaluation.isFinite else { throw TrainingError.notFinite }
      if isNear(state, target) {
        if settings.isForComparison { return (state.point, .converged) }
        if precision == .single {
          precision = .double
          state.evaluation = try evaluate(state.point)
          continue
        }
        let remaining = callbacks.remaining(state.point, state.firstGradientMax)
        if remaining <= settings.tolerance { return (state.point, .converged) }
        failedCertificates += 1
        let limit = state.evaluation.estimatedGap == nil ? Self.unpenalisedLimit : Self.certificateLimit
        if failedCertificates > limit { return (state.point, .precisionReached) }
        target *= max(Self.leastTightening, min(0.3, 0.5 * settings.tolerance / remaining))
      }
      if state.iteration == settings.maxIterations { return (state.point, .iterationLimit) }
      if precision == .single, isBeyondSingle(state) {
        precision = .double
        state.evaluation = try evaluate(state.point)
      }
      if state.evaluation.estimatedGap == nil, state.iteration >= 4, state.iteration.isMultiple(of: 4),
        callbacks.isUnbounded(state.point)
      {
        return (state.point, .separated)
      }

      let direction = objective.confined(
        try method.direction(from: state, of: objective) {
          try callbacks.beforePass()
          passCount += 1
        })
      if settings.isForComparison {
        let expected = -VectorArithmetic.dot(state.evaluation.gradient, direction) / 2
        // A direction that leads up says nothing of what is left.
        let share = settings.tolerance / Double(settings.fitCount)
        let isNear = expected >= 0 && expected <= share * abs(state.evaluation.value)
        nearSteps = isNear ? nearSteps + 1 : 0
        if nearSteps == 2 { return (state.point, .converged) }
      }
      let search = LineSearch(relativeNoise: precision == .single ? Self.singleNoise : Self.doubleNoise)
      switch try search.search(from: state.point, state.evaluation, along: direction, evaluate: evaluate) {
      case .flat:
        if method.forget() { continue }
        if precision == .single {
          precision = .double
          state.evaluation = try evaluate(state.point)
          continue
        }
        return (state.point, isCertified(state, callbacks) ? .converged : .precisionReached)
      case .moved(let length, let point, let evaluation):
        let left = evaluation.estimatedGap ?? VectorArithmetic.largest(evaluation.gradient)
        let isLevel =
          evaluation.value >= state.evaluation.value - search.relativeNoise * abs(state.evaluation.value)
        stalledSteps = isLevel && left > 0.9 * least ? stalledSteps + 1 : 0
        least = min(least, left)
        method.moved(
          by: zip(point, state.point).map { $0 - $1 },
          gradientChange: zip(evaluation.gradient, state.evaluation.gradient).map { $0 - $1 })
        state.point = point
        state.evaluation = evaluation
        state.iteration += 1
        let step = Step(
          iteration: state.iteration, evaluation: evaluation, stepLength: length, passCount: passCount)
        if try callbacks.onStep(step, point) == .stop { return (point, .stopped) }
        guard stalledSteps >= Self.stallLimit else { continue }
        if precision == .double {
          return (point, isCertified(state, callbacks) ? .converged : .precisionReached)
        }
        precision = .double
        state.evaluation = try evaluate(point)
        (stalledSteps, least) = (0, .infinity)
      }
    }
  }

  private func isNear(_ state: DescentState, _ target: Double) -> Bool {
    if let gap = state.evaluation.estimatedGap { return gap <= target * abs(state.evaluation.value) }
    return VectorArithmetic.largest(state.evaluation.gradient) <= target * state.firstGradientMax
  }

  private func isBeyondSingle(_ state: DescentState) -> Bool { isNear(state, Self.singleLimit) }

  private func isCertified(_ state: DescentState, _ callbacks: Callbacks) -> Bool {
    guard state.evaluation.estimatedGap != nil else { return false }
    return callbacks.remaining(state.point, state.firstGradientMax) <= settings.tolerance
  }
}
