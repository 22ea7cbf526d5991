// A fit by a method that passes over all samples for each step.

import SoftmaxKernels

/// Prepares the problem, runs the method, and brings the result back to the user's units.
struct FullBatchFit {
  private let training: Dataset
  /// Where sparse features have columns without an entry, those that have one: the others' weights are 0, and the fit does
  /// not know of them. `training` has the kept ones alone.
  private let columns: UsedColumns?
  /// What is scored after each iteration: neither decides anything.
  private let validation: Dataset?
  private let test: Dataset?
  private let configuration: SoftmaxClassifier
  private let method: any FullBatchMethod
  private let execution: Execution
  private let l2Penalty: Double
  private let classFactors: [Double]?
  private let totalWeight: Double
  private let problem: FitProblem
  private let objective: MultinomialObjective
  private let dependentColumns: [DependentColumn]
  private let certifier: Certifier
  private let start: ContinuousClock.Instant

  /// Data of which every class has samples, and every sample its whole weight. `pass` sums over rows of which others
  /// may be elsewhere; nil: the data says where.
  init(
    _ training: Dataset, validation: Dataset? = nil, test: Dataset? = nil, _ configuration: SoftmaxClassifier,
    _ method: any FullBatchMethod, l2Penalty: Double, classFactors: [Double]?, totalWeight: Double? = nil,
    isStandardized: Bool,
    pass: RowPass? = nil, since start: ContinuousClock.Instant
  ) {
    let columns = UsedColumns(
      of: training, l2Penalty: l2Penalty, configuration,
      isWhole: (pass?.parts ?? training.sharing.parts).counts.count == 1)
    let training = columns?.samples ?? training
    self.columns = columns
    self.training = training
    self.validation = validation
    self.test = test
    self.configuration = configuration
    self.method = method
    execution = configuration.execution
    self.l2Penalty = l2Penalty
    self.classFactors = classFactors
    self.totalWeight = totalWeight ?? Double(training.wholeSampleCount)
    self.start = start
    let problem = FitProblem(
      FitSamples(training, pass ?? training.sharing.pass(execution.engine)),
      input: training.features.input, isStandardized: isStandardized,
      hasBias: configuration.hasBias, shape: configuration.penaltyShape,
      box: configuration.penaltyShape.limits?.box(training.classes, featureCount: training.featureCount))
    self.problem = problem
    let l1Penalty = configuration.l1Penalty
    var objective = problem.objective(l1Penalty: l1Penalty, l2Penalty: l2Penalty)
    if l2Penalty == 0, l1Penalty == 0, training.featureCount <= ColumnDependence.columnLimit {
      // The sum of the squares is the smallest of the weights that a penalty would apply to.
      let metric = problem.conditioning.flatMap { units in
        isStandardized ? nil : units.standardDeviations.map { 1 / ($0 * $0) }
      }
      dependentColumns = objective.confine(
        origin: problem.conditioning,
        metric: metric ?? [Double](repeating: 1, count: training.featureCount),
        names: ModelStatistics.terms(of: training.features.input, hasIntercept: false))
    } else {
      dependentColumns = []
    }
    self.objective = objective
    certifier = problem.certifier(l1Penalty: l1Penalty, l2Penalty: l2Penalty)
  }

  /// Runs the method from `initial`, or from zero.
  func run(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    checkpoints: FitCheckpoints? = nil, onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    try withoutActuallyEscaping(onEvent) { onEvent in
      try perform(
        from: initial, warnings: warnings, every: frequency, checkpoints: checkpoints, onEvent: onEvent)
    }
  }

  private func perform(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    checkpoints: FitCheckpoints?, onEvent: @escaping (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    let resumed = try checkpoints?.start.map { bytes throws(StateError) in
      try FullBatchProgress(resuming: bytes)
    }
    var keeper = checkpoints?.keeper()
    // What is made of the data before the first pass means nothing where the work was asked to end.
    let engine = objective.engine
    try engine.checkStopped()
    // What the method works on, at first.
    var space = try engine.during(.preparing) { _ in try rowSpace() }
    try engine.checkStopped()
    let target = space?.objective ?? objective
    let place = space == nil ? "" : "in the space of \(target.sampleCount) rows "
    let chosen = method.choice(for: target)
    let (method, choice) = (chosen?.method ?? method, chosen.map { place + $0.reason })
    try method.check(target)
    // A penalty of all features always has an optimum.
    let isPenalised = l2Penalty > 0 || configuration.l1Penalty > 0
    let free = configuration.penaltyShape.freeFeatures
    let finder =
      isPenalised && free.isEmpty
      ? nil
      : SeparationFinder(
        objective.samples, classNames: training.classes.names,
        featureNames: training.features.input.featureNames, hasBias: objective.hasBias,
        among: isPenalised ? free : nil)
    var iterations = resumed?.iterations ?? []
    var separations: [Separation] = []
    var passCount = resumed?.passCount ?? 0
    var scoringTime = Duration.zero
    /// Seconds of the fit after so long a time in this process.
    func seconds(after elapsed: Duration) -> Double {
      (resumed?.seconds ?? 0) + (elapsed - scoringTime).inSeconds
    }
    var certified: (parameters: Parameters, certificate: OptimalityCertificate)?
    var lastPoint =
      initial.map { initial in
        let point = problem.point(of: (columns?.kept(initial) ?? initial).parameters)
        return space?.reduced(point) ?? point
      } ?? startingPoint(of: target)
    /// What the method's point is in the problem that it was taken from.
    func original(_ point: [Double]) -> [Double] { space?.expanded(point) ?? point }
    func settings(for objective: MultinomialObjective) -> DescentSettings {
      DescentSettings(
        tolerance: method.stopping.tolerance, maxIterations: method.stopping.maxIterations,
        isDouble: objective.isPassCheap)
    }
    let callbacks = DescentCallbacks(
      beforePass: {
        passCount += 1
        if frequency == .batch, try onEvent(.pass(passCount)) == .stop { throw Stopped() }
      },
      remaining: { point, firstGradientMax in
        let parameters = problem.saved(original(point))
        let certificate = engine.during(.certifying) { _ in certifier.certificate(of: parameters) }
        if engine.isStopRequested { return .infinity }
        certified = (parameters, certificate)
        if certifier.mayHaveBound { ModelWatch.current?.prove(.made(certificate)) }
        guard l2Penalty == 0, configuration.l1Penalty == 0 else {
          if certifier.mayHaveBound { return certificate.relativeGap ?? .infinity }
          // Columns without a penalty leave no bound: near an optimum F falls with the square of the gradient.
          let slope = certificate.gradientMax / firstGradientMax
          return slope * slope
        }
        let shortfall = certifier.shortfall(
          of: parameters, from: problem.parameters(at: point), units: problem.conditioning)
        let slope = shortfall.gradientMax / firstGradientMax
        // Near an optimum F falls with the square of the gradient.
        return max(shortfall.share, slope * slope)
      },
      certificate: { point, shares in
        let parameters = problem.saved(original(point))
        let certificate = engine.during(.certifying) { _ in
          certifier.certificate(of: parameters, shares: shares)
        }
        if engine.isStopRequested { return nil }
        certified = (parameters, certificate)
        ModelWatch.current?.prove(.made(certificate))
        return certificate
      },
      isUnbounded: { point in
        guard let finder else { return false }
        let found = finder.separations(problem.parameters(at: point))
        if engine.isStopRequested { return false }
        separations = found
        return !separations.isEmpty
      })
    func onStep(_ step: DescentStep, _ point: [Double]) throws -> TrainingAction {
      lastPoint = point
      let elapsed = ContinuousClock.now - start
      var validated: Evaluation?
      var testAccuracy: Double?
      if (validation != nil || test != nil) && !engine.isStopRequested {
        let model = model(at: original(point))
        validated = try validation.map { try model.evaluate($0, execution: execution) }
        testAccuracy = try test.map { try model.accuracy(on: $0, execution: execution) }
      }
      let record = IterationRecord(
        iteration: step.iteration, objective: step.found.value, trainLoss: step.found.logLoss,
        trainAccuracy: step.found.accuracy, validationLoss: validated?.logLoss,
        validationAccuracy: validated?.accuracy, testAccuracy: testAccuracy,
        gradientMax: step.found.gradientMax, step: step.stepLength,
        passes: step.passCount, seconds: seconds(after: elapsed))
      iterations.append(record)
      show(model(at: original(point)))
      scoringTime += ContinuousClock.now - start - elapsed
      return try onEvent(.iteration(record))
    }
    var stopReason = StopReason.iterationLimit
    var looks = resumed?.looks ?? []
    /// The fit where its last whole step ended.
    var whole: (() -> FullBatchProgress)?
    /// Takes the steps of a descent, and keeps its state between two of them when it is time.
    func descend(_ descent: inout any RunningDescent) throws -> StopReason {
      guard keeper != nil else { return try descent.run(callbacks, onStep: onStep) }
      while true {
        let (later, isReduced, iterations, passCount, looks) = (
          descent.later, space != nil, iterations, passCount, looks
        )
        let seconds = seconds(after: ContinuousClock.now - start)
        // A stop may have come while the step was scored, whose record then lacks that: the step before it is kept.
        if engine.isStopRequested { return .stopped }
        whole = {
          FullBatchProgress(
            isReduced: isReduced, descent: later(), iterations: iterations, passCount: passCount,
            seconds: seconds, looks: looks)
        }
        if stopReason == .stopped { return .stopped }
        if keeper?.isDue == true, let whole { try keeper?.keep(whole().saved, stepCount: iterations.count) }
        var action: TrainingAction?
        let reason = try descent.run(callbacks) { step, point in
          action = try onStep(step, point)
          return .stop
        }
        guard action != nil else { return reason }
        // Once more through the loop's first half, so that the step that was the last one is kept too.
        if action == .stop { stopReason = .stopped }
      }
    }
    do {
      let plan = TrainingPlan(
        method, choice: choice, for: target,
        preparedBytes: space == nil ? 0 : Double(RowSpace.byteCount(objective)))
      if try onEvent(.begin(plan)) == .stop { throw Stopped() }
      try plan.checkMemory()
      if let resumed, resumed.isReduced != (space != nil) {
        guard !resumed.isReduced else { throw StateError("it is of samples of another shape") }
        // It had left the rows' space.
        stopReason = .precisionReached
      } else {
        let start = resumed.map { DescentStart.saved($0.descent) } ?? .point(lastPoint)
        var descent = try method.descent(of: target, from: start, settings(for: target))
        lastPoint = descent.point
        show(model(at: original(lastPoint)))
        do {
          // Also of a fit that the callback ends.
          defer { looks = descent.looks }
          stopReason = try descend(&descent)
        }
        lastPoint = descent.point
      }
      if stopReason == .precisionReached, let reduction = space {
        // The rows' space is Float32's; the last steps are taken on the features themselves.
        space = nil
        let start =
          resumed.flatMap { $0.isReduced ? nil : DescentStart.saved($0.descent) }
          ?? .point(reduction.expanded(lastPoint))
        let last = LimitedMemoryBFGSMethod(method.stopping, curvature: .gram)
        var descent = try last.descent(of: objective, from: start, settings(for: objective))
        lastPoint = descent.point
        defer { looks += descent.looks }
        stopReason = try descend(&descent)
        lastPoint = descent.point
      }
    } catch is Stopped {
      stopReason = .stopped
    } catch is WorkStopped {
      stopReason = .stopped
    }
    if let whole, let keeper, stopReason == .stopped || keeper.keepsEnd {
      var keeper = keeper
      try keeper.keep(whole().saved, stepCount: iterations.count, isLast: stopReason == .stopped)
    }
    var parameters = problem.saved(original(lastPoint))
    if stopReason == .iterationLimit, iterations.isEmpty,
      let start = initial.map({ (columns?.kept($0) ?? $0).parameters }),
      objective.hasBias || start.bias.allSatisfy({ $0 == 0 })
    {
      // Without a step the model is the start, and not what its units and rounding make of it.
      parameters = start
    }
    // The one that ended the fit is not made twice.
    let certificate =
      certified.flatMap { $0.parameters == parameters ? $0.certificate : nil }
      ?? lastCertificate(of: parameters) {
        if let last = iterations.last {
          return OptimalityCertificate(
            objective: last.objective, logLoss: last.trainLoss, accuracy: last.trainAccuracy,
            gradientMax: last.gradientMax, gap: nil)
        }
        engine.watch?.allowEnding(nanoseconds: nil)
        let found = objective.evaluate(at: original(lastPoint), .single)
        return OptimalityCertificate(
          objective: found.value, logLoss: found.logLoss, accuracy: found.accuracy,
          gradientMax: VectorArithmetic.largest(found.gradient), gap: nil)
      }
    guard certificate.objective.isFinite, parameters.isFinite else {
      let error = TrainingError(overflowIn: parameters, of: training.features.input, otherwise: .notFinite)
      throw columns?.error(error) ?? error
    }
    let report = TrainingReport(
      solver: SolverConfiguration(method), choice: choice, l2Penalty: l2Penalty,
      l1Penalty: configuration.l1Penalty, penaltyShape: configuration.penaltyShape,
      classWeights: classFactors,
      hasBias: objective.hasBias,
      standardization: columns?.spread(problem.standardization) ?? problem.standardization,
      seed: configuration.seed, sampleCount: training.wholeSampleCount, totalWeight: totalWeight, history: [],
      iterations: iterations,
      preconditioners: looks.map(PreconditionerRecord.init), passes: passCount, stopReason: stopReason,
      warnings: warnings + offsetWarnings() + dependenceWarnings + separations.map(TrainingWarning.separated),
      certificate: certificate, kernels: execution.kernels, threads: execution.threads,
      seconds: seconds(after: ContinuousClock.now - start))
    return SoftmaxFit(model: model(of: parameters), report: report)
  }

  /// Shows a model to whoever watches.
  private func show(_ model: @autoclosure () -> SoftmaxModel) {
    guard let watch = ModelWatch.current else { return }
    let model = model()
    watch.see(model)
    guard certifier.mayHaveBound else { return }
    let engine = objective.engine
    watch.prove(
      .possible {
        let certificate = engine.during(.certifying) { _ in certifier.certificate(of: model.parameters) }
        return engine.isStopRequested ? nil : certificate
      })
  }

  /// The certificate of the fit's result. Who asked the work to end does not wait for it: where it is not there in time,
  /// `known` takes its place: what passes in the solver's precision have found.
  private func lastCertificate(
    of parameters: Parameters, otherwise known: () -> OptimalityCertificate
  ) -> OptimalityCertificate {
    let engine = objective.engine
    func made() -> OptimalityCertificate {
      engine.during(.certifying) { _ in certifier.certificate(of: parameters) }
    }
    if !engine.isStopRequested {
      let certificate = made()
      if !engine.isStopRequested { return certificate }
    }
    engine.watch?.allowEnding(nanoseconds: Self.endingNanoseconds)
    let certificate = made()
    // Clocks differ between processes.
    return objective.pass.communicator.holdsEverywhere(!engine.isStopped) ? certificate : known()
  }

  /// How long the certificate of a fit that was asked to end may take.
  private static let endingNanoseconds = 400_000_000

  /// The same problem in the space of fewer rows than columns, where that pays.
  private func rowSpace() throws(MemoryShortage) -> RowSpace? {
    // The rows' space is dense.
    guard !DualAscentMethod.isPossible(objective), RowSpace.isPossible(objective),
      SolverCosts(objective).rowSpacePays
    else { return nil }
    try MemoryShortage.check(
      Double(RowSpace.byteCount(objective)),
      for: "the products of \(objective.sampleCount) samples with each other",
      advice: "use fewer samples")
    return RowSpace(of: objective)
  }

  /// The model of a point of the whole problem.
  private func model(at point: [Double]) -> SoftmaxModel {
    model(of: problem.saved(point))
  }

  /// The model of all features.
  private func model(of parameters: Parameters) -> SoftmaxModel {
    let own = SoftmaxModel(
      parameters: parameters, classes: training.classes, input: training.features.input,
      needsOffsets: training.offsets != nil)
    return columns?.spread(own) ?? own
  }

  /// The callback asked to stop between two passes.
  private struct Stopped: Error {}

  // MARK: Units

  /// Zeros, or where an L1 penalty leaves no weight.
  private func startingPoint(of problem: MultinomialObjective) -> [Double] {
    configuration.l1Penalty > 0
      ? problem.emptyPoint : [Double](repeating: 0, count: problem.parameterCount)
  }

  private var dependenceWarnings: [TrainingWarning] {
    dependentColumns.isEmpty ? [] : [.dependentColumns(dependentColumns)]
  }

  private func offsetWarnings() -> [TrainingWarning] {
    guard let conditioning = problem.conditioning else { return [] }
    // Of Float32's 24 bits, fewer than ten are then left for what varies.
    let far = conditioning.means.indices.filter { j in
      abs(conditioning.means[j]) > conditioning.standardDeviations[j] * 0x1p14
    }
    guard !far.isEmpty else { return [] }
    let (least, most) = problem.samples.bounds()
    return far.filter { least[$0] < most[$0] }.map { j in
      .offsetFeature(
        index: j, name: training.features.input.featureNames?[j], mean: conditioning.means[j],
        standardDeviation: conditioning.standardDeviations[j])
    }
  }
}
