// How a model is fitted: which method, with which settings.

/// The method that fits the model.
///
/// The full-batch methods go down to the optimum: `tolerance` is the certified gap, as a share of the objective, at
/// which they end; without a penalty, and hence without a certificate, the gradient's largest component as a share of
/// what it was at the start.
public enum SolverConfiguration: Sendable, Hashable {
  /// One of the full-batch methods, chosen by the problem's shape, its penalty and the memory that it would take; the
  /// report says which, and why.
  case automatic(tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations)

  /// Minibatch stochastic training: gradient descent, or Adam.
  case sgd(StochasticSettings)

  /// The limited-memory quasi-Newton method on top of a preconditioner; `history` steps are remembered.
  case lbfgs(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations, history: Int = 20,
    curvature: CurvatureModel = .gram)

  /// Newton's method, its equations solved by preconditioned conjugate gradients.
  case newtonCG(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations,
    curvature: CurvatureModel = .pairs)

  /// Newton's method with all second derivatives: for few parameters.
  case newtonCholesky(tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations)

  /// Newton's method for fits with an L1 penalty, on the coefficients that matter; the only full-batch method for
  /// these, and for these only.
  case proximalNewton(tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations)

  /// What a method knows of the curvature besides its own steps.
  public enum CurvatureModel: String, Sendable, Hashable, CaseIterable {
    /// One matrix over features, shared by all classes. Memory: some matrices of features x features.
    case gram
    /// The pairs of classes that samples are undecided between. Memory: (classes x features)^2 x 4 bytes; where that
    /// is more than a gibibyte, `gram` takes its place.
    case pairs
  }

  /// A hundred-millionth of the objective.
  public static let defaultTolerance = 1e-8
  /// More than any problem here has needed.
  public static let defaultMaxIterations = 1000

  /// The name that the command and the model file use.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .sgd: "sgd"
    case .lbfgs: "lbfgs"
    case .newtonCG: "newton-cg"
    case .newtonCholesky: "newton-cholesky"
    case .proximalNewton: "proximal-newton"
    }
  }

  /// The tolerance and the most iterations of a full-batch method; nil for the others.
  public var stopping: (tolerance: Double, maxIterations: Int)? {
    switch self {
    case .sgd: nil
    case .automatic(let tolerance, let maxIterations), .lbfgs(let tolerance, let maxIterations, _, _),
      .newtonCG(let tolerance, let maxIterations, _), .newtonCholesky(let tolerance, let maxIterations),
      .proximalNewton(let tolerance, let maxIterations):
      (tolerance, maxIterations)
    }
  }

  /// Refuses a method that cannot do what the L1 penalty asks of it.
  func validate(l1Penalty: Double) throws(ConfigurationError) {
    switch self {
    case .automatic: return
    case .proximalNewton:
      if l1Penalty > 0 { return }
      throw ConfigurationError(
        parameter: "solver", value: name, requirement: "another one, say auto, without an L1 penalty")
    case .sgd, .lbfgs, .newtonCG, .newtonCholesky:
      guard l1Penalty > 0 else { return }
      throw ConfigurationError(
        parameter: "solver", value: name,
        requirement: "auto or proximal-newton with an L1 penalty (the others need derivatives everywhere)"
      )
    }
  }

  func validate() throws(ConfigurationError) {
    if let stopping {
      guard stopping.tolerance > 0, stopping.tolerance < 1 else {
        throw ConfigurationError(
          parameter: "tolerance", value: "\(stopping.tolerance)", requirement: "a number between 0 and 1")
      }
      guard stopping.maxIterations > 0 else {
        throw ConfigurationError(
          parameter: "maxIterations", value: "\(stopping.maxIterations)", requirement: "a positive whole number"
        )
      }
    }
    switch self {
    case .automatic, .newtonCG, .newtonCholesky, .proximalNewton: break
    case .lbfgs(_, _, let history, _):
      guard history > 0 else {
        throw ConfigurationError(
          parameter: "history", value: "\(history)", requirement: "a positive whole number")
      }
    case .sgd(let settings): try settings.validate()
    }
  }
}

extension SolverConfiguration {
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
