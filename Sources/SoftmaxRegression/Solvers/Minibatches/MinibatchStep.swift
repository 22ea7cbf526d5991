// One step of stochastic gradient descent on a team: rows are dealt out going forward, columns going backward, so
// that no sum is split between threads.

import SoftmaxKernels
import Synchronization

/// W and b, and all that a step needs, allocated once.
final class MinibatchStep: Sendable {
  let shape: LayerShape
  private let features: Rows
  private let reader: any RowReader<Float>
  let labels: ClassLabels
  /// The epoch's order of the samples.
  let order: RowOrder
  let weights: ParameterUpdate
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
  private let prepared: WorkBuffer<Float>
  private let tile: WorkBuffer<Float>
  private let weightGradient: WorkBuffer<Float>
  private let biasGradient: WorkBuffer<Float>
  private let workspaces: [WorkBuffer<Float>]
  private let sizes: StepSizes
  private let l2Penalty: Float

  /// `memberCount` is the most members that will take part.
  init(
    features: Rows, labels: [UInt32], sampleWeights: [Double]?, scoreWeights: [Double]?, offsets: LogitOffsets?,
    hasBias: Bool, initial: Parameters, batchSize: Int, sizes: StepSizes, l2Penalty: Float,
    kernels: KernelTable,
    memberCount: Int
  ) {
    shape = LayerShape(classCount: initial.classCount, featureCount: initial.featureCount)
    self.features = features
    reader = features.reader(rowCount: batchSize, by: kernels)
    self.batchSize = batchSize
    self.labels = ClassLabels(labels, classCount: shape.classCount)
    self.sizes = sizes
    self.l2Penalty = l2Penalty
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
    order = RowOrder(identityOf: features.sampleCount)
    weights = ParameterUpdate(initial.weights, sizes.settings, kernels: kernels)
    bias = ParameterUpdate(initial.bias, sizes.settings, kernels: kernels)
    losses = WorkBuffer(count: features.sampleCount, repeating: 0)
    predictions = WorkBuffer(count: features.sampleCount, repeating: 0)
    prepared = WorkBuffer(count: features.preparedCount(shape), repeating: 0)
    tile = WorkBuffer(count: shape.tileCount(rowCount: batchSize), repeating: 0)
    weightGradient = WorkBuffer(count: shape.weightCount, repeating: 0)
    biasGradient = WorkBuffer(count: shape.classCount, repeating: 0)
    let workspaceCount = shape.workspaceCount
    workspaces = (0..<memberCount).map { _ in WorkBuffer(count: workspaceCount, repeating: 0) }
    features.prepare(
      weights.parameters, shape, features: 0..<shape.featureCount, by: kernels, into: prepared)
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

  /// Where a batch stands in the epoch's order.
  func positions(_ batch: Int) -> Range<Int> {
    (batch - 1) * batchSize..<min(batch * batchSize, losses.count)
  }

  /// Logits, losses and softmax(o) - y of this member's rows of the batch at `positions` of the order.
  func forward(_ positions: Range<Int>, _ member: WorkerTeam.Member) {
    let share = member.share(of: positions.count, unit: LayerShape.rowUnit)
    guard !share.isEmpty else { return }
    let open = reader.open(.order(order, positions))
    open.load(share)
    let rows = open.selection.part(share)
    kernels.logits(
      of: open, part: share, shape, prepared: prepared, bias: bias.parameters, into: tile,
      firstRow: share.lowerBound, workspace: workspaces[member.index])
    offsets?.add(to: tile, shape, firstRow: share.lowerBound, rows: rows, by: kernels)
    kernels.residuals(
      tile, shape, firstRow: share.lowerBound, labels: labels, rows: rows, logLosses: losses,
      predictions: predictions, at: positions.lowerBound + share.lowerBound)
    if let sampleFactors {
      kernels.scaleRows(tile, shape, firstRow: share.lowerBound, rows: rows, by: sampleFactors)
    }
  }

  /// Gradient and update of this member's columns of W; the last member sees to b.
  func backward(_ batch: Int, _ member: WorkerTeam.Member) {
    let positions = positions(batch)
    let size = sizes.step(epoch: bounds[2], batch: batch)
    let columns = member.share(of: shape.featureCount, unit: shape.columnUnit)
    if !columns.isEmpty {
      let gradientScale = Float(features.scale) / Float(positions.count)
      forEachRun(of: columns) { weightGradient.clear($0) }
      kernels.addGradient(
        of: reader.open(.order(order, positions)), residuals: tile, shape, columns: columns,
        into: weightGradient, workspace: workspaces[member.index])
      forEachRun(of: columns) {
        weights.apply(
          $0, gradient: weightGradient, gradientScale: gradientScale, l2Penalty: l2Penalty, size)
      }
      features.prepare(weights.parameters, shape, features: columns, by: kernels, into: prepared)
    }
    if hasBias, member.index == member.count - 1 {
      biasGradient.clear(0..<shape.classCount)
      kernels.addColumnSums(of: tile, shape, rowCount: positions.count, into: biasGradient)
      bias.apply(
        0..<shape.classCount, gradient: biasGradient, gradientScale: 1 / Float(positions.count), l2Penalty: 0,
        size)
    }
  }

  /// The runs of W's storage that `columns` are: one for each class, or one for all of them.
  private func forEachRun(of columns: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard columns.count < shape.featureCount else { return body(0..<shape.weightCount) }
    for k in 0..<shape.classCount {
      body(shape.run(of: columns, classIndex: k))
    }
  }

  /// A sample's weight beside the mean one.
  func factor(ofSample sample: Int) -> Float { sampleFactors?[sample] ?? 1 }

  /// How much a sample counts in the accuracy.
  func score(ofSample sample: Int) -> Double { scores?[sample] ?? 1 }

  /// Puts the samples in the order that the generator gives.
  func draw(from generator: RandomGenerator) {
    var generator = generator
    order.reset()
    order.swapEach { Int(generator.index(below: UInt64($0 + 1))) }
  }

  /// Goes back to parameters that were saved.
  ///
  /// - Throws: `StateError` for those of another shape or optimizer.
  func restore(weights saved: ParameterUpdate.State, bias savedBias: ParameterUpdate.State) throws(StateError) {
    try weights.restore(saved, "weights")
    try bias.restore(savedBias, "biases")
    features.prepare(
      weights.parameters, shape, features: 0..<shape.featureCount, by: kernels, into: prepared)
  }
}
