// The settings of stochastic training, as a model file keeps them.

public import SoftmaxRegression

extension TrainingRecord {
  /// The settings of a stochastic method. What a file does not tell is what was the only way when it was written.
  public struct Stochastic: Codable, Sendable, Hashable {
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
    /// Adam's settings, where the steps were Adam's.
    public let adam: Adam?
    /// How the learning rate changed, where it did.
    public let schedule: Schedule?
    /// The epoch from which on weights were averaged, where they were.
    public let averagedFromEpoch: Int?
    /// When the fit was to end early, where it was.
    public let earlyStopping: Stopping?
    /// The epoch whose weights these are, where early stopping chose it.
    public let bestEpoch: Int?

    /// Adam's settings.
    public struct Adam: Codable, Sendable, Hashable {
      /// How much of the gradient's running mean is kept.
      public let beta1: Double
      /// How much of the running mean of its square is kept.
      public let beta2: Double
      /// What is added to the root of it.
      public let epsilon: Double
    }

    /// A schedule of learning rates: `step`, `cosine` or `inverse-time`.
    public struct Schedule: Codable, Sendable, Hashable {
      /// Its name.
      public let name: String
      /// For `step`, the epochs between two changes.
      public let every: Int?
      /// For `step`, what the rate is multiplied by.
      public let factor: Double?
      /// For `inverse-time`, the epochs after which the rate is a half.
      public let halfAfter: Double?

      /// The schedule; nil for a name that is not known, or without its numbers.
      var schedule: LearningRateSchedule? {
        switch (name, every, factor, halfAfter) {
        case ("step", let every?, let factor?, nil): .step(every: every, factor: factor)
        case ("cosine", nil, nil, nil): .cosine
        case ("inverse-time", nil, nil, let halfAfter?): .inverseTime(halfAfter: halfAfter)
        default: nil
        }
      }
    }

    /// When a fit ends early.
    public struct Stopping: Codable, Sendable, Hashable {
      /// The epochs without improvement that were waited for.
      public let patience: Int
      /// What was to improve: `logLoss` or `accuracy`.
      public let metric: String
      /// By how much.
      public let minimumImprovement: Double
    }
  }
}

extension TrainingRecord.Stochastic {
  /// The record of a fit with these settings.
  public init(_ settings: StochasticSettings, _ report: TrainingReport) {
    epochs = settings.epochs
    epochsCompleted = report.history.count
    batchSize = settings.batchSize
    learningRate = settings.learningRate
    switch settings.optimizer {
    case .sgd(let momentum):
      self.momentum = momentum
      adam = nil
    case .adam(let beta1, let beta2, let epsilon):
      momentum = 0
      adam = Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
    let name = settings.schedule.name
    switch settings.schedule {
    case .constant: schedule = nil
    case .step(let every, let factor):
      schedule = Schedule(name: name, every: every, factor: factor, halfAfter: nil)
    case .cosine: schedule = Schedule(name: name, every: nil, factor: nil, halfAfter: nil)
    case .inverseTime(let halfAfter):
      schedule = Schedule(name: name, every: nil, factor: nil, halfAfter: halfAfter)
    }
    averagedFromEpoch = settings.firstAveragedEpoch
    earlyStopping = settings.earlyStopping.map {
      Stopping(
        patience: $0.patience, metric: $0.metric.rawValue, minimumImprovement: $0.minimumImprovement)
    }
    bestEpoch = report.bestEpoch
  }

  /// The settings as files of version 1 have them.
  init(_ old: ModelCardVersion1.Training) {
    epochs = old.epochs
    epochsCompleted = old.epochsCompleted
    batchSize = old.batchSize
    learningRate = old.learningRate
    momentum = old.momentum
    adam = nil
    schedule = nil
    averagedFromEpoch = nil
    earlyStopping = nil
    bestEpoch = nil
  }

  /// `batches of 256, learning rate 0.1, momentum 0.9`, and whatever else is not as in plain descent.
  public var summary: String {
    var parts = ["batches of \(batchSize)", "learning rate \(learningRate)"]
    if let schedule = schedule?.schedule { parts[1] += " \(schedule)" }
    if momentum > 0 { parts.append("momentum \(momentum)") }
    if let adam {
      parts.append(
        "\(StochasticOptimizer.adam(beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon))")
    }
    if let averagedFromEpoch { parts.append("weights averaged from epoch \(averagedFromEpoch) on") }
    if let earlyStopping {
      let best = bestEpoch.map { "epoch \($0) kept, " } ?? ""
      let what =
        earlyStopping.metric == EarlyStopping.Metric.logLoss.rawValue ? "log loss" : earlyStopping.metric
      parts.append("\(best)the best \(what) on the validation set with patience \(earlyStopping.patience)")
    }
    return parts.joined(separator: ", ")
  }
}
