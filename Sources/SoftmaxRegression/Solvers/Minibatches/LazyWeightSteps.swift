// Steps that move the columns of W in which a batch's rows have entries.

import SoftmaxKernels

/// The steps of sparse rows: what a step costs is the rows' entries x classes. Columns without an entry take it later, in
/// one go with others (`LazyWeights`), and come to the bits of steps that move all columns.
final class LazyWeightSteps: WeightSteps {
  private let weights: LazyWeights
  private let order: RowOrder
  private let sizes: StepSizes
  private let elementScale: Float
  private let kernels: KernelTable
  /// softmax - y of the batch in hand [rows x classes].
  private let residuals: WorkBuffer<Float>
  /// The columns of each member of a whole team.
  private let shares: [Range<Int>]

  /// Nil where rows are not sparse. `batchSize` is the most rows of a batch, `memberCount` the size of the team.
  init?(
    of features: Rows, order: RowOrder, weights: [Float], _ shape: LayerShape, batchSize: Int, sizes: StepSizes,
    l2Penalty: Float, memberCount: Int, kernels: KernelTable
  ) {
    let update: LazyWeights.Update =
      switch sizes.settings.optimizer {
      case .sgd(let momentum): momentum > 0 ? .momentum(Float(momentum)) : .descent
      case .adam(let beta1, let beta2, let epsilon): .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      }
    guard
      let weights = LazyWeights(
        of: features, weights: weights, classCount: shape.classCount, update: update, l2Penalty: l2Penalty,
        hasSums: sizes.settings.averagesWeights, stepCount: sizes.batchCount, kernels: kernels)
    else { return nil }
    self.weights = weights
    self.order = order
    self.sizes = sizes
    self.kernels = kernels
    elementScale = Float(features.scale)
    residuals = WorkBuffer(count: batchSize * shape.classCount, repeating: 0)
    shares = weights.shares(memberCount)
  }

  var prepared: WorkBuffer<Float> { weights.prepared }
  var mustCatchUp: Bool { weights.mustCatchUp }

  func beginEpoch(_ epoch: Int, after batchCount: Int) {
    let steps = (0..<sizes.batchCount).map { sizes.step(epoch: epoch, batch: $0 + 1) }
    weights.beginEpoch(
      rates: steps.map(\.rate), rootScales: steps.map(\.rootScale), isAveraging: steps[0].isAveraged,
      taken: batchCount)
  }

  func catchUp(before batch: Minibatch, _ member: WorkerTeam.Member) {
    weights.catchUp(order, batch.positions, columns: columns(of: member), to: batch.number - 1)
  }

  func note(_ tile: WorkBuffer<Float>, rows share: Range<Int>) {
    kernels.copyTile(
      tile, weights.shape, firstRow: share.lowerBound, rowCount: share.count, to: residuals,
      row: share.lowerBound)
  }

  func move(_ batch: Minibatch, residuals tile: WorkBuffer<Float>, _ member: WorkerTeam.Member) {
    weights.take(
      order, batch.positions, columns: columns(of: member), residuals: residuals,
      gradientScale: elementScale / Float(batch.positions.count), step: batch.number)
  }

  func settle(after batch: Int, _ member: WorkerTeam.Member) {
    weights.settle(columns: columns(of: member), to: batch)
  }

  func values(averagedOver count: Int) -> [Float] {
    guard count > 0, let sums = weights.weightSums else { return weights.weights }
    return sums.map { Float($0 / Double(count)) }
  }

  var state: ParameterUpdate.State { ParameterUpdate.State(weights.memory) }

  func restore(_ state: ParameterUpdate.State) throws(StateError) {
    try state.check(fits: self.state, "weights")
    weights.memory = state.memory
  }

  /// A member's columns: a share of the entries, or, of a team that is not whole, of the columns.
  private func columns(of member: WorkerTeam.Member) -> Range<Int> {
    member.count == shares.count ? shares[member.index] : member.share(of: weights.shape.featureCount)
  }
}
