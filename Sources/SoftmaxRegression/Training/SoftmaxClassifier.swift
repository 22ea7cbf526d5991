// The unfitted classifier: a configuration, checked once, and `fit`.

/// Softmax regression, ready to be fitted.
///
///     let classifier = try SoftmaxClassifier(solver: .sgd(epochs: 10), seed: 0)
///     let fit = try classifier.fit(train, validation: test) { event in
///       print(event)  // epoch 1, train loss 0.784, train acc 0.749, test acc 0.789
///       return .continue
///     }
///
/// The same data, configuration and seed give the same weights, to the bit, on every machine.
public struct SoftmaxClassifier: Sendable, Hashable {
  /// When features are brought to mean 0 and deviation 1 for the fit.
  public enum Standardize: Sendable, Hashable {
    /// A table's are, pictures and plain vectors are not.
    case automatic
    /// Always.
    case always
    /// Never: the penalty applies to the raw coefficients.
    case never
  }

  /// The method and its settings.
  public let solver: SolverConfiguration
  /// The penalty's factor in F = mean log loss + (l2Penalty / 2) ||W||^2. scikit-learn's C is
  /// l2Penalty = 1 / (C n).
  public let l2Penalty: Double
  /// When features are standardised.
  public let standardize: Standardize
  /// What initial weights and shuffles are drawn from.
  public let seed: UInt64
  /// What the fit runs on; it does not change the result.
  public let execution: Execution

  /// Checks a configuration.
  ///
  /// - Throws: `ConfigurationError` for a setting outside its range.
  public init(
    solver: SolverConfiguration = .sgd(), l2Penalty: Double = 0,
    standardize: Standardize = .automatic, seed: UInt64 = 0, execution: Execution = .automatic
  ) throws(ConfigurationError) {
    try solver.validate()
    guard l2Penalty >= 0, Float(l2Penalty).isFinite else {
      throw ConfigurationError(
        parameter: "l2Penalty", value: "\(l2Penalty)",
        requirement: "at least 0 and a number that Float32 can hold")
    }
    self.solver = solver
    self.l2Penalty = l2Penalty
    self.standardize = standardize
    self.seed = seed
    self.execution = execution
  }

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - training: What to learn from; at least two of its classes must have samples.
  ///   - validation: What to score after each epoch; its labels may be in another order, but must be known.
  ///   - frequency: How often `onEvent` is called.
  ///   - onEvent: Receives progress; its answer `.stop` ends the fit with the model as it is.
  /// - Returns: The model and the report of the fit.
  /// - Throws: `DatasetError` for data that does not fit together, `TrainingError` where the loss left the
  ///   range of numbers.
  /// - Complexity: O(epochs x samples x features x classes). Memory beyond the data: three times the
  ///   weights and a batch of logits; for standardised features also a Float32 copy of them.
  public func fit(
    _ training: Dataset, validation: Dataset? = nil, every frequency: EventFrequency = .epoch,
    onEvent: (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> SoftmaxFit {
    guard training.sampleCount > 0 else { throw DatasetError.noSamples }
    let (parameterCount, overflow) = training.classes.count.multipliedReportingOverflow(
      by: training.featureCount)
    guard !overflow, parameterCount <= 1 << 31 else {
      throw DatasetError.tooManyParameters(
        classCount: training.classes.count, featureCount: training.featureCount)
    }
    let present = Set(training.classIndices)
    guard present.count > 1 else {
      throw DatasetError.oneClass(name: training.label(0))
    }
    let validation = try validation.map { data in
      guard data.featureCount == training.featureCount else {
        throw DatasetError.featureCountMismatch(
          expected: training.featureCount, found: data.featureCount)
      }
      return try data.relabelled(to: training.classes)
    }
    let start = ContinuousClock.now
    let standardization: Standardization? =
      usesStandardization(training.features.input) ? Standardization(of: training.features) : nil
    let prepared = standardization?.apply(to: training.features) ?? training.features
    func model(_ parameters: Parameters) -> SoftmaxModel {
      SoftmaxModel(
        parameters: standardization?.fold(parameters) ?? parameters, classes: training.classes,
        input: training.features.input)
    }

    var descent = StochasticGradientDescent(
      features: prepared.matrix, labels: training.classIndices,
      initial: .initial(
        classCount: training.classes.count, featureCount: training.featureCount, seed: seed),
      solver: solver, l2Penalty: l2Penalty, seed: seed, engine: execution.engine)
    var history: [EpochRecord] = []
    let stopReason = try descent.run(
      asksEachBatch: frequency == .batch, onBatch: { try onEvent(.batch($0)) }
    ) { summary, parameters in
      let record = EpochRecord(
        epoch: summary.epoch, trainLoss: summary.meanLoss, trainAccuracy: summary.accuracy,
        testAccuracy: try validation.map {
          try model(parameters).accuracy(on: $0.features, labels: $0.classIndices, execution: execution)
        },
        seconds: (ContinuousClock.now - start).inSeconds)
      history.append(record)
      return try onEvent(.epoch(record))
    }

    let fitted = model(descent.parameters)
    // The saved weights are Float32 in the user's units; what is reported is measured on them.
    let objective = MultinomialObjective(
      features: training.features, standardized: standardization.map { (prepared, $0) },
      labels: training.classIndices, classCount: training.classes.count, l2Penalty: l2Penalty,
      execution: execution
    ).evaluate(at: fitted.parameters)
    guard objective.isFinite, fitted.weights.allSatisfy(\.isFinite), fitted.bias.allSatisfy(\.isFinite) else {
      throw descent.divergence
    }
    let report = TrainingReport(
      solver: solver, l2Penalty: l2Penalty, standardized: standardization != nil, seed: seed,
      sampleCount: training.sampleCount, history: history, stopReason: stopReason,
      objective: objective.value, trainLogLoss: objective.logLoss,
      trainAccuracy: objective.accuracy, gradientMax: objective.gradientMax, certifiedGap: nil,
      kernels: execution.kernels, threads: execution.threads,
      seconds: (ContinuousClock.now - start).inSeconds)
    return SoftmaxFit(model: fitted, report: report)
  }

  private func usesStandardization(_ input: InputDescription) -> Bool {
    switch standardize {
    case .automatic: input.kind == .table
    case .always: true
    case .never: false
    }
  }
}

extension Duration {
  /// The duration as a number of seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
