// One step of stochastic gradient descent on a team: rows are dealt out going forward, columns going backward, so
// that no sum is split between threads.

import SoftmaxKernels
import Synchronization

/// W and b, and all that a step needs, allocated once.
final class MinibatchStep: Sendable {
  let shape: LayerShape
  private let reader: any RowReader<Float>
  let labels: ClassLabels
  /// The epoch's order of the samples.
  let order: RowOrder
  let weights: any WeightSteps
  let bias: ParameterUpdate
  private let hasBias: Bool
  /// What is added to the samples' logits; nil for nothing.
  private let offsets: LogitOffsets?
  /// Each sample's weight beside the mean one.
  private let sampleFactors: WorkBuffer<Float>?
  /// How much each sample counts in the accuracy; nil: 1.
  private let scores: WorkBuffer<Double>?
  /// The sum of that over all samples.
  let totalScore: Double
  /// Each sample's loss and predicted class, in the epoch's order.
  let losses: WorkBuffer<Float>
  let predictions: WorkBuffer<UInt32>
  private let batchSize: Int
  /// The first and the last batch of the job in hand, and their epoch, counted from 1.
  private let bounds = WorkBuffer<Int>(count: 3, repeating: 1)
  private let stopping = Atomic<Bool>(false)

  private let kernels: KernelTable
  private let tile: WorkBuffer<Float>
  private let biasGradient: WorkBuffer<Float>
  private let workspaces: [WorkBuffer<Float>]
  private let sizes: StepSizes

  /// `memberCount` is the most members that will take part. Sparse rows' steps are lazy unless `isLazy` is false.
  init(
    features: Rows, labels: [UInt32], sampleWeights: [Double]?, scoreWeights: [Double]?, offsets: LogitOffsets?,
    hasBias: Bool, initial: Parameters, batchSize: Int, sizes: StepSizes, l2Penalty: Float,
    kernels: KernelTable, memberCount: Int, isLazy: Bool
  ) {
    shape = LayerShape(classCount: initial.classCount, featureCount: initial.featureCount)
    let reader = features.reader(rowCount: batchSize, by: kernels)
    self.reader = reader
    self.batchSize = batchSize
    self.labels = ClassLabels(labels, classCount: shape.classCount)
    self.sizes = sizes
    self.hasBias = hasBias
    self.offsets = offsets
    sampleFactors = sampleWeights.map { weights in
      let mean = weights.reduce(0, +) / Double(weights.count)
      return WorkBuffer(weights.map { Float($0 / mean) }, default: 0)
    }
    let scores = WeightScale.summable(scoreWeights)
    self.scores = scores.map { WorkBuffer($0, default: 0) }
    totalScore = scores?.reduce(0, +) ?? Double(features.sampleCount)
    self.kernels = kernels
    // Whole batches, so that no batch needs two blocks.
    let together = features.shuffledRowCount
    let order = RowOrder(
      identityOf: features.sampleCount,
      blockLength: together == features.sampleCount ? nil : max(1, together / batchSize) * batchSize)
    self.order = order
    let workspaceCount = shape.workspaceCount
    let workspaces = (0..<memberCount).map { _ in WorkBuffer<Float>(count: workspaceCount, repeating: 0) }
    self.workspaces = workspaces
    let lazy =
      isLazy
      ? LazyWeightSteps(
        of: features, order: order, weights: initial.weights, shape, batchSize: batchSize, sizes: sizes,
        l2Penalty: l2Penalty, memberCount: memberCount, kernels: kernels) : nil
    weights =
      lazy
      ?? PlainWeightSteps(
        of: features, reader: reader, order: order, weights: initial.weights, shape, sizes: sizes,
        l2Penalty: l2Penalty, workspaces: workspaces, kernels: kernels)
    bias = ParameterUpdate(initial.bias, sizes.settings, kernels: kernels)
    losses = WorkBuffer(count: features.sampleCount, repeating: 0)
    predictions = WorkBuffer(count: features.sampleCount, repeating: 0)
    tile = WorkBuffer(count: shape.tileCount(rowCount: batchSize), repeating: 0)
    biasGradient = WorkBuffer(count: shape.classCount, repeating: 0)
  }

  /// The batches of the job in hand.
  var batches: ClosedRange<Int> { bounds[0]...bounds[1] }

  /// Whether the members of the team end.
  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  /// Sets the batches of the next job, before it is handed out.
  func begin(_ batches: ClosedRange<Int>, epoch: Int) {
    bounds[0] = batches.lowerBound
    bounds[1] = batches.upperBound
    bounds[2] = epoch
    stopping.store(false, ordering: .relaxed)
  }

  /// Has the other members leave at the next meeting.
  func stop() {
    stopping.store(true, ordering: .relaxed)
  }

  /// A batch of the job in hand.
  private func minibatch(_ number: Int) -> Minibatch {
    Minibatch(
      epoch: bounds[2], number: number,
      positions: (number - 1) * batchSize..<min(number * batchSize, losses.count))
  }

  /// Gets ready for the first batch of the job in hand; the members meet where there is something to do.
  func open(_ member: WorkerTeam.Member) {
    guard weights.mustCatchUp else { return }
    weights.catchUp(before: minibatch(bounds[0]), member)
    member.meet()
  }

  /// Logits, losses and softmax(o) - y of this member's rows of a batch.
  func forward(_ batch: Int, _ member: WorkerTeam.Member) {
    let positions = minibatch(batch).positions
    let share = member.share(of: positions.count, unit: LayerShape.rowUnit)
    guard !share.isEmpty else { return }
    let open = reader.open(.order(order, positions))
    open.load(share)
    let rows = open.selection.part(share)
    kernels.logits(
      of: open, part: share, shape, prepared: weights.prepared, bias: bias.parameters, into: tile,
      firstRow: share.lowerBound, workspace: workspaces[member.index])
    offsets?.add(to: tile, shape, firstRow: share.lowerBound, rows: rows, by: kernels)
    kernels.residuals(
      tile, shape, firstRow: share.lowerBound, labels: labels, rows: rows, logLosses: losses,
      predictions: predictions, at: positions.lowerBound + share.lowerBound)
    if let sampleFactors {
      kernels.scaleRows(tile, shape, firstRow: share.lowerBound, rows: rows, by: sampleFactors)
    }
    weights.note(tile, rows: share)
  }

  /// Gradient and update of this member's columns of W, and what the next batch of the job reads of them; the last
  /// member sees to b.
  func backward(_ batch: Int, _ member: WorkerTeam.Member) {
    let minibatch = minibatch(batch)
    weights.move(minibatch, residuals: tile, member)
    if weights.mustCatchUp, batch < bounds[1] {
      weights.catchUp(before: self.minibatch(batch + 1), member)
    }
    if hasBias, member.index == member.count - 1 {
      let rowCount = minibatch.positions.count
      biasGradient.clear(0..<shape.classCount)
      kernels.addColumnSums(of: tile, shape, rowCount: rowCount, into: biasGradient)
      bias.apply(
        0..<shape.classCount, gradient: biasGradient, gradientScale: 1 / Float(rowCount), l2Penalty: 0,
        sizes.step(epoch: minibatch.epoch, batch: batch))
    }
  }

  /// A sample's weight beside the mean one.
  func factor(ofSample sample: Int) -> Float { sampleFactors?[sample] ?? 1 }

  /// How much a sample counts in the accuracy.
  func score(ofSample sample: Int) -> Double { scores?[sample] ?? 1 }

  /// Begins an epoch of which so many batches are done, its samples in the order that the generator gives.
  func beginEpoch(_ epoch: Int, after batchCount: Int, order generator: RandomGenerator) {
    var generator = generator
    order.shuffle { Int(generator.index(below: UInt64($0))) }
    weights.beginEpoch(epoch, after: batchCount)
  }

  /// Goes back to parameters that were saved.
  ///
  /// - Throws: `StateError` for those of another shape or optimizer.
  func restore(weights saved: ParameterUpdate.State, bias savedBias: ParameterUpdate.State) throws(StateError) {
    try weights.restore(saved)
    try bias.restore(savedBias, "biases")
  }
}
