// How a model came to be, as its file keeps it.

public import SoftmaxRegression

/// The record of a fit. It holds no times and no machine, so that equal fits make equal files.
public struct TrainingRecord: Codable, Sendable, Hashable {
  /// What it was fitted to, such as `digits:train`.
  public let data: String
  /// The SHA-256 of the features in their natural width (little-endian, row by row) and then the class
  /// indices (little-endian UInt32).
  public let dataSHA256: String
  /// The number of samples.
  public let sampleCount: Int
  /// The method: `sgd`.
  public let solver: String
  /// The number of passes that were asked for.
  public let epochs: Int
  /// The number of passes that were finished.
  public let epochsCompleted: Int
  /// The samples of a minibatch.
  public let batchSize: Int
  /// The step size.
  public let learningRate: Double
  /// The momentum.
  public let momentum: Double
  /// The penalty's factor.
  public let l2Penalty: Double
  /// Whether the features were standardised for the fit.
  public let standardized: Bool
  /// The seed.
  public let seed: UInt64
  /// Why the fit ended.
  public let stopReason: String
  /// The mean training loss with the penalty.
  public let objective: Double
  /// The mean training log loss.
  public let trainLogLoss: Double
  /// The accuracy on the training data.
  public let trainAccuracy: Double
  /// The largest component of the objective's gradient.
  public let gradientMax: Double
  /// A bound on objective - optimum, where there is one.
  public let certifiedGap: Double?

  /// The record of a fit to `data`. Hashes the data: O(its bytes).
  public init(_ report: TrainingReport, data: Dataset) {
    switch report.solver {
    case .sgd(let epochs, let batchSize, let learningRate, let momentum):
      self.epochs = epochs
      self.batchSize = batchSize
      self.learningRate = learningRate
      self.momentum = momentum
    }
    self.data = data.name
    dataSHA256 = DataFingerprint.sha256(of: data)
    sampleCount = report.sampleCount
    solver = report.solver.name
    epochsCompleted = report.history.count
    l2Penalty = report.l2Penalty
    standardized = report.standardized
    seed = report.seed
    stopReason = report.stopReason.rawValue
    objective = report.objective
    trainLogLoss = report.trainLogLoss
    trainAccuracy = report.trainAccuracy
    gradientMax = report.gradientMax
    certifiedGap = report.certifiedGap
  }
}
