// What the steps of minibatches do to W.

import SoftmaxKernels

/// A batch of an epoch.
struct Minibatch: Sendable {
  let epoch: Int
  /// Counted from 1.
  let number: Int
  /// Where it stands in the epoch's order.
  let positions: Range<Int>
}

/// W, what an optimizer remembers of it, and how it is moved. Members of a team work on columns of their own.
protocol WeightSteps: Sendable {
  /// W as the rows' kernels read it.
  var prepared: WorkBuffer<Float> { get }
  /// Whether `catchUp` has something to do.
  var mustCatchUp: Bool { get }

  /// Begins an epoch of which so many batches are done.
  func beginEpoch(_ epoch: Int, after batchCount: Int)
  /// Brings to where the batch before has left W what this batch's rows read of the member's columns.
  func catchUp(before batch: Minibatch, _ member: WorkerTeam.Member)
  /// Takes the residuals of a member's rows of the batch from the tile's rows `share`.
  func note(_ tile: WorkBuffer<Float>, rows share: Range<Int>)
  /// Gradient and update of the member's columns.
  func move(_ batch: Minibatch, residuals tile: WorkBuffer<Float>, _ member: WorkerTeam.Member)
  /// Brings the member's columns to where the batch of that number has left W.
  func settle(after batch: Int, _ member: WorkerTeam.Member)

  /// The means of W over `count` averaged steps; W as it is where there was none. What is read of W has settled.
  func values(averagedOver count: Int) -> [Float]
  /// A copy of everything.
  var state: ParameterUpdate.State { get }
  /// Goes back to a copy.
  ///
  /// - Throws: `StateError` for a copy of another shape or optimizer.
  func restore(_ state: ParameterUpdate.State) throws(StateError)
}
