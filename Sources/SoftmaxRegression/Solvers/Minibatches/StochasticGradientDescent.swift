// Minibatch stochastic training: the tutorial's loop.

import SoftmaxKernels

/// Descends the mean loss of one minibatch after the other. Where samples have weights, their losses are multiplied by
/// weight / mean weight: on average over minibatches that is the gradient of the weighted mean loss.
///
/// Nothing here depends on the machine: the order of the samples comes from our own generator, each epoch's
/// from a stream of its own, and the arithmetic from the kernels' fixed order. Between two steps `state` is all that it
/// is: a descent that resumes it takes the same steps from there on, to the bit.
struct StochasticGradientDescent {
  /// What an epoch came to, before anything is scored: the loss is weighted as the objective's, the accuracy by samples' own
  /// weights.
  struct EpochSummary: Sendable {
    let epoch: Int
    let meanLoss: Double
    let accuracy: Double
  }

  /// W and b as they stand: their means over the steps that are averaged, where there were any.
  var parameters: Parameters {
    step.weights.settle(after: position.batch, .alone)
    let count = sizes.averagedCount(epoch: position.epoch, batch: position.batch)
    return Parameters(
      weights: step.weights.values(averagedOver: count), bias: step.bias.values(averagedOver: count))
  }

  /// Whether all epochs are done and told.
  var isComplete: Bool { isEpochTold && position.epoch == sizes.settings.epochs }

  /// The error for a fit that left the range of numbers where it stands.
  var divergence: TrainingError {
    .diverged(epoch: position.epoch, batch: position.batch, learningRate: sizes.settings.learningRate)
  }

  private let step: MinibatchStep
  private let team: WorkerTeam
  /// What members other than the caller do with a job; made once, so that the loop over minibatches allocates nothing.
  private let others: @Sendable (WorkerTeam.Member) -> Void
  private let sizes: StepSizes
  private let batchSize: Int
  private let seed: UInt64
  /// The epoch and batch in hand; batch 0 before the first.
  private var position = (epoch: 1, batch: 0)
  /// Where the epoch's random stream stood when the order of its samples was drawn.
  private var shuffle: RandomGenerator
  /// The epoch's sums, as far as they were taken.
  private var tally = EpochTally()
  /// Whether the epoch in hand is done and told.
  private var isEpochTold = false

  init(
    features: Rows, labels: [UInt32], sampleWeights: [Double]?, scoreWeights: [Double]?,
    offsets: LogitOffsets? = nil, hasBias: Bool, initial: Parameters, settings: StochasticSettings,
    l2Penalty: Double, seed: UInt64, engine: Engine, isLazy: Bool = true
  ) {
    batchSize = min(settings.batchSize, features.sampleCount)
    sizes = StepSizes(
      settings: settings, batchCount: (features.sampleCount + batchSize - 1) / batchSize)
    self.seed = seed
    let lazyWork = isLazy ? features.entryCount.map { Self.entryPrice * $0 / features.sampleCount } : nil
    team = engine.team(
      forStepOf: batchSize * initial.classCount * (lazyWork ?? initial.featureCount))
    let step = MinibatchStep(
      features: features, labels: labels, sampleWeights: sampleWeights, scoreWeights: scoreWeights,
      offsets: offsets, hasBias: hasBias, initial: initial,
      batchSize: batchSize, sizes: sizes, l2Penalty: Float(l2Penalty), kernels: engine.kernels,
      memberCount: team.size, isLazy: isLazy)
    self.step = step
    shuffle = RandomGenerator(seed: seed, stream: .shuffle(epoch: 1))
    step.beginEpoch(1, after: 0, order: shuffle)
    others = { member in
      step.open(member)
      for batch in step.batches {
        step.forward(batch, member)
        member.meet()
        if step.isStopping { return }
        step.backward(batch, member)
        member.meet()
      }
    }
  }

  /// Runs all epochs that are left, unless a callback stops it.
  ///
  /// `onBatch` runs between two steps, on the caller's thread, where `asksEachBatch`; the step in hand is finished
  /// before a stop.
  mutating func run(
    asksEachBatch: Bool, onBatch: (BatchProgress) throws -> TrainingAction,
    onEpoch: (EpochSummary, Parameters) throws -> TrainingAction
  ) throws -> StopReason {
    let epochCount = sizes.settings.epochs
    while true {
      if isEpochTold {
        guard position.epoch < epochCount else { return .epochsCompleted }
        begin(epoch: position.epoch + 1)
      }
      let epoch = position.epoch
      if try runEpoch(epoch, asksEachBatch: asksEachBatch, onBatch: onBatch) == .stop { return .stopped }
      tally.add(upTo: step.losses.count, of: step)
      team.run { [step, batchCount = sizes.batchCount] member in
        step.weights.settle(after: batchCount, member)
      }
      let parameters = parameters
      guard tally.loss.isFinite, parameters.isFinite else {
        if let first = tally.firstWrong { position.batch = first / batchSize + 1 }
        throw divergence
      }
      let summary = EpochSummary(
        epoch: epoch, meanLoss: tally.loss / Double(step.losses.count),
        accuracy: tally.correctCount / step.totalScore)
      isEpochTold = true
      if try onEpoch(summary, parameters) == .stop, epoch < epochCount { return .stopped }
    }
  }

  /// Where it stands, between two minibatches. Complexity: O(parameters), and of the samples that the epoch has seen.
  var state: State {
    step.weights.settle(after: position.batch, .alone)
    var tally = tally
    tally.add(upTo: min(position.batch * batchSize, step.losses.count), of: step)
    return State(
      epoch: position.epoch, batch: position.batch, isEpochTold: isEpochTold, shuffle: shuffle, tally: tally,
      weights: step.weights.state, bias: step.bias.state)
  }

  /// Goes on where `state` stands.
  ///
  /// - Throws: `StateError` for a state of other settings, samples or another seed.
  mutating func resume(_ state: State) throws(StateError) {
    guard (1...sizes.settings.epochs).contains(state.epoch), (0...sizes.batchCount).contains(state.batch),
      state.tally.count == min(state.batch * batchSize, step.losses.count),
      !state.isEpochTold || state.batch == sizes.batchCount
    else {
      throw StateError(
        "epoch \(state.epoch), batch \(state.batch) is a place among other samples, epochs or batches")
    }
    guard state.shuffle == RandomGenerator(seed: seed, stream: .shuffle(epoch: state.epoch)) else {
      throw StateError("the samples were drawn with another seed than \(seed)")
    }
    try step.restore(weights: state.weights, bias: state.bias)
    position = (state.epoch, state.batch)
    (isEpochTold, shuffle, tally) = (state.isEpochTold, state.shuffle, state.tally)
    step.beginEpoch(position.epoch, after: position.batch, order: shuffle)
  }

  /// Has the epoch that was told last be told once more.
  mutating func takeBackTelling() { isEpochTold = false }

  private mutating func begin(epoch: Int) {
    position = (epoch, 0)
    isEpochTold = false
    tally = EpochTally()
    shuffle = RandomGenerator(seed: seed, stream: .shuffle(epoch: epoch))
    step.beginEpoch(epoch, after: 0, order: shuffle)
  }

  /// What an entry costs, whose weights may lie anywhere, beside a multiply-add of dense rows.
  private static let entryPrice = 8

  /// All minibatches once, in jobs of some: after each the team may find that its caller is faster alone.
  private mutating func runEpoch(
    _ epoch: Int, asksEachBatch: Bool, onBatch: (BatchProgress) throws -> TrainingAction
  ) throws -> TrainingAction {
    let (epochCount, batchCount) = (sizes.settings.epochs, sizes.batchCount)
    while position.batch < batchCount {
      let first = position.batch + 1
      let action = try run(first...min(position.batch + Self.jobBatchCount, batchCount)) { batch in
        guard asksEachBatch else { return .continue }
        return try onBatch(
          BatchProgress(epoch: epoch, epochCount: epochCount, batch: batch, batchCount: batchCount))
      }
      if action == .stop { return .stop }
    }
    return .continue
  }

  /// Minibatches that are one job: a millisecond or two of the tutorial's.
  private static let jobBatchCount = 16

  /// Some minibatches, up to `position`. Every member goes through the same ones; only the caller, between two of
  /// them, asks `onBatch`, and the others learn of a stop at the next meeting. The job ends early where the caller
  /// keeps waiting for the others.
  private mutating func run(
    _ batches: ClosedRange<Int>, onBatch: (Int) throws -> TrainingAction
  ) throws -> TrainingAction {
    let step = step
    var lastBatch = batches.lowerBound
    var outcome = Result<TrainingAction, any Error>.success(.continue)
    step.begin(batches, epoch: position.epoch)
    team.run(others: others) { member in
      step.open(member)
      for batch in batches {
        lastBatch = batch
        step.forward(batch, member)
        member.meet()
        step.backward(batch, member)
        member.meet()
        outcome = Result { try onBatch(batch) }
        if case .success(.continue) = outcome, !member.isCrowded { continue }
        step.stop()
        if batch < batches.upperBound { member.meet() }
        return
      }
    }
    position.batch = lastBatch
    return try outcome.get()
  }
}
