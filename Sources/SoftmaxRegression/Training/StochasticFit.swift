// A fit by minibatches.

import SoftmaxKernels

/// Prepares the features, runs stochastic gradient descent, and brings the result back to the user's units.
struct StochasticFit {
  private let training: Dataset
  private let validation: Dataset?
  private let configuration: SoftmaxClassifier
  private let l2Penalty: Double
  private let classFactors: [Double]?
  private let standardization: Standardization?
  private let prepared: Features
  private let start: ContinuousClock.Instant

  /// Data of which every sample has its whole weight.
  init(
    _ training: Dataset, validation: Dataset?, _ configuration: SoftmaxClassifier, l2Penalty: Double,
    classFactors: [Double]?, isStandardized: Bool, since start: ContinuousClock.Instant
  ) {
    self.training = training
    self.validation = validation
    self.configuration = configuration
    self.l2Penalty = l2Penalty
    self.classFactors = classFactors
    self.start = start
    standardization =
      isStandardized
      ? Standardization(
        of: training.features, weights: training.sampleWeights, isCentred: configuration.hasBias) : nil
    prepared = standardization?.apply(to: training.features) ?? training.features
  }

  /// Runs all epochs from `initial`, or from weights that are drawn.
  func run(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    let execution = configuration.execution
    var descent = StochasticGradientDescent(
      features: prepared.matrix, labels: training.classIndices, sampleWeights: training.sampleWeights,
      hasBias: configuration.hasBias, initial: startingPoint(initial), solver: configuration.solver,
      l2Penalty: l2Penalty, seed: configuration.seed, engine: execution.engine)
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
    guard fitted.parameters.isFinite else { throw descent.divergence }
    // The saved weights are Float32 in the user's units; what is reported is measured on them.
    let certificate = Certifier(
      features: training.features, labels: training.classIndices, classCount: training.classes.count,
      l2Penalty: l2Penalty, standardization: standardization, hasBias: configuration.hasBias,
      sampleWeights: training.sampleWeights.map { SampleWeights($0) }, engine: execution.engine
    ).certificate(of: fitted.parameters)
    guard certificate.objective.isFinite, isUsable(fitted) else { throw descent.divergence }
    let report = TrainingReport(
      solver: configuration.solver, choice: nil, l2Penalty: l2Penalty, classWeights: classFactors,
      hasBias: configuration.hasBias, standardization: standardization, seed: configuration.seed,
      sampleCount: training.sampleCount, history: history, iterations: [], passes: 0,
      stopReason: stopReason, warnings: warnings, certificate: certificate, kernels: execution.kernels,
      threads: execution.threads, seconds: (ContinuousClock.now - start).inSeconds)
    return SoftmaxFit(model: fitted, report: report)
  }

  private func model(_ parameters: Parameters) -> SoftmaxModel {
    SoftmaxModel(
      parameters: standardization?.fold(parameters) ?? parameters, classes: training.classes,
      input: training.features.input)
  }

  /// Whether the model's logits stay in Float32's range on the training data; weights of a usual size need no look.
  private func isUsable(_ model: SoftmaxModel) -> Bool {
    guard model.weights.contains(where: { abs($0) > 1e30 }) else { return true }
    return (try? model.topClasses(for: training.features, execution: configuration.execution)) != nil
  }

  private func startingPoint(_ initial: SoftmaxModel?) -> Parameters {
    guard let initial else {
      return .initial(
        classCount: training.classes.count, featureCount: training.featureCount, seed: configuration.seed)
    }
    var (weights, bias) = (initial.weights.map(Double.init), initial.bias.map(Double.init))
    if let standardization { (weights, bias) = standardization.unfold(weights: weights, bias: bias) }
    return Parameters(
      weights: weights.map { Float($0) }, bias: bias.map { configuration.hasBias ? Float($0) : 0 })
  }
}
