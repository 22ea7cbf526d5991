// How a stochastic method turns a gradient into a step.

/// What a minibatch's gradient g, the penalty's included, does to the parameters.
public enum StochasticOptimizer: Sendable, Hashable, CustomStringConvertible {
  /// Stochastic gradient descent: v = momentum v + g, w = w - rate v.
  case sgd(momentum: Double = 0)
  /// Adam (Kingma & Ba 2015, algorithm 1): steps in proportion to the gradient's running mean over the root of the
  /// running mean of its square, both corrected for their start at 0. The penalty is part of the gradient, as the
  /// objective has it; that is not AdamW, which shrinks the weights beside the step.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// The name that the command and the model file use.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    }
  }

  /// The learning rate where none is given: 0.1, for Adam 0.001.
  public var standardLearningRate: Double {
    switch self {
    case .sgd: 0.1
    case .adam: 0.001
    }
  }

  /// `adam, beta1 0.9, beta2 0.999, epsilon 1e-08`; empty for plain descent.
  public var description: String {
    switch self {
    case .sgd(let momentum): momentum > 0 ? "momentum \(momentum)" : ""
    case .adam(let beta1, let beta2, let epsilon): "adam, beta1 \(beta1), beta2 \(beta2), epsilon \(epsilon)"
    }
  }

  func validate() throws(ConfigurationError) {
    switch self {
    case .sgd(let momentum):
      try Self.checkShare("momentum", momentum)
    case .adam(let beta1, let beta2, let epsilon):
      try Self.checkShare("beta1", beta1)
      try Self.checkShare("beta2", beta2)
      guard epsilon > 0, Float(epsilon).isFinite, Float(epsilon) > 0 else {
        throw ConfigurationError(
          parameter: "epsilon", value: "\(epsilon)", requirement: "a positive number that Float32 can hold")
      }
    }
  }

  private static func checkShare(_ name: String, _ value: Double) throws(ConfigurationError) {
    guard value >= 0, Float(value) < 1 else {
      throw ConfigurationError(parameter: name, value: "\(value)", requirement: "at least 0 and below 1")
    }
  }
}
