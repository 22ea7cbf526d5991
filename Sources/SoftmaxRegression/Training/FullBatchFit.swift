// A fit by a method that passes over all samples for each step.

import SoftmaxKernels

/// Prepares the problem, runs the method, and brings the result back to the user's units.
struct FullBatchFit {
  private let training: Dataset
  private let validation: Dataset?
  private let configuration: SoftmaxClassifier
  private let execution: Execution
  private let l2Penalty: Double
  private let classFactors: [Double]?
  /// What the penalty applies to; nil for the raw coefficients.
  private let standardization: Standardization?
  /// What the solver works in: the same, or a scaling of its own.
  private let conditioning: Standardization?
  private let objective: MultinomialObjective
  /// The same problem in the space of fewer rows than columns, where that pays.
  private let rowSpace: RowSpace?
  private let dependentColumns: [DependentColumn]
  private let certifier: Certifier
  private let start: ContinuousClock.Instant

  /// Data of which every class has samples, and every sample its whole weight.
  init(
    _ training: Dataset, validation: Dataset?, _ configuration: SoftmaxClassifier, l2Penalty: Double,
    classFactors: [Double]?, isStandardized: Bool, since start: ContinuousClock.Instant
  ) {
    self.training = training
    self.validation = validation
    self.configuration = configuration
    execution = configuration.execution
    self.l2Penalty = l2Penalty
    self.classFactors = classFactors
    self.start = start
    let engine = execution.engine
    let hasBias = configuration.hasBias
    let conditioning = Standardization.conditioning(
      of: training.features, weights: training.sampleWeights, isStandardized: isStandardized, isCentred: hasBias
    )
    self.conditioning = conditioning
    standardization = isStandardized ? conditioning : nil
    let prepared = conditioning?.apply(to: training.features) ?? training.features
    let penalties = (0..<training.featureCount).map { j in
      guard let conditioning, !isStandardized else { return l2Penalty }
      return l2Penalty / (conditioning.deviations[j] * conditioning.deviations[j])
    }
    let sampleWeights = training.sampleWeights.map { SampleWeights($0) }
    let l1Penalty = configuration.l1Penalty
    let l1Penalties = (0..<training.featureCount).map { j in
      conditioning.map { isStandardized ? l1Penalty : l1Penalty / $0.deviations[j] } ?? l1Penalty
    }
    var objective = MultinomialObjective(
      features: prepared.matrix, scale: prepared.exactScale, labels: training.classIndices,
      classCount: training.classes.count, penalties: penalties, l1Penalties: l1Penalties, hasBias: hasBias,
      sampleWeights: sampleWeights, engine: engine)
    if l2Penalty == 0, l1Penalty == 0, training.featureCount <= ColumnDependence.columnLimit {
      // The sum of the squares is the smallest of the coefficients that a penalty would apply to.
      let metric = conditioning.flatMap { units in
        isStandardized ? nil : units.deviations.map { 1 / ($0 * $0) }
      }
      dependentColumns = Self.confine(
        &objective, origin: conditioning,
        metric: metric ?? [Double](repeating: 1, count: training.featureCount),
        names: ModelStatistics.terms(of: training.features.input, hasIntercept: false))
    } else {
      dependentColumns = []
    }
    self.objective = objective
    rowSpace =
      RowSpace.isPossible(objective) && SolverCosts(objective).rowSpacePays ? RowSpace(of: objective) : nil
    certifier = Certifier(
      features: training.features, labels: training.classIndices, classCount: training.classes.count,
      l2Penalty: l2Penalty, l1Penalty: l1Penalty, standardization: standardization, hasBias: hasBias,
      sampleWeights: sampleWeights, engine: engine)
  }

  /// Runs the method from `initial`, or from zero.
  func run(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    try withoutActuallyEscaping(onEvent) { onEvent in
      try perform(from: initial, warnings: warnings, every: frequency, onEvent: onEvent)
    }
  }

  private func perform(
    from initial: SoftmaxModel?, warnings: [TrainingWarning], every frequency: EventFrequency,
    onEvent: @escaping (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    // What the method works on, at first.
    let problem = rowSpace?.objective ?? objective
    var space = rowSpace
    let choice = choice(for: problem)
    if case .newtonCholesky = choice.solver {
      let bytes = ExactPreconditioner.byteCount(
        classCount: problem.classCount, featureCount: problem.featureCount, hasBias: problem.hasBias)
      guard bytes <= problem.memoryLimit else {
        throw ConfigurationError(
          parameter: "solver", value: "newton-cholesky",
          requirement: "another one for this data, say auto: all second derivatives of "
            + "\(UnknownLayout(problem).order) unknowns would take \(TrainingPlan.text(bytes: bytes))")
      }
    }
    // A penalty always has an optimum.
    let finder =
      l2Penalty > 0 || configuration.l1Penalty > 0
      ? nil
      : SeparationFinder(
        features: objective.features, labels: training.classIndices, classNames: training.classes.names,
        featureNames: training.features.input.featureNames, hasBias: objective.hasBias, engine: objective.engine
      )
    var iterations: [IterationRecord] = []
    var separations: [Separation] = []
    var passCount = 0
    var scoringTime = Duration.zero
    var certified: (parameters: Parameters, certificate: OptimalityCertificate)?
    var lastPoint =
      initial.map { initial in
        let point = startingPoint(from: initial)
        return space?.reduced(point) ?? point
      } ?? startingPoint(of: problem)
    /// What the method's point is in the problem that it was taken from.
    func original(_ point: [Double]) -> [Double] { space?.expanded(point) ?? point }
    func descent(on problem: MultinomialObjective) -> Descent<MultinomialObjective> {
      Descent(
        objective: problem,
        settings: .init(
          tolerance: choice.stopping.tolerance, maxIterations: choice.stopping.maxIterations,
          isDouble: problem.isPassCheap))
    }
    let callbacks = Descent<MultinomialObjective>.Callbacks(
      beforePass: {
        passCount += 1
        if frequency == .batch, try onEvent(.pass(passCount)) == .stop { throw Stopped() }
      },
      onStep: { step, point in
        lastPoint = point
        let elapsed = ContinuousClock.now - start
        let testAccuracy = try validation.map {
          try SoftmaxModel(
            parameters: folded(original(point)), classes: training.classes, input: training.features.input
          )
          .accuracy(on: $0.features, labels: $0.classIndices, execution: execution)
        }
        let record = IterationRecord(
          iteration: step.iteration, objective: step.evaluation.value, trainLoss: step.evaluation.logLoss,
          trainAccuracy: step.evaluation.accuracy, testAccuracy: testAccuracy,
          gradientMax: VectorArithmetic.largest(step.evaluation.gradient), step: step.stepLength,
          passes: step.passCount, seconds: (elapsed - scoringTime).inSeconds)
        iterations.append(record)
        scoringTime += ContinuousClock.now - start - elapsed
        return try onEvent(.iteration(record))
      },
      remaining: { point, firstGradientMax in
        let parameters = folded(original(point))
        let certificate = certifier.certificate(of: parameters)
        certified = (parameters, certificate)
        guard l2Penalty == 0, configuration.l1Penalty == 0 else { return certificate.relativeGap ?? .infinity }
        let shortfall = certifier.shortfall(of: parameters, from: inUserUnits(point), units: conditioning)
        let slope = shortfall.gradientMax / firstGradientMax
        // Near an optimum F falls with the square of the gradient.
        return max(shortfall.share, slope * slope)
      },
      isUnbounded: { point in
        guard let finder else { return false }
        separations = finder.separations(
          weights: Array(point[..<objective.weightCount]), bias: bias(of: point))
        return !separations.isEmpty
      })
    var stopReason: StopReason
    var looks: [PreconditionerSchedule.Look] = []
    do {
      let plan = TrainingPlan(
        choice.solver, choice: choice.reason, for: problem,
        preparedBytes: (conditioning == nil ? 0 : 4 * training.sampleCount * training.featureCount)
          + (rowSpace == nil ? 0 : RowSpace.byteCount(objective)))
      if try onEvent(.begin(plan)) == .stop { throw Stopped() }
      try plan.checkMemory()
      (lastPoint, stopReason) = try run(descent(on: problem), choice.solver, from: lastPoint, &looks, callbacks)
      if stopReason == .precisionReached, let reduction = space {
        // The rows' space is Float32's; the last steps are taken on the features themselves.
        lastPoint = reduction.expanded(lastPoint)
        space = nil
        (lastPoint, stopReason) = try run(
          descent(on: objective), .lbfgs(tolerance: choice.stopping.tolerance), from: lastPoint, &looks,
          callbacks)
      }
    } catch is Stopped {
      stopReason = .stopped
    }
    let parameters = folded(original(lastPoint))
    // The one that ended the fit is not made twice.
    let certificate =
      certified.flatMap { $0.parameters == parameters ? $0.certificate : nil }
      ?? certifier.certificate(of: parameters)
    guard certificate.objective.isFinite, parameters.isFinite else {
      throw TrainingError(overflowIn: parameters, of: training.features.input, otherwise: .notFinite)
    }
    let report = TrainingReport(
      solver: choice.solver, choice: choice.reason, l2Penalty: l2Penalty, l1Penalty: configuration.l1Penalty,
      classWeights: classFactors, hasBias: objective.hasBias, standardization: standardization,
      seed: configuration.seed, sampleCount: training.sampleCount, history: [], iterations: iterations,
      preconditioners: looks.map(PreconditionerRecord.init),
      passes: passCount, stopReason: stopReason,
      warnings: warnings + offsetWarnings() + dependenceWarnings + separations.map(TrainingWarning.separated),
      certificate: certificate, kernels: execution.kernels, threads: execution.threads,
      seconds: (ContinuousClock.now - start - scoringTime).inSeconds)
    return SoftmaxFit(
      model: SoftmaxModel(parameters: parameters, classes: training.classes, input: training.features.input),
      report: report)
  }

  /// The callback asked to stop between two passes.
  private struct Stopped: Error {}

  private func choice(for problem: MultinomialObjective) -> (
    solver: SolverConfiguration, reason: String?, stopping: (tolerance: Double, maxIterations: Int)
  ) {
    let stopping =
      configuration.solver.stopping
      ?? (SolverConfiguration.defaultTolerance, SolverConfiguration.defaultMaxIterations)
    guard case .automatic = configuration.solver else { return (configuration.solver, nil, stopping) }
    if configuration.l1Penalty > 0 {
      return (
        .proximalNewton(tolerance: stopping.tolerance, maxIterations: stopping.maxIterations),
        "an L1 penalty, which has no derivative where weights are 0", stopping
      )
    }
    let choice = SolverChoice(
      for: problem, tolerance: stopping.tolerance, maxIterations: stopping.maxIterations)
    let place = rowSpace == nil ? "" : "in the space of \(training.sampleCount) rows "
    return (choice.solver, place + choice.reason, stopping)
  }

  private func run(
    _ descent: Descent<MultinomialObjective>, _ solver: SolverConfiguration, from start: [Double],
    _ looks: inout [PreconditionerSchedule.Look], _ callbacks: Descent<MultinomialObjective>.Callbacks
  ) throws -> (point: [Double], stopReason: StopReason) {
    switch solver {
    case .proximalNewton:
      return try ProximalNewton(objective: descent.objective, settings: descent.settings).run(
        from: start, callbacks)
    case .newtonCholesky:
      var method = NewtonCholesky()
      return try descent.run(&method, from: start, callbacks)
    case .newtonCG(_, _, let curvature):
      var method = NewtonConjugateGradient(
        schedule: SolverChoice.schedule(
          for: descent.objective, curvature, tolerance: descent.settings.tolerance, isNewton: true))
      defer { looks += method.schedule.looks }
      return try descent.run(&method, from: start, callbacks)
    case .lbfgs(_, _, let history, let curvature):
      var method = LimitedMemoryBFGS(
        historyCount: history,
        schedule: SolverChoice.schedule(
          for: descent.objective, curvature, tolerance: descent.settings.tolerance))
      defer { looks += method.schedule.looks }
      return try descent.run(&method, from: start, callbacks)
    case .automatic, .sgd:
      preconditionFailure("not a full-batch method")
    }
  }

  // MARK: Units

  /// Zeros, or where an L1 penalty leaves no weight.
  private func startingPoint(of problem: MultinomialObjective) -> [Double] {
    configuration.l1Penalty > 0
      ? problem.emptyPoint : [Double](repeating: 0, count: problem.parameterCount)
  }

  private func startingPoint(from initial: SoftmaxModel) -> [Double] {
    let (weights, bias) = (initial.weights.map(Double.init), initial.bias.map(Double.init))
    let unfolded = conditioning?.unfold(weights: weights, bias: bias) ?? (weights: weights, bias: bias)
    return unfolded.weights + (objective.hasBias ? unfolded.bias : [])
  }

  /// Zeros where there is none.
  private func bias(of point: [Double]) -> [Double] {
    objective.hasBias
      ? Array(point[objective.weightCount...]) : [Double](repeating: 0, count: objective.classCount)
  }

  private func inUserUnits(_ point: [Double]) -> (weights: [Double], bias: [Double]) {
    let weights = Array(point[..<objective.weightCount])
    let bias = bias(of: point)
    return conditioning?.fold(weights: weights, bias: bias) ?? (weights: weights, bias: bias)
  }

  /// What a point is saved as. The bias's mean over the classes, which changes nothing, is 0, so that Float32 keeps
  /// what does.
  private func folded(_ point: [Double]) -> Parameters {
    let (weights, bias) = inUserUnits(point)
    let mean = bias.reduce(0, +) / Double(bias.count)
    return Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0 - mean) })
  }

  /// Finds columns that are combinations of others and has the objective leave their freedom alone. Constant columns,
  /// which every bias makes superfluous, are not told of.
  private static func confine(
    _ objective: inout MultinomialObjective, origin: Standardization?, metric: [Double], names: [String]
  ) -> [DependentColumn] {
    let scaling = Standardization.unit(
      of: objective.features, weights: objective.sampleWeights?.double.array, isCentred: objective.hasBias)
    let findings = ColumnDependence(of: objective, scaling, origin: origin).all()
    guard !findings.isEmpty else { return [] }
    objective.redundancy = ColumnRedundancy(findings, scaling: scaling, metric: metric)
    return findings.filter { !$0.others.isEmpty }.map { finding in
      DependentColumn(
        name: names[finding.column], others: finding.others.prefix(namedColumnCount).map { names[$0] })
    }
  }

  /// Of the columns that make one superfluous, so many are named.
  private static let namedColumnCount = 5

  private var dependenceWarnings: [TrainingWarning] {
    dependentColumns.isEmpty ? [] : [.dependentColumns(dependentColumns)]
  }

  private func offsetWarnings() -> [TrainingWarning] {
    guard let conditioning else { return [] }
    return conditioning.means.indices.compactMap { j in
      let (mean, deviation) = (conditioning.means[j], conditioning.deviations[j])
      // Of Float32's 24 bits, fewer than ten are then left for what varies.
      guard abs(mean) > deviation * 0x1p14, isVarying(j) else { return nil }
      return .offsetFeature(
        index: j, name: training.features.input.featureNames?[j], mean: mean, deviation: deviation)
    }
  }

  private func isVarying(_ j: Int) -> Bool {
    let first = training.features.row(0)[j]
    return (1..<training.sampleCount).contains { training.features.row($0)[j] != first }
  }
}
