// Steps that move every column of W.

import SoftmaxKernels

/// The whole gradient of each batch, and an update of all weights: what a step costs is rows x columns x classes.
final class PlainWeightSteps: WeightSteps {
  let prepared: WorkBuffer<Float>
  var mustCatchUp: Bool { false }

  private let features: Rows
  private let reader: any RowReader<Float>
  private let order: RowOrder
  private let shape: LayerShape
  private let update: ParameterUpdate
  private let gradient: WorkBuffer<Float>
  private let workspaces: [WorkBuffer<Float>]
  private let sizes: StepSizes
  private let l2Penalty: Float
  private let kernels: KernelTable

  /// `reader` is what the batches' rows are loaded into before a step.
  init(
    of features: Rows, reader: any RowReader<Float>, order: RowOrder, weights: [Float], _ shape: LayerShape,
    sizes: StepSizes, l2Penalty: Float, workspaces: [WorkBuffer<Float>], kernels: KernelTable
  ) {
    self.features = features
    self.reader = reader
    self.order = order
    self.shape = shape
    self.sizes = sizes
    self.l2Penalty = l2Penalty
    self.workspaces = workspaces
    self.kernels = kernels
    update = ParameterUpdate(weights, sizes.settings, kernels: kernels)
    gradient = WorkBuffer(count: shape.weightCount, repeating: 0)
    prepared = WorkBuffer(count: features.preparedCount(shape), repeating: 0)
    prepare(0..<shape.featureCount)
  }

  func beginEpoch(_ epoch: Int, after batchCount: Int) {}
  func catchUp(before batch: Minibatch, _ member: WorkerTeam.Member) {}
  func note(_ tile: WorkBuffer<Float>, rows share: Range<Int>) {}
  func settle(after batch: Int, _ member: WorkerTeam.Member) {}

  func move(_ batch: Minibatch, residuals tile: WorkBuffer<Float>, _ member: WorkerTeam.Member) {
    let columns = member.share(of: shape.featureCount, unit: shape.columnUnit)
    guard !columns.isEmpty else { return }
    let size = sizes.step(epoch: batch.epoch, batch: batch.number)
    let gradientScale = Float(features.scale) / Float(batch.positions.count)
    forEachRun(of: columns) { gradient.clear($0) }
    kernels.addGradient(
      of: reader.open(.order(order, batch.positions)), residuals: tile, shape, columns: columns, into: gradient,
      workspace: workspaces[member.index])
    forEachRun(of: columns) {
      update.apply($0, gradient: gradient, gradientScale: gradientScale, l2Penalty: l2Penalty, size)
    }
    prepare(columns)
  }

  func values(averagedOver count: Int) -> [Float] { update.values(averagedOver: count) }

  var state: ParameterUpdate.State { update.state }

  func restore(_ state: ParameterUpdate.State) throws(StateError) {
    try update.restore(state, "weights")
    prepare(0..<shape.featureCount)
  }

  private func prepare(_ columns: Range<Int>) {
    features.prepare(update.parameters, shape, features: columns, by: kernels, into: prepared)
  }

  /// The runs of W's storage that `columns` are: one for each class, or one for all of them.
  private func forEachRun(of columns: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard columns.count < shape.featureCount else { return body(0..<shape.weightCount) }
    for k in 0..<shape.classCount {
      body(shape.run(of: columns, classIndex: k))
    }
  }
}
