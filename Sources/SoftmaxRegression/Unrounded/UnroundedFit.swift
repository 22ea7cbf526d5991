// One fit of an unrounded problem.

import SoftmaxKernels

/// What a fit came to.
package struct UnroundedFit: Sendable {
  package let parameters: UnroundedParameters
  /// The method that was used.
  package let method: String
  package let iterationCount: Int
  package let passCount: Int
  package let stopReason: StopReason
  /// Of the parameters as they are; nil where none was asked for.
  package let certificate: OptimalityCertificate?
  /// F, where the descent ended.
  package let objective: Double
  /// Classes that can be told apart without error, where nothing is penalised.
  package let separations: [Separation]
  /// Columns that are combinations of others, where nothing is penalised.
  package let dependentColumns: [DependentColumn]
}

/// What a fit is asked for.
package struct UnroundedRequest: Sendable {
  package var l1Penalty = 0.0
  package var l2Penalty = 0.0
  /// One of `SolverConfiguration.names`, and no method that goes by minibatches.
  package var method = "auto"
  /// The certified gap at which the fit ends, as a share of the objective; without a penalty the largest component of the
  /// gradient, as a share of what it was at the start.
  package var tolerance = SolverConfiguration.defaultTolerance
  package var maxIterations = SolverConfiguration.defaultMaxIterations
  /// Where to start; nil: at 0.
  package var start: UnroundedParameters?

  package init() {}
}

/// Where a fit stands, before a pass.
package struct UnroundedProgress: Sendable {
  package let passCount: Int
  package let iterationCount: Int
  /// F and the largest component of its gradient after the last iteration; NaN before the first.
  package let objective: Double
  package let gradientMax: Double

  package init(passCount: Int, iterationCount: Int, objective: Double, gradientMax: Double) {
    self.passCount = passCount
    self.iterationCount = iterationCount
    self.objective = objective
    self.gradientMax = gradientMax
  }
}

extension UnroundedProblem {
  /// Fits.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - beforePass: Called before each pass over the data; false ends the fit with what it has.
  /// - Returns: The parameters and how they came about.
  /// - Throws: `ConfigurationError` for a method that cannot do what the penalties or the data ask, `TrainingError` where
  ///   numbers left their range, `MemoryShortage`; `RankFailure` where another process has no memory, `WorkStopped` where the
  ///   work was asked to end.
  package func fit(
    _ request: UnroundedRequest, beforePass: (UnroundedProgress) -> Bool = { _ in true }
  ) throws -> UnroundedFit {
    try withoutActuallyEscaping(beforePass) { try run(request, beforePass: $0) }
  }

  private func run(
    _ request: UnroundedRequest, beforePass: @escaping (UnroundedProgress) -> Bool
  ) throws -> UnroundedFit {
    let (l1, l2) = (request.l1Penalty, request.l2Penalty)
    let method = try method(request)
    var objective = problem.objective(l1Penalty: l1, l2Penalty: l2)
    let dependentColumns = confine(&objective, isFree: l1 == 0 && l2 == 0)
    try samples.engine.checkStopped()
    var space = try rowSpace(objective)
    try samples.engine.checkStopped()
    let target = space?.objective ?? objective
    let chosen = method.choice(for: target)?.method ?? method
    try communicator.together {
      try chosen.check(target)
      try TrainingPlan(chosen, choice: nil, for: target).checkMemory()
    }
    let certifier = problem.certifier(l1Penalty: l1, l2Penalty: l2)
    let finder =
      l1 == 0 && l2 == 0
      ? SeparationFinder(
        objective.samples, classNames: presentClasses.map(String.init), featureNames: nil, hasBias: hasBias)
      : nil

    var (passCount, iterationCount, separations) = (0, 0, [Separation]())
    var last: StepFigures?
    var certified: (point: [Double], certificate: OptimalityCertificate)?
    func original(_ point: [Double]) -> [Double] { space?.expanded(point) ?? point }
    func certificate(_ point: [Double], _ shares: DualShares? = nil) -> OptimalityCertificate {
      if let certified, certified.point == point, shares == nil { return certified.certificate }
      let found = certifier.certificate(of: problem.parameters(at: point).inUserUnits, shares: shares)
      certified = (point, found)
      return found
    }
    // In the rows' space Newton's method may be cheap where it is not on all features.
    let isNewton = chosen is NewtonCholeskyMethod && (space == nil || SolverChoice.isExactCheap(objective))
    let isPolished = isNewton && target.isPassCheap && (l2 > 0 || l1 > 0)
    let callbacks = DescentCallbacks(
      beforePass: {
        let progress = UnroundedProgress(
          passCount: passCount, iterationCount: iterationCount, objective: last?.value ?? .nan,
          gradientMax: last?.gradientMax ?? .nan)
        guard beforePass(progress) else { throw Stopped() }
        passCount += 1
      },
      remaining: { point, firstGradientMax in
        // The step after it leaves far less than was estimated here, and is certified.
        if isPolished { return 0 }
        let found = certificate(original(point))
        if let gap = found.relativeGap { return gap }
        guard l1 == 0 && l2 == 0 else { return .infinity }
        return found.gradientMax / firstGradientMax
      },
      certificate: { point, shares in certificate(original(point), shares) },
      isUnbounded: { point in
        guard let finder else { return false }
        separations = finder.separations(problem.parameters(at: original(point)))
        return !separations.isEmpty
      })
    func settings(_ objective: MultinomialObjective) -> DescentSettings {
      DescentSettings(
        tolerance: request.tolerance, maxIterations: request.maxIterations, isDouble: objective.isPassCheap)
    }

    let start: [Double] =
      request.start.map { self.point(of: $0) }
      ?? (l1 > 0 ? objective.emptyPoint : [Double](repeating: 0, count: objective.parameterCount))
    var point: [Double] = start
    var reason = StopReason.iterationLimit
    /// Takes a descent to its end, or to where it is stopped.
    func descend(_ descent: inout any RunningDescent, _ expand: ([Double]) -> [Double]) throws -> StopReason {
      defer { point = expand(descent.point) }
      do {
        return try descent.run(callbacks) { step, _ in
          iterationCount += 1
          last = step.found
          return .continue
        }
      } catch is Stopped {
        return .stopped
      }
    }
    var descent = try chosen.descent(
      of: target, from: .point(space?.reduced(start) ?? start), settings(target))
    reason = try descend(&descent, original)
    if reason == .precisionReached, space != nil {
      // The rows' space is Float32's; the last steps are taken on the features themselves.
      space = nil
      var closing: any RunningDescent = try LimitedMemoryBFGSMethod(chosen.stopping, curvature: .gram)
        .descent(of: objective, from: .point(point), settings(objective))
      reason = try descend(&closing) { $0 }
    }
    space = nil
    if reason == .converged, isNewton {
      // Newton's method squares what is left: one step more, and the point is the optimum to rounding.
      var last = settings(objective)
      (last.tolerance, last.maxIterations) = (Self.leastTolerance, 1)
      var polish = try chosen.descent(of: objective, from: .point(point), last)
      if try descend(&polish, { $0 }) == .stopped { reason = .stopped }
    }
    let found = parameters(at: point, centresWeights: l1 == 0)
    guard found.isFinite else { throw TrainingError.notFinite }
    let proof = reason == .stopped ? nil : certificate(point)
    if isPolished, reason == .converged, let proof, (proof.relativeGap ?? .infinity) > request.tolerance {
      reason = .precisionReached
    }
    return UnroundedFit(
      parameters: found, method: type(of: chosen).name, iterationCount: iterationCount, passCount: passCount,
      stopReason: reason, certificate: proof, objective: proof?.objective ?? last?.value ?? .nan,
      separations: separations, dependentColumns: dependentColumns)
  }

  /// The processes that hold the samples.
  private var communicator: any Communicator { samples.pass.communicator }

  private struct Stopped: Error {}

  /// No certificate is ever below it.
  private static let leastTolerance = 1e-30

  /// The method by its name. A tolerance beyond the numbers' precision is as good as none: a fit then ends where no step
  /// lowers F any further.
  func method(_ request: UnroundedRequest) throws(ConfigurationError) -> any FullBatchMethod {
    guard
      let configuration = SolverConfiguration.fullBatch(
        named: request.method, tolerance: request.tolerance, maxIterations: request.maxIterations),
      case .fullBatch(let method) = configuration.method.kind
    else {
      throw ConfigurationError(
        parameter: "solver", value: request.method,
        requirement: "one of "
          + SolverConfiguration.names.filter { !SolverConfiguration.usesMinibatches(named: $0) }
          .joined(separator: ", "))
    }
    try configuration.validate()
    try configuration.validate(l1Penalty: request.l1Penalty, .uniform)
    return method
  }

  /// Leaves alone what columns that follow from others leave open, where nothing is penalised.
  func confine(_ objective: inout MultinomialObjective, isFree: Bool) -> [DependentColumn] {
    guard isFree, samples.featureCount <= ColumnDependence.columnLimit else { return [] }
    let metric = problem.conditioning?.standardDeviations.map { 1 / ($0 * $0) }
    return objective.confine(
      origin: problem.conditioning, metric: metric ?? [Double](repeating: 1, count: samples.featureCount),
      names: (0..<samples.featureCount).map { "feature \(usedColumns?[$0] ?? $0)" })
  }

  /// The same problem in the space of fewer rows than columns, where that pays.
  private func rowSpace(_ objective: MultinomialObjective) throws -> RowSpace? {
    guard !DualAscentMethod.isPossible(objective), RowSpace.isPossible(objective),
      SolverCosts(objective).rowSpacePays
    else { return nil }
    try communicator.together {
      try MemoryShortage.check(
        Double(RowSpace.byteCount(objective)),
        for: "the products of \(objective.sampleCount) samples with each other", advice: "use fewer samples")
    }
    return RowSpace(of: objective)
  }
}

extension UnroundedProblem {
  /// The objective of any parameters and the bound on what is left to gain, in Float64.
  package func certificate(
    of parameters: UnroundedParameters, l1Penalty: Double, l2Penalty: Double
  ) -> OptimalityCertificate {
    let own = problem.parameters(at: point(of: parameters)).inUserUnits
    return problem.certifier(l1Penalty: l1Penalty, l2Penalty: l2Penalty).certificate(of: own)
  }
}
