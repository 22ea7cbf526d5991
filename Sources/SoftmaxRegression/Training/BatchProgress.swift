/// A minibatch that is done. Epochs and batches are counted from 1.
public struct BatchProgress: Sendable, Hashable, CustomStringConvertible {
  /// The epoch under way.
  public let epoch: Int
  /// The number of epochs asked for.
  public let epochCount: Int
  /// The batch just done.
  public let batch: Int
  /// The number of batches in an epoch.
  public let batchCount: Int

  /// For example `epoch 3 of 10, batch 120 of 235`.
  public var description: String {
    "epoch \(epoch) of \(epochCount), batch \(batch) of \(batchCount)"
  }
}
