// Stochastic dual coordinate ascent, a sample at a time.

import SoftmaxKernels

/// Goes up the dual: a step makes the shares of one sample what is best for it while all others stay (`DualRows`). An epoch
/// is one time through all samples, in an order drawn anew. To know F costs more than an epoch does, so that an iteration
/// is several epochs: it ends where the samples' own divergences, which the steps find by the way, say that F may be near
/// enough to its minimum. A certificate then tells whether it is.
///
/// Shalev-Shwartz and Zhang, JMLR 14, 2013; Yu, Huang and Lin, Dual coordinate descent methods for logistic regression and
/// maximum entropy models, Machine Learning 85, 2011. On sparse text it needs a few iterations where methods that pass over
/// all samples for a step need hundreds of passes: each of these moves every weight by what all samples say at one point.
///
/// The bias takes steps of its own (`DualBias`). Weights are Float32; where their rounding ends progress before the
/// tolerance is reached, `NewtonConjugateGradient` goes on.
struct DualAscent: RunningDescent {
  static let name = "sdca"

  private let objective: MultinomialObjective
  private let settings: DescentSettings
  private let rows: DualRows
  private let order: RowOrder
  private var state: State
  /// What takes the last steps.
  private var last: (any RunningDescent)?
  private var isResumed = false

  /// Epochs of an iteration: half of those before it, within these.
  private static let epochsOfIteration = 2...5
  /// The gap as a share of the divergences in the epoch before it, until it is known: a share was set by weights of half an
  /// epoch ago, and met those of a whole one; a divergence grows with the square.
  private static let firstDivergenceShare = 0.3
  private static let divergenceShares = 0.05...4
  /// Epochs without a bound below the best one, by this share, after which rounding is the reason.
  private static let patience = 10
  private static let progress = 0.9

  /// A descent from `start`.
  ///
  /// - Throws: `StateError` for bytes that are no state of such a descent.
  init(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) {
    guard
      let rows = DualRows(
        of: objective.features, labels: objective.labels, rowWeights: objective.sampleWeights?.double,
        offsets: objective.offsets, penalties: objective.penalties, totalWeight: objective.totalWeight,
        kernels: objective.engine.kernels)
    else { preconditionFailure("sparse rows, which `DualAscentMethod.check` has seen") }
    self.objective = objective
    self.settings = settings
    self.rows = rows
    order = RowOrder(identityOf: objective.samples.rowCount)
    switch start {
    case .point(let point):
      state = State(
        point: point, biasSteps: DualBias(classCount: objective.classCount), target: settings.tolerance,
        divergenceShare: Self.firstDivergenceShare)
      if point.contains(where: { $0 != 0 }) {
        restart(at: point)
        state.entropy = nil
      }
    case .saved(let bytes):
      state = try SealedState.value(State.self, in: bytes, solver: Self.name)
      isResumed = true
      try state.check(
        parameterCount: objective.parameterCount, shareCount: order.count * objective.classCount,
        classCount: objective.classCount)
      if let saved = state.last {
        last = try Self.closing(objective, .saved(saved), settings, after: state.iteration)
      } else {
        take(shares: state.shares, weights: Array(state.point[..<objective.weightCount]), state.bias)
        for (k, sum) in state.shareSums.enumerated() { rows.shareSums[k] = sum }
      }
    }
  }

  /// What goes on where Float32 weights end, after so many iterations.
  private static func closing(
    _ objective: MultinomialObjective, _ start: DescentStart, _ settings: DescentSettings,
    after iterationCount: Int
  ) throws(StateError) -> any RunningDescent {
    var settings = settings
    settings.maxIterations = max(0, settings.maxIterations - iterationCount)
    return try NewtonConjugateGradientMethod(
      FullBatchStopping(tolerance: settings.tolerance, maxIterations: settings.maxIterations), curvature: .gram
    ).descent(of: objective, from: start, settings)
  }

  // MARK: What a fit sees

  var point: [Double] { last?.point ?? state.point }
  var preconditioner: KnownPreconditioner? { nil }
  var curvature: MadeCurvature? { nil }
  var looks: [PreconditionerSchedule.Look] { last?.looks ?? [] }

  var saved: [UInt8] { later() }

  var later: () -> [UInt8] {
    var state = state
    state.last = last?.saved
    if last == nil {
      // Copies: steps change them where they lie.
      state.shares = Array(rows.shares.array[..<(order.count * objective.classCount)])
      state.bias = rows.bias.array
      state.shareSums = rows.shareSums.array
    }
    let copy = state
    return { SealedState.bytes(of: copy, solver: Self.name) }
  }

  mutating func run(
    _ callbacks: DescentCallbacks, onStep: (DescentStep, [Double]) throws -> TrainingAction
  ) throws -> StopReason {
    while last == nil {
      if state.isConverged {
        // Whoever goes on from a state that was saved here has no certificate yet.
        if isResumed, !settings.isForComparison { _ = certificate(callbacks) }
        return .converged
      }
      if state.iteration >= settings.maxIterations { return .iterationLimit }
      let (isNear, epochCount) = try ascend(callbacks)
      state.iteration += 1
      isResumed = false
      state.point = rows.point(hasBias: objective.hasBias)
      let found: StepFigures
      var remaining: Double?
      if isNear, !settings.isForComparison, let certificate = certificate(callbacks) {
        // It measures all that a pass would.
        (found, remaining) = (StepFigures(certificate), certificate.relativeGap ?? .infinity)
      } else {
        try callbacks.beforePass()
        found = WorkWatch.during(.pass) { StepFigures(objective.evaluate(at: state.point, .single)) }
        try objective.checkStopped()
        state.passCount += 1
      }
      guard found.value.isFinite && found.gradientMax.isFinite else {
        try handOver(.infinity)
        break
      }
      let step = DescentStep(
        iteration: state.iteration, found: found, stepLength: 1, passCount: state.passCount)
      // Before anybody may stop it, so that what goes on from here knows it.
      try end(found, remaining, epochCount, callbacks)
      if try onStep(step, state.point) == .stop { return .stopped }
    }
    let (iterations, passes) = (state.iteration, state.passCount)
    var last = last
    defer { self.last = last }
    return try last?.run(callbacks) { step, point in
      try onStep(
        DescentStep(
          iteration: iterations + step.iteration, found: step.found, stepLength: step.stepLength,
          passCount: passes + step.passCount), point)
    } ?? .precisionReached
  }

  /// About how far F is above the dual.
  ///
  /// F less the dual is the mean divergence of the shares from the probabilities, and what the bias makes of classes whose
  /// shares do not sum to theirs; bringing these sums about costs the square of what they miss.
  private func gap(_ found: StepFigures) -> Double {
    var divergence = 2 * found.value - found.logLoss - (state.entropy ?? 0)
    guard objective.hasBias else { return abs(divergence) }
    for k in 0..<objective.classCount {
      divergence -= Double(rows.bias[k]) * rows.shareSums[k] / objective.totalWeight
    }
    return abs(divergence) + imbalance * abs(found.value)
  }

  /// What it costs, as a share of F, to bring the shares' sums to the classes'.
  private var imbalance: Double {
    guard objective.hasBias else { return 0 }
    var mixed = 0.0
    for k in 0..<objective.classCount {
      let excess = rows.shareSums[k] / objective.totalWeight
      let mean = objective.classShares[k] + excess
      if mean > 0 { mixed = max(mixed, excess / mean) }
    }
    return mixed * mixed
  }

  private func certificate(_ callbacks: DescentCallbacks) -> OptimalityCertificate? {
    callbacks.certificate(state.point, DualShares(rows.shares, classCount: objective.classCount))
  }

  /// Finds out whether the fit ends here; has another method go on where this one gets no further. `remaining` is what a
  /// certificate of this point has left, where there is one already.
  private mutating func end(
    _ found: StepFigures, _ remaining: Double?, _ epochCount: Int, _ callbacks: DescentCallbacks
  ) throws {
    let bound = gap(found)
    var remaining = remaining
    if remaining == nil, bound <= state.target * abs(found.value) {
      if settings.isForComparison {
        state.isConverged = true
        return
      }
      remaining = certificate(callbacks)?.relativeGap ?? .infinity
      try objective.checkStopped()
      // The estimate is too low here: the next certificate waits for a lower one.
      state.target = 0.5 * min(state.target, bound / abs(found.value))
    }
    if let remaining, remaining <= settings.tolerance {
      state.isConverged = true
      return
    }
    state.value = found.value
    if state.divergence.isFinite, state.divergence != 0 {
      let known = max(bound, remaining.flatMap { $0.isFinite ? $0 * abs(found.value) : nil } ?? 0)
      let own = known - imbalance * abs(found.value)
      let (share, limits) = (own / abs(state.divergence), Self.divergenceShares)
      state.divergenceShare = min(max(share, limits.lowerBound), limits.upperBound)
    }
    if bound < Self.progress * state.leastBound {
      state.leastBound = bound
      state.stalledEpochs = 0
    } else {
      state.stalledEpochs += epochCount
    }
    if state.stalledEpochs >= Self.patience {
      try handOver(found.value)
    }
  }

  /// Has another method go on from this point or, where that is worse than none, from 0: with a tiny penalty weights are
  /// sums of large numbers, of which Float32 keeps too little.
  private mutating func handOver(_ value: Double) throws {
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    if !(value <= objective.evaluate(at: zeros, .single).value) { state.point = zeros }
    last = try Self.closing(objective, .point(state.point), settings, after: state.iteration)
  }

  // MARK: Through all samples

  /// The epochs of an iteration. Returns whether F may be near enough to its minimum, and how many epochs these were.
  private mutating func ascend(_ callbacks: DescentCallbacks) throws -> (isNear: Bool, epochCount: Int) {
    let limits = Self.epochsOfIteration
    let count = min(max(state.epoch / 2, limits.lowerBound), limits.upperBound)
    for done in 1...count {
      try callbacks.beforePass()
      WorkWatch.during(.pass) { ascendOnce() }
      try objective.checkStopped()
      state.passCount += 1
      state.epoch += 1
      if let value = state.value,
        abs(state.divergence) * state.divergenceShare <= (state.target - imbalance) * abs(value)
      {
        return (true, done)
      }
    }
    return (false, count)
  }

  /// Once through all samples.
  private mutating func ascendOnce() {
    var generator = RandomGenerator(seed: 0, stream: .shuffle(epoch: state.epoch))
    order.reset()
    order.swapEach { Int(generator.index(below: UInt64($0 + 1))) }
    rows.beginEpoch()
    let count = order.count
    let stepCount = min(count, DualBias.stepsOfEpoch)
    let engine = objective.engine
    var (entropy, crossEntropy) = (0.0, 0.0)
    for step in 0..<stepCount where !engine.isStopped {
      let positions = count * step / stepCount..<count * (step + 1) / stepCount
      let found = rows.ascend(order, positions)
      entropy += found.entropy
      crossEntropy += found.crossEntropy
      guard objective.hasBias else { continue }
      let seenWeight = objective.totalWeight * Double(positions.upperBound) / Double(count)
      for k in 0..<objective.classCount {
        let step = state.biasSteps.step(
          k, slope: rows.shareSums[k] / objective.totalWeight, variance: rows.variances[k] / seenWeight,
          of: stepCount)
        rows.bias[k] = Float(Double(rows.bias[k]) + step)
      }
    }
    if objective.hasBias {
      state.biasSteps.endEpoch(slopes: rows.shareSums.array.map { $0 / objective.totalWeight })
    }
    // Of the shares as they were before the steps: the entropy is that of the last epoch.
    state.divergence = state.entropy.map { crossEntropy - $0 } ?? .infinity
    state.entropy = entropy
  }

  // MARK: Other starts

  /// Takes shares between the labels and the probabilities at a point, and the weights that belong to them.
  ///
  /// The weights of the probabilities themselves are far from a point that was an optimum with a stronger penalty: they
  /// grow as the penalty falls. So far from the labels are the shares whose weights are nearest to the point's.
  private func restart(at point: [Double]) {
    let (classCount, sampleCount) = (objective.classCount, order.count)
    let probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), offsets: objective.offsets,
      objective.pass)
    var shares = [Float](repeating: 0, count: sampleCount * classCount)
    probabilities.withProbabilities { p in
      for sample in 0..<sampleCount {
        for k in 0..<classCount {
          shares[sample * classCount + k] = p(sample, k) - (objective.labels[sample] == k ? 1 : 0)
        }
      }
    }
    let weights = weights(of: shares)
    let fit =
      VectorArithmetic.dot(Array(point[..<weights.count]), weights) / VectorArithmetic.dot(weights, weights)
    if fit < 1 { for i in shares.indices { shares[i] *= Float(max(0, fit)) } }
    let bias = objective.hasBias ? point[objective.weightCount...].map { Float($0) } : []
    take(shares: shares, weights: nil, bias)
  }

  /// Goes on from shares; `weights` are those that belong to them, where they are known.
  private func take(shares: [Float], weights: [Double]?, _ bias: [Float]) {
    for (i, share) in shares.enumerated() { rows.shares[i] = share }
    for (k, number) in bias.enumerated() { rows.bias[k] = number }
    rows.restart(weights: weights ?? self.weights(of: shares))
  }

  /// -(1 / S l2_j) sum of s (a - y) x_j.
  private func weights(of shares: [Float]) -> [Double] {
    guard let columns = ColumnGradient(of: objective.features, classCount: objective.classCount, objective.pass)
    else { return [Double](repeating: 0, count: objective.weightCount) }
    let weighted = columns.residuals(Float(0))
    for (i, share) in shares.enumerated() {
      weighted[i] = share * Float(objective.sampleWeights?[i / objective.classCount] ?? 1)
    }
    var weights = columns.sums(of: weighted)
    for i in weights.indices {
      weights[i] *= -objective.scale / (objective.totalWeight * objective.penalties[i % objective.featureCount])
    }
    return weights
  }
}
