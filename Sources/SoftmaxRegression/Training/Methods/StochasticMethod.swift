// The settings of training by minibatches.

/// `StochasticGradientDescent`, with any of its optimizers.
struct StochasticMethod: SolverMethod {
  static let name = "sgd"
  static let penalties = MethodPenalties.withoutL1

  let settings: StochasticSettings

  var kind: MethodKind { .minibatches(settings) }

  func validate() throws(ConfigurationError) { try settings.validate() }
}

extension SolverConfiguration {
  /// Training by minibatches, with all its settings.
  public static func stochastic(_ settings: StochasticSettings) -> SolverConfiguration {
    SolverConfiguration(StochasticMethod(settings: settings))
  }

  /// Training by minibatches: by default plain gradient descent, as the tutorials have it.
  ///
  ///     .stochastic()
  ///     .stochastic(optimizer: .sgd(momentum: 0.9), epochs: 20)
  ///     .stochastic(optimizer: .adam(), learningRate: 0.01)
  ///
  /// - Parameters:
  ///   - optimizer: What a gradient does to the parameters.
  ///   - learningRate: The step size that the schedule starts from; nil: the optimizer's own.
  ///   - epochs: Passes over the data, at most.
  ///   - batchSize: Samples in a minibatch.
  ///   - schedule: How the learning rate changes.
  ///   - averagesWeights: Whether the model is the mean of the weights after each step.
  ///   - earlyStopping: When to end before all epochs are done; nil: never.
  ///   - certifiesEpochs: Whether each epoch is certified.
  /// - Returns: The method, its settings as in `StochasticSettings`, which says more of each.
  public static func stochastic(
    optimizer: StochasticOptimizer = .sgd(), learningRate: Double? = nil, epochs: Int = 10,
    batchSize: Int = 256,
    schedule: LearningRateSchedule = .constant, averagesWeights: Bool = false,
    earlyStopping: EarlyStopping? = nil, certifiesEpochs: Bool = false
  ) -> SolverConfiguration {
    .stochastic(
      StochasticSettings(
        optimizer: optimizer, learningRate: learningRate, epochs: epochs, batchSize: batchSize,
        schedule: schedule, averagesWeights: averagesWeights, earlyStopping: earlyStopping,
        certifiesEpochs: certifiesEpochs))
  }
}
