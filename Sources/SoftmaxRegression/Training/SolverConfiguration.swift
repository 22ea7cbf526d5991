// How a model is fitted: which method, with which settings.

/// The method that fits the model.
public enum SolverConfiguration: Sendable, Hashable {
  /// Minibatch stochastic gradient descent at a constant rate.
  ///
  /// Each epoch visits every sample once, in a new random order, in batches of `batchSize`; the last, short
  /// batch is used too. With momentum m: v = m v + g, w = w - learningRate v.
  case sgd(
    epochs: Int = 10, batchSize: Int = 256, learningRate: Double = 0.1, momentum: Double = 0)

  /// The name that the command and the model file use.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    }
  }

  func validate() throws(ConfigurationError) {
    switch self {
    case .sgd(let epochs, let batchSize, let learningRate, let momentum):
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
      guard momentum >= 0, Float(momentum) < 1 else {
        throw ConfigurationError(
          parameter: "momentum", value: "\(momentum)", requirement: "at least 0 and below 1")
      }
    }
  }
}
