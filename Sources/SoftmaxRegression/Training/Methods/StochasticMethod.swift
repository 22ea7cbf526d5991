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
  /// Minibatch stochastic training: gradient descent, or Adam.
  public static func sgd(_ settings: StochasticSettings) -> SolverConfiguration {
    SolverConfiguration(StochasticMethod(settings: settings))
  }

  /// Minibatch stochastic gradient descent.
  ///
  /// With momentum m: v = m v + g, w = w - rate v. `StochasticSettings` says what the others are.
  public static func sgd(
    epochs: Int = 10, batchSize: Int = 256, learningRate: Double = 0.1, momentum: Double = 0,
    schedule: LearningRateSchedule = .constant, averagesWeights: Bool = false,
    earlyStopping: EarlyStopping? = nil,
    certifiesEpochs: Bool = false
  ) -> SolverConfiguration {
    .sgd(
      StochasticSettings(
        epochs: epochs, batchSize: batchSize, learningRate: learningRate,
        optimizer: .descent(momentum: momentum), schedule: schedule, averagesWeights: averagesWeights,
        earlyStopping: earlyStopping, certifiesEpochs: certifiesEpochs))
  }

  /// Adam (Kingma & Ba 2015) on minibatches, the penalty in the gradient.
  public static func adam(
    epochs: Int = 10, batchSize: Int = 256, learningRate: Double = StochasticSettings.adamLearningRate,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    schedule: LearningRateSchedule = .constant, averagesWeights: Bool = false,
    earlyStopping: EarlyStopping? = nil,
    certifiesEpochs: Bool = false
  ) -> SolverConfiguration {
    .sgd(
      StochasticSettings(
        epochs: epochs, batchSize: batchSize, learningRate: learningRate,
        optimizer: .adam(beta1: beta1, beta2: beta2, epsilon: epsilon), schedule: schedule,
        averagesWeights: averagesWeights, earlyStopping: earlyStopping, certifiesEpochs: certifiesEpochs))
  }
}
