// The loop of every full-batch method.

import SoftmaxKernels

/// Goes down step by step until the minimum is certified, no step lowers F, or the caller says stop.
///
/// A value: between two steps `saved` is all that it is, and a descent made from these bytes takes the same steps from
/// there on, to the bit.
struct Descent<Method: DescentMethod> {
  /// What a step came to.
  enum Outcome {
    case moved(DescentStep)
    case ended(StopReason)
  }

  private let objective: Method.Problem
  let method: Method
  private let settings: DescentSettings
  private(set) var state: DescentState<Method.Memory>

  /// How much the value of a pass may be wrong, beside itself: a sum of Float32 losses, a sum of Float64 ones.
  private static var singleNoise: Double { 1e-7 }
  private static var doubleNoise: Double { 1e-14 }
  /// The estimated gap, as a share of F, from which on Float32 passes no longer tell the way.
  private static var singleLimit: Double { 1e-5 }
  /// How often a certificate may fail where nothing is penalised: then it is mostly the rounding, which no further step
  /// mends.
  private static var unpenalisedLimit: Int { 2 }
  /// How many certificates in a row may be hardly better than the best one before them.
  private static var idleLimit: Int { 2 }
  /// What these steps bring is not told from rounding below this share of what is looked for.
  private static var tailNoise: Double { 0.02 }
  /// Steps of which two runs are compared to tell what is still to come.
  private static var tailLength: Int { 4 }
  /// The least that the target is multiplied by after a certificate that failed.
  private static var leastTightening: Double { 1e-3 }

  /// A descent that begins at `start`.
  init(of objective: Method.Problem, by method: Method, from start: [Double], _ settings: DescentSettings) {
    self.objective = objective
    self.method = method
    self.settings = settings
    state = DescentState(
      start: objective.confined(start), precision: settings.isDouble ? .double : .single,
      target: settings.tolerance, memory: method.firstMemory)
  }

  /// The descent that `bytes` were `saved` of, with the objective, the method and the settings that it had then.
  ///
  /// - Throws: `StateError` for bytes that are no state of such a descent.
  init(
    of objective: Method.Problem, by method: Method, resuming bytes: [UInt8], _ settings: DescentSettings
  ) throws(StateError) {
    self.objective = objective
    self.method = method
    self.settings = settings
    state = try SealedState.value(DescentState<Method.Memory>.self, in: bytes, solver: Method.name)
    try state.check(parameterCount: objective.parameterCount)
  }

  /// Where it stands, between two steps. Complexity: O(the state's size).
  var saved: [UInt8] { SealedState.bytes(of: state, solver: Method.name) }

  /// Takes steps until the end. Returns why it ended.
  mutating func run(
    _ callbacks: DescentCallbacks, onStep: (DescentStep, [Double]) throws -> TrainingAction
  ) throws -> StopReason {
    while true {
      switch try step(callbacks) {
      case .ended(let reason): return reason
      case .moved(let step):
        if try onStep(step, state.point) == .stop { return .stopped }
      }
    }
  }

  /// Takes one step, or finds that none is left to take.
  mutating func step(_ callbacks: DescentCallbacks) throws -> Outcome {
    while true {
      if state.stalledSteps >= Method.patience.stalledSteps, state.sharpen() {
        (state.stalledSteps, state.least) = (0, .infinity)
      }
      let evaluation = try evaluation(callbacks)
      let whole = method.whole(evaluation, at: state.point, of: objective)
      guard whole.isFinite else { throw TrainingError.notFinite }
      if state.stalledSteps >= Method.patience.stalledSteps { return .ended(try end(whole, callbacks)) }
      if isNear(whole, settings.isForComparison ? Method.patience.nearShare * state.target : state.target) {
        if settings.isForComparison {
          // Where one step settles it, that is taken: what is compared is then nearer than it was asked to be.
          if !Method.patience.endsAfterNearStep || state.iteration > 0 { return .ended(.converged) }
        } else {
          if state.sharpen() { continue }
          if let reason = try certify(whole, callbacks) { return .ended(reason) }
        }
      }
      if state.iteration >= settings.maxIterations { return .ended(.iterationLimit) }
      if settings.isForComparison, Method.patience.endsAfterNearStep, state.nearSteps > 0 {
        return .ended(.converged)
      }
      if state.precision == .single, isNear(whole, Self.singleLimit), state.sharpen() { continue }
      if state.iteration >= 4, state.iteration.isMultiple(of: 4) {
        let isUnbounded = callbacks.isUnbounded(state.point)
        try objective.checkStopped()
        if isUnbounded { return .ended(.separated) }
      }

      let here = DescentPosition(
        iteration: state.iteration, point: state.point, evaluation: evaluation, whole: whole,
        firstGradientMax: state.firstGradientMax ?? 0, isNear: isNear(whole, state.target))
      guard let proposal = try proposal(from: here, callbacks) else { return .ended(try end(whole, callbacks)) }
      if settings.isForComparison, let expected = proposal.expectedDecrease {
        // A way that leads up says nothing of what is left.
        let share = Method.patience.nearShare * settings.tolerance / Double(settings.fitCount)
        state.nearSteps = expected >= 0 && expected <= share * abs(whole.value) ? state.nearSteps + 1 : 0
        if state.nearSteps >= 2,
          !Method.patience.promisesAreGuesses
            || tail(neglecting: Self.tailNoise * share * abs(whole.value)) <= share * abs(whole.value)
        {
          return .ended(.converged)
        }
      }
      if let move = try search(along: proposal, callbacks) {
        return .moved(take(move, from: here))
      }
      if method.forget(&state.memory, at: state.point) || state.sharpen() { continue }
      return .ended(try end(whole, callbacks))
    }
  }

  // MARK: Passes

  /// What a pass finds where the descent stands.
  private mutating func evaluation(_ callbacks: DescentCallbacks) throws -> PointEvaluation {
    if let evaluation = state.evaluation { return evaluation }
    try callbacks.beforePass()
    state.passCount += 1
    let evaluation = try evaluated(at: state.point)
    state.evaluation = evaluation
    if state.firstGradientMax == nil { state.firstGradientMax = VectorArithmetic.largest(evaluation.gradient) }
    return evaluation
  }

  private mutating func proposal(
    from here: DescentPosition, _ callbacks: DescentCallbacks
  ) throws -> Method.Proposal? {
    var passCount = 0
    defer { state.passCount += passCount }
    let (method, objective) = (method, objective)
    try objective.checkStopped()
    let proposal = try WorkWatch.during(.curvature) { () throws in
      try method.proposal(from: here, &state.memory, of: objective) {
        try objective.checkStopped()
        try callbacks.beforePass()
        passCount += 1
      }
    }
    try objective.checkStopped()
    return proposal
  }

  /// A pass; what it finds means nothing where the work was asked to end meanwhile.
  private func evaluated(at point: [Double]) throws -> PointEvaluation {
    try objective.checkStopped()
    let found = WorkWatch.during(.pass) { objective.evaluate(at: point, state.precision) }
    try objective.checkStopped()
    return found
  }

  private mutating func search(
    along proposal: Method.Proposal, _ callbacks: DescentCallbacks
  ) throws -> Move? {
    let noise = state.precision == .single ? Self.singleNoise : Self.doubleNoise
    return try proposal.search(relativeNoise: noise) { point in
      try callbacks.beforePass()
      state.passCount += 1
      return try evaluated(at: point)
    }
  }

  // MARK: Steps

  private mutating func take(_ move: Move, from here: DescentPosition) -> DescentStep {
    let reached = method.whole(move.evaluation, at: move.point, of: objective)
    let left = reached.estimatedGap ?? VectorArithmetic.largest(reached.gradient)
    state.stalledSteps = move.isLevel && left > 0.9 * state.least ? state.stalledSteps + 1 : 0
    state.least = min(state.least, left)
    method.learn(&state.memory, from: here, move, reaching: reached)
    state.point = move.point
    state.evaluation = move.evaluation
    state.iteration += 1
    if settings.isForComparison {
      state.values = Array((state.values + [reached.value]).suffix(2 * Self.tailLength + 1))
    }
    return DescentStep(
      iteration: state.iteration, found: StepFigures(reached), stepLength: move.length,
      passCount: state.passCount)
  }

  /// What the steps to come would bring if they went on as the last ones: the sum of a geometric series. Infinite where too
  /// few were taken to tell; 0 where the last ones brought no more than `noise`.
  private func tail(neglecting noise: Double) -> Double {
    let values = state.values
    guard values.count == 2 * Self.tailLength + 1 else { return .infinity }
    let (first, last) = (
      values[0] - values[Self.tailLength], values[Self.tailLength] - values[2 * Self.tailLength]
    )
    if last <= noise { return 0 }
    return first > last ? last * last / (first - last) : .infinity
  }

  // MARK: Ends

  private func isNear(_ whole: PointEvaluation, _ target: Double) -> Bool {
    if let gap = whole.estimatedGap { return gap <= target * abs(whole.value) }
    return VectorArithmetic.largest(whole.gradient) <= target * (state.firstGradientMax ?? 0)
  }

  /// Asks for the proof where the point looks near enough. Why the descent ends, or nil where it goes on towards a
  /// smaller target.
  private mutating func certify(_ whole: PointEvaluation, _ callbacks: DescentCallbacks) throws -> StopReason? {
    let remaining = callbacks.remaining(state.point, state.firstGradientMax ?? 0)
    try objective.checkStopped()
    if remaining <= settings.tolerance { return .converged }
    state.failedCertificates += 1
    let limit = whole.estimatedGap == nil ? Self.unpenalisedLimit : Method.patience.failedCertificates
    if state.failedCertificates > limit { return .precisionReached }
    // What is left is the estimate, and what rounding the weights costs: the estimate alone falls from here on.
    state.idleCertificates = remaining > 0.8 * state.leastRemaining ? state.idleCertificates + 1 : 0
    state.leastRemaining = min(state.leastRemaining, remaining)
    if state.idleCertificates > Self.idleLimit { return .precisionReached }
    state.target *= max(Self.leastTightening, min(0.5, 0.6 * settings.tolerance / remaining))
    return nil
  }

  /// Why a descent ends that can go no further.
  private func end(_ whole: PointEvaluation, _ callbacks: DescentCallbacks) throws -> StopReason {
    guard whole.estimatedGap != nil else { return .precisionReached }
    let remaining = callbacks.remaining(state.point, state.firstGradientMax ?? 0)
    try objective.checkStopped()
    return remaining <= settings.tolerance ? .converged : .precisionReached
  }
}
