// One epoch of stochastic training, as it is printed and stored.

/// What an epoch reached. Epochs are counted from 1.
public struct EpochRecord: Sendable, Hashable, CustomStringConvertible {
  /// Which epoch.
  public let epoch: Int
  /// The mean over the epoch's samples of the log loss before each update, without the penalty.
  public let trainLoss: Double
  /// The share of the epoch's samples that were predicted right before each update.
  public let trainAccuracy: Double
  /// The accuracy on the validation set after the epoch, where there is one.
  public let testAccuracy: Double?
  /// Seconds since training began.
  public let seconds: Double

  /// `epoch 1, train loss 0.784, train acc 0.749, test acc 0.789`, the last part only with a validation set.
  public var description: String {
    var line = "epoch \(epoch), train loss \(FixedDecimal(trainLoss, places: 3))"
    line += ", train acc \(FixedDecimal(trainAccuracy, places: 3))"
    if let testAccuracy { line += ", test acc \(FixedDecimal(testAccuracy, places: 3))" }
    return line
  }
}
