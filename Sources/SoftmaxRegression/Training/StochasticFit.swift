// A fit by minibatches.

import SoftmaxKernels

/// Prepares the features, runs stochastic gradient descent, and brings the result back to the user's units.
struct StochasticFit {
  private let training: Dataset
  /// What early stopping looks at.
  private let validation: Dataset?
  /// What is scored for the record.
  private let test: Dataset?
  private let configuration: SoftmaxClassifier
  private let settings: StochasticSettings
  private let l2Penalty: Double
  private let classFactors: [Double]?
  private let totalWeight: Double
  private let standardization: Standardization?
  private let prepared: FitSamples
  private let certifier: Certifier
  private let start: ContinuousClock.Instant

  /// Data of which every sample has its whole weight.
  init(
    _ training: Dataset, validation: Dataset?, test: Dataset?, _ configuration: SoftmaxClassifier,
    _ settings: StochasticSettings, l2Penalty: Double, classFactors: [Double]?, totalWeight: Double? = nil,
    isStandardized: Bool,
    since start: ContinuousClock.Instant
  ) {
    self.training = training
    self.validation = validation
    self.test = test
    self.configuration = configuration
    self.settings = settings
    self.l2Penalty = l2Penalty
    self.classFactors = classFactors
    self.totalWeight = totalWeight ?? Double(training.sampleCount)
    self.start = start
    let samples = FitSamples(training, configuration.execution.engine)
    let standardization =
      isStandardized
      ? Standardization(
        of: samples.rows, weights: samples.weights, samples.pass,
        isCentred: configuration.hasBias, terms: training.features.input.terms) : nil
    self.standardization = standardization
    prepared = samples.standardized(by: standardization)
    certifier = Certifier(
      samples, input: training.features.input, l2Penalty: l2Penalty, standardization: standardization,
      hasBias: configuration.hasBias)
  }

  /// Runs all epochs from `initial`, or from weights that are drawn.
  func run(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    checkpoints: FitCheckpoints? = nil, onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    try configuration.execution.engine.checkStopped()
    var progress = begin(from: initial)
    if let bytes = checkpoints?.start { try progress.resume(bytes) }
    if let watch = ModelWatch.current { watch.see(model(progress.descent.parameters)) }
    let stopReason = try advance(&progress, checkpoints?.keeper(), every: frequency, onEvent: onEvent)
    return try fit(of: progress, stopReason, warnings: warnings)
  }

  /// The same as without a keeper, which keeps the state between two minibatches when it is time.
  private func advance(
    _ progress: inout StochasticProgress, _ keeper: FitCheckpoints.Keeper?, every frequency: EventFrequency,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> StopReason {
    guard var keeper else { return try advance(&progress, every: frequency, onEvent: onEvent) }
    while true {
      var isPause = false
      let stopReason = try advance(
        &progress, every: frequency,
        pausing: {
          isPause = keeper.isDue
          return isPause
        }, onEvent: onEvent)
      let isLast = stopReason == .stopped && !isPause
      if isPause || isLast {
        try keeper.keep(progress.saved, stepCount: progress.history.count, isLast: isLast)
      }
      guard isPause else { return stopReason }
    }
  }

  /// A fit before its first step.
  func begin(from initial: SoftmaxModel?) -> StochasticProgress {
    StochasticProgress(
      descent: StochasticGradientDescent(
        features: prepared.rows, labels: training.classIndices, sampleWeights: training.sampleWeights,
        scoreWeights: training.scoreWeights, offsets: prepared.offsets, hasBias: configuration.hasBias,
        initial: startingPoint(initial),
        settings: settings,
        l2Penalty: l2Penalty, seed: configuration.seed, engine: configuration.execution.engine),
      watch: settings.earlyStopping.map { EarlyStopping.Watch($0) }, since: start)
  }

  /// The fit that `bytes` were saved of, with the data and the configuration that it had then.
  ///
  /// - Throws: `StateError` for bytes that are no state of such a fit.
  func resumed(_ bytes: [UInt8]) throws(StateError) -> StochasticProgress {
    var progress = begin(from: nil)
    try progress.resume(bytes)
    return progress
  }

  /// Goes on until all epochs are done, early stopping has seen enough, or the callback says stop; or, after a minibatch,
  /// where `pauses` says so.
  func advance(
    _ progress: inout StochasticProgress, every frequency: EventFrequency, pausing pauses: (() -> Bool)? = nil,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> StopReason {
    if progress.isStalled, !progress.descent.isComplete { return .noImprovement }
    let execution = configuration.execution
    let engine = execution.engine
    var (endedByCallback, isUntold) = (false, false)
    // Its batches change the descent, its epochs all the rest.
    var descent = progress.descent
    defer { progress.descent = descent }
    let stopReason = try descent.run(
      asksEachBatch: frequency == .batch || engine.watch != nil || pauses != nil,
      onBatch: {
        let action = try frequency == .batch ? onEvent(.batch($0)) : .continue
        guard action == .stop || engine.isStopRequested else {
          guard let pauses, pauses() else { return .continue }
          endedByCallback = true
          return .stop
        }
        endedByCallback = true
        return .stop
      },
      onEpoch: { summary, parameters in
        let model = model(parameters)
        let testAccuracy = try test.map {
          try model.accuracy(on: $0, execution: execution)
        }
        let validated = try validation.map { try model.evaluate($0, execution: execution) }
        let seconds = progress.seconds
        let began = ContinuousClock.now
        let certificate =
          settings.certifiesEpochs && !engine.isStopRequested
          ? engine.during(.certifying) { _ in certifier.certificate(of: model.parameters) } : nil
        progress.leaveOut(ContinuousClock.now - began)
        if pauses != nil, engine.isStopRequested {
          // The record lacks what the stop has left out: who goes on makes it.
          (endedByCallback, isUntold) = (true, true)
          return .stop
        }
        let record = EpochRecord(
          epoch: summary.epoch, trainLoss: summary.meanLoss, trainAccuracy: summary.accuracy,
          testAccuracy: testAccuracy, validationLoss: validated?.logLoss,
          validationAccuracy: validated?.accuracy,
          certificate: engine.isStopRequested ? nil : certificate, seconds: seconds)
        progress.add(record, model.parameters)
        ModelWatch.current?.see(model)
        if try onEvent(.epoch(record)) == .stop || engine.isStopRequested {
          endedByCallback = true
          return .stop
        }
        return progress.isStalled ? .stop : .continue
      })
    if isUntold { descent.takeBackTelling() }
    return stopReason == .stopped && !endedByCallback ? .noImprovement : stopReason
  }

  /// The model as it is, and the report.
  func fit(
    of progress: StochasticProgress, _ stopReason: StopReason, warnings: [TrainingWarning]
  ) throws -> SoftmaxFit {
    let execution = configuration.execution
    let last = model(progress.descent.parameters)
    let kept = progress.kept
    let fitted = progress.watch == nil ? last : kept.map { inUserUnits($0.parameters) } ?? last
    let divergence = progress.descent.divergence
    guard fitted.parameters.isFinite else {
      throw TrainingError(
        overflowIn: fitted.parameters, of: training.features.input, otherwise: divergence)
    }
    // The saved weights are Float32 in the user's units; what is reported is measured on them.
    let certificate =
      kept.flatMap { $0.parameters == fitted.parameters ? $0.certificate : nil }
      ?? lastCertificate(of: fitted.parameters)
    guard certificate.objective.isFinite, isUsable(fitted) else { throw divergence }
    let report = TrainingReport(
      solver: configuration.solver, choice: nil, l2Penalty: l2Penalty, l1Penalty: 0, penaltyShape: .uniform,
      classWeights: classFactors,
      hasBias: configuration.hasBias, standardization: standardization, seed: configuration.seed,
      sampleCount: training.sampleCount, totalWeight: totalWeight, history: progress.history, iterations: [],
      preconditioners: [],
      passes: 0,
      stopReason: stopReason, warnings: warnings, certificate: certificate, kernels: execution.kernels,
      threads: execution.threads, seconds: progress.seconds)
    return SoftmaxFit(model: fitted, report: report)
  }

  /// The certificate of the fit's result, which is made whoever asked the work to end.
  private func lastCertificate(of parameters: Parameters) -> OptimalityCertificate {
    let engine = configuration.execution.engine
    func made() -> OptimalityCertificate {
      engine.during(.certifying) { _ in certifier.certificate(of: parameters) }
    }
    if !engine.isStopRequested {
      let certificate = made()
      if !engine.isStopRequested { return certificate }
    }
    engine.watch?.allowEnding(nanoseconds: nil)
    return made()
  }

  /// The model of the parameters that the fit works on.
  private func model(_ parameters: Parameters) -> SoftmaxModel {
    inUserUnits(standardization?.fold(parameters) ?? parameters)
  }

  private func inUserUnits(_ parameters: Parameters) -> SoftmaxModel {
    SoftmaxModel(
      parameters: parameters, classes: training.classes, input: training.features.input,
      needsOffsets: training.offsets != nil)
  }

  /// Whether the model's logits stay in Float32's range on the training data; weights of a usual size need no look.
  private func isUsable(_ model: SoftmaxModel) -> Bool {
    guard model.weights.contains(where: { abs($0) > 1e30 }) else { return true }
    return
      (try? model.topClasses(
        for: training.features, offsets: training.offsets, execution: configuration.execution)) != nil
  }

  private func startingPoint(_ initial: SoftmaxModel?) -> Parameters {
    guard let initial else {
      return .initial(
        classCount: training.classes.count, featureCount: training.featureCount, seed: configuration.seed)
    }
    var start = Float64Parameters(initial.parameters).converted(to: standardization)
    if !configuration.hasBias { start.bias = start.bias.map { _ in 0 } }
    return start.rounded
  }
}
