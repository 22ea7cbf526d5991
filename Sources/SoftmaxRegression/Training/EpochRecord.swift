// One epoch of stochastic training, as it is printed and stored.

/// What an epoch reached. Epochs are counted from 1.
public struct EpochRecord: Sendable, Hashable, CustomStringConvertible {
  /// Which epoch.
  public let epoch: Int
  /// The mean over the epoch's samples of the log loss before each update, without the penalty.
  public let trainLoss: Double
  /// The share of the epoch's samples that were predicted right before each update.
  public let trainAccuracy: Double
  /// The accuracy on the test set after the epoch, where there is one.
  public let testAccuracy: Double?
  /// The mean log loss on the validation set after the epoch, where there is one: what early stopping looks at.
  public let validationLoss: Double?
  /// The accuracy on the validation set after the epoch, where there is one.
  public let validationAccuracy: Double?
  /// F, its gradient and the bound on what is left to gain, at the weights after the epoch; where
  /// `StochasticSettings.certifiesEpochs` asks for it.
  public let certificate: OptimalityCertificate?
  /// Seconds since training began, without those that certificates of epochs took.
  public let seconds: Double

  /// F after the epoch, where it was computed.
  public var objective: Double? { certificate?.objective }
  /// The largest component of F's gradient, where it was computed.
  public var gradientMax: Double? { certificate?.gradientMax }
  /// A bound on F - F*, where it was computed and one is known.
  public var certifiedGap: Double? { certificate?.gap }

  package init(
    epoch: Int, trainLoss: Double, trainAccuracy: Double, testAccuracy: Double?,
    validationLoss: Double? = nil, validationAccuracy: Double? = nil, certificate: OptimalityCertificate? = nil,
    seconds: Double
  ) {
    self.epoch = epoch
    self.trainLoss = trainLoss
    self.trainAccuracy = trainAccuracy
    self.testAccuracy = testAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.certificate = certificate
    self.seconds = seconds
  }

  /// `epoch 1, train loss 0.784, train acc 0.749, test acc 0.789`, the last part only with a test set; of
  /// losses below 0.001 three significant digits.
  public var description: String {
    var line = "epoch \(epoch), train loss \(NumberText.decimal(trainLoss, places: 3))"
    line += ", train acc \(NumberText.share(trainAccuracy))"
    if let testAccuracy { line += ", test acc \(NumberText.share(testAccuracy))" }
    return line
  }
}
