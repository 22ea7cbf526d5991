// How a model is fitted by minibatches.

/// The settings of stochastic training.
///
/// Each epoch visits every sample once, in a new random order, in batches of `batchSize`; the last, short batch is used
/// too.
public struct StochasticSettings: Sendable, Hashable {
  /// What a gradient does to the parameters.
  public var optimizer: StochasticOptimizer
  /// The step size that the schedule starts from.
  public var learningRate: Double
  /// Passes over the data, at most.
  public var epochs: Int
  /// Samples in a minibatch.
  public var batchSize: Int
  /// How the learning rate changes.
  public var schedule: LearningRateSchedule
  /// Whether the model is the mean of the weights after each step from epoch `firstAveragedEpoch` on (Ruppert 1988,
  /// Polyak & Juditsky 1992). That mean is what is then scored, reported and returned; the steps go on from the last
  /// weights. Summed in Float64.
  public var averagesWeights: Bool
  /// When to end before all epochs are done; nil: never.
  public var earlyStopping: EarlyStopping?
  /// Whether the objective, its gradient and the bound on what is left to gain are computed in Float64 after each
  /// epoch, for `EpochRecord.certificate`. That takes some passes over the data, whose time does not count as the fit's.
  public var certifiesEpochs: Bool

  /// Settings, which `SoftmaxClassifier` checks. Without a learning rate it is the optimizer's own.
  public init(
    optimizer: StochasticOptimizer = .sgd(), learningRate: Double? = nil, epochs: Int = 10,
    batchSize: Int = 256,
    schedule: LearningRateSchedule = .constant, averagesWeights: Bool = false,
    earlyStopping: EarlyStopping? = nil, certifiesEpochs: Bool = false
  ) {
    self.optimizer = optimizer
    self.learningRate = learningRate ?? optimizer.standardLearningRate
    self.epochs = epochs
    self.batchSize = batchSize
    self.schedule = schedule
    self.averagesWeights = averagesWeights
    self.earlyStopping = earlyStopping
    self.certifiesEpochs = certifiesEpochs
  }

  /// The epoch from which on weights are averaged, counted from 1; nil where they are not. It is the first of the
  /// second half: what is far from the optimum at the start would stay in the mean. With early stopping, whose end
  /// nobody knows, it is the second one.
  public var firstAveragedEpoch: Int? {
    guard averagesWeights else { return nil }
    return earlyStopping == nil ? epochs / 2 + 1 : min(2, epochs)
  }

  func validate() throws(ConfigurationError) {
    guard epochs > 0 else {
      throw ConfigurationError(
        parameter: "epochs", value: "\(epochs)", requirement: "a positive whole number")
    }
    guard batchSize > 0 else {
      throw ConfigurationError(
        parameter: "batchSize", value: "\(batchSize)", requirement: "a positive whole number")
    }
    guard learningRate > 0, Float(learningRate).isFinite, Float(learningRate) > 0 else {
      throw ConfigurationError(
        parameter: "learningRate", value: "\(learningRate)",
        requirement: "a positive number that Float32 can hold")
    }
    try optimizer.validate()
    try schedule.validate()
    try earlyStopping?.validate()
  }
}
