// A fit by minibatches.

import SoftmaxKernels

/// Prepares the features, runs stochastic gradient descent, and brings the result back to the user's units.
struct StochasticFit {
  private let training: Dataset
  private let validation: Dataset?
  /// What early stopping looks at.
  private let holdout: Dataset?
  private let configuration: SoftmaxClassifier
  private let settings: StochasticSettings
  private let l2Penalty: Double
  private let classFactors: [Double]?
  private let standardization: Standardization?
  private let prepared: Features
  private let certifier: Certifier
  private let start: ContinuousClock.Instant

  /// Data of which every sample has its whole weight.
  init(
    _ training: Dataset, validation: Dataset?, holdout: Dataset?, _ configuration: SoftmaxClassifier,
    _ settings: StochasticSettings, l2Penalty: Double, classFactors: [Double]?, isStandardized: Bool,
    since start: ContinuousClock.Instant
  ) {
    self.training = training
    self.validation = validation
    self.holdout = holdout
    self.configuration = configuration
    self.settings = settings
    self.l2Penalty = l2Penalty
    self.classFactors = classFactors
    self.start = start
    standardization =
      isStandardized
      ? Standardization(
        of: training.features, weights: training.sampleWeights, isCentred: configuration.hasBias) : nil
    prepared = standardization?.apply(to: training.features) ?? training.features
    certifier = Certifier(
      features: training.features, labels: training.classIndices, classCount: training.classes.count,
      l2Penalty: l2Penalty, standardization: standardization, hasBias: configuration.hasBias,
      sampleWeights: training.sampleWeights.map { SampleWeights($0) }, engine: configuration.execution.engine)
  }

  /// Runs all epochs from `initial`, or from weights that are drawn.
  func run(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    let execution = configuration.execution
    var descent = StochasticGradientDescent(
      features: prepared.matrix, labels: training.classIndices, sampleWeights: training.sampleWeights,
      hasBias: configuration.hasBias, initial: startingPoint(initial), settings: settings, l2Penalty: l2Penalty,
      seed: configuration.seed, engine: execution.engine)
    var history: [EpochRecord] = []
    var watch = settings.earlyStopping.map { EarlyStopping.Watch($0) }
    // The last epoch's weights; with early stopping the best one's.
    var kept: (parameters: Parameters, certificate: OptimalityCertificate?)?
    var certificateTime = Duration.zero
    var endedByCallback = false
    var stopReason = try descent.run(
      asksEachBatch: frequency == .batch,
      onBatch: {
        let action = try onEvent(.batch($0))
        if action == .stop { endedByCallback = true }
        return action
      },
      onEpoch: { summary, parameters in
        let model = model(parameters)
        let testAccuracy = try validation.map {
          try model.accuracy(on: $0.features, labels: $0.classIndices, execution: execution)
        }
        let held = try holdout.map { try model.evaluate($0, execution: execution) }
        let elapsed = ContinuousClock.now - start
        let certificate = settings.certifiesEpochs ? certifier.certificate(of: model.parameters) : nil
        let record = EpochRecord(
          epoch: summary.epoch, trainLoss: summary.meanLoss, trainAccuracy: summary.accuracy,
          testAccuracy: testAccuracy, holdoutLogLoss: held?.logLoss, holdoutAccuracy: held?.accuracy,
          certificate: certificate, seconds: (elapsed - certificateTime).inSeconds)
        certificateTime += ContinuousClock.now - start - elapsed
        history.append(record)
        if watch?.isBest(record) != false { kept = (model.parameters, certificate) }
        if try onEvent(.epoch(record)) == .stop {
          endedByCallback = true
          return .stop
        }
        return watch?.isStalled == true ? .stop : .continue
      })
    if stopReason == .stopped, !endedByCallback { stopReason = .noImprovement }

    let last = model(descent.parameters)
    let fitted = watch == nil ? last : kept.map { inUserUnits($0.parameters) } ?? last
    guard fitted.parameters.isFinite else {
      throw TrainingError(
        overflowIn: fitted.parameters, of: training.features.input, otherwise: descent.divergence)
    }
    // The saved weights are Float32 in the user's units; what is reported is measured on them.
    let certificate =
      kept.flatMap { $0.parameters == fitted.parameters ? $0.certificate : nil }
      ?? certifier.certificate(of: fitted.parameters)
    guard certificate.objective.isFinite, isUsable(fitted) else { throw descent.divergence }
    let report = TrainingReport(
      solver: configuration.solver, choice: nil, l2Penalty: l2Penalty, l1Penalty: 0, classWeights: classFactors,
      hasBias: configuration.hasBias, standardization: standardization, seed: configuration.seed,
      sampleCount: training.sampleCount, history: history, iterations: [], preconditioners: [], passes: 0,
      stopReason: stopReason, warnings: warnings, certificate: certificate, kernels: execution.kernels,
      threads: execution.threads, seconds: (ContinuousClock.now - start - certificateTime).inSeconds)
    return SoftmaxFit(model: fitted, report: report)
  }

  /// The model of the parameters that the fit works on.
  private func model(_ parameters: Parameters) -> SoftmaxModel {
    inUserUnits(standardization?.fold(parameters) ?? parameters)
  }

  private func inUserUnits(_ parameters: Parameters) -> SoftmaxModel {
    SoftmaxModel(parameters: parameters, classes: training.classes, input: training.features.input)
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
