// Fits along a path of penalties, and of each fold of a cross-validation.

import SoftmaxKernels

/// Walks from strong penalties to weak ones, each fit starting where the one before has ended, and each fold's where the
/// fit to all samples has.
///
/// The samples are prepared once, and lie fold by fold, so that a fold's fit is one to all rows but a run of them. The
/// folds of a penalty are one joint problem: a pass reads the features once for all of them, and the second derivatives
/// that the fit to all samples has found serve them too.
struct PenaltyPath {
  /// The samples, in the order of their folds.
  let folded: FoldedSamples
  private let whole: FitProblem
  private let foldProblems: [FitProblem]
  private var tolerance: Double
  private let maxIterations: Int

  /// The point of the last fit to all samples, and what it knew of the curvature.
  private var point: [Double]?
  private var preconditioner: KnownPreconditioner?
  private var curvature: MadeCurvature?

  /// The outcome for one penalty.
  struct Step {
    /// The fit to all samples, in the user's units.
    let model: SoftmaxModel
    let objective: Double
    let estimatedGap: Double?
    /// Whether this fit and those of the folds ended within the tolerance.
    let isConverged: Bool
    /// Whether they were ended early, because the folds' scores were clearly worse than a stronger penalty's.
    let isClearlyWorse: Bool
    let nonzeroCount: Int
    /// A model for each fold, of the samples that are not in it, in the user's units.
    let foldModels: [SoftmaxModel]
    let passCount: Int
  }

  /// - Parameters:
  ///   - training: Samples that count, each with its whole weight.
  ///   - folds: How they are divided; nil for no cross-validation.
  ///   - isStandardized: Whether penalties apply to weights of standardised features; each fold's to those of its own
  ///     fit.
  ///   - hasBias: Whether there is a bias.
  ///   - tolerance: The estimated gap at which a fit ends, as a share of F.
  ///   - maxIterations: Iterations of a fit at most.
  ///   - shape: What the penalties are for single features.
  ///   - engine: What to run on.
  init(
    _ training: Dataset, folds: StratifiedFolds?, isStandardized: Bool, hasBias: Bool, tolerance: Double,
    maxIterations: Int, shape: PenaltyShape = .uniform, engine: Engine
  ) {
    let folded = FoldedSamples(training, folds)
    self.folded = folded
    let ordered = folded.samples
    let samples = FitSamples(ordered, engine)
    let whole = FitProblem(
      samples, input: ordered.features.input, isStandardized: isStandardized, hasBias: hasBias,
      shape: shape, box: shape.limits?.box(ordered.classes, featureCount: ordered.featureCount))
    self.whole = whole
    foldProblems = folded.runs.indices.map { fold in
      FitProblem(whole, weightedBy: SampleWeights(folded.weights(withoutFold: fold), samples.pass))
    }
    self.tolerance = tolerance
    self.maxIterations = maxIterations
  }

  /// What features are standardised by, where penalties apply to weights of standardised features.
  var standardization: Standardization? { whole.standardization }

  /// The smallest strength of a family at which no weight is left but of features without a penalty; nil without L1.
  /// Complexity: one pass; where features have no penalty, a fit of these, where the path then begins.
  mutating func largestStrength(of family: PenaltyFamily) throws -> Double? {
    guard family.l1Ratio > 0 else { return nil }
    let objective = whole.objective(l1Penalty: 1, l2Penalty: 0)
    let strength = objective.smallestZeroingFactor() / family.l1Ratio
    return whole.hasFreeFeatures ? try largestStrength(of: family, from: strength) : strength
  }

  /// The same where some features have no penalty, and weights of their own at every strength.
  private mutating func largestStrength(of family: PenaltyFamily, from guess: Double) throws -> Double {
    var exact = self
    exact.tolerance = min(tolerance, Self.emptyTolerance)
    var strength = 10 * guess
    while true {
      let (l1, l2) = family.penalties(strength: strength)
      let objective = whole.objective(l1Penalty: l1, l2Penalty: l2)
      let found = try exact.solve([objective], from: objective.emptyPoint, beforePass: {})
      let penalty = objective.penalty
      let isLeft = (0..<penalty.weightCount).contains {
        found.point[$0] != 0 && penalty.l1[$0 % penalty.featureCount] > 0
      }
      if !isLeft {
        point = found.point
        // A little more, so that rounding lets no weight in.
        return strength * objective.smallestFactor(leavingNothingAt: found.point) * (1 + 1e-7)
      }
      strength *= 10
      guard strength.isFinite else { return guess }
    }
  }

  /// Of the fit of features without a penalty alone.
  private static var emptyTolerance: Double { 1e-12 }

  /// Fits all samples, and each fold's others where `withFolds`, with these penalties.
  ///
  /// A watched penalty's fit to all samples waits after some passes until the folds, which begin where it stands, have been
  /// looked at. If they are not clearly worse, it goes on as if it had not waited, and they begin again at its end.
  mutating func step(
    l1Penalty: Double, l2Penalty: Double, withFolds: Bool, _ patience: FitPatience = .toTheEnd,
    beforePass: () throws -> Void
  ) throws -> Step {
    var passCount = 0
    func countedPass() throws {
      try beforePass()
      passCount += 1
    }
    let objective = whole.objective(l1Penalty: l1Penalty, l2Penalty: l2Penalty)
    let foldObjectives =
      withFolds ? foldProblems.map { $0.objective(l1Penalty: l1Penalty, l2Penalty: l2Penalty) } : []
    let start = point ?? objective.emptyPoint
    let patience = patience.isFor(objective) ? patience : .toTheEnd
    let found: PathSolution
    if var fit = jointFit(to: [objective], from: start) {
      try fit.run(beforePass: countedPass) { step, _ in step.passCount >= patience.wholePassCount ?? .max }
      adopt(fit.solution)
      if case .endedEarlyBefore = patience {
        return try outcome(of: fit.solution, foldObjectives, nil, passCount: passCount)
      }
      if case .watched(var watch) = patience,
        let foldFits = try watchedFits(
          to: foldObjectives, &watch, isLimited: !fit.hasEnded, beforePass: countedPass),
        watch.isClearlyWorse || fit.hasEnded
      {
        return try outcome(
          of: fit.solution, foldObjectives, foldFits, isClearlyWorse: watch.isClearlyWorse, passCount: passCount
        )
      }
      try fit.run(beforePass: countedPass)
      found = fit.solution
    } else {
      found = try solve([objective], from: start, beforePass: countedPass)
    }
    adopt(found)
    let foldFits =
      foldObjectives.isEmpty
      ? nil : try solve(foldObjectives, from: foldStart(foldObjectives.count), beforePass: countedPass)
    return try outcome(of: found, foldObjectives, foldFits, passCount: passCount)
  }

  /// Goes on from what a fit to all samples has found.
  private mutating func adopt(_ found: PathSolution) {
    (point, preconditioner, curvature) = (found.point, found.preconditioner, found.curvature)
  }

  private func foldStart(_ count: Int) -> [Double] {
    [[Double]](repeating: point ?? [], count: count).flatMap(\.self)
  }

  /// The folds' fits from where the fit to all samples stands, until they end, are clearly worse or, where the latter has
  /// not ended, have been looked at often enough; nil where each takes steps of its own.
  private func watchedFits(
    to objectives: [MultinomialObjective], _ watch: inout HeldOutWatch, isLimited: Bool,
    beforePass: () throws -> Void
  ) throws -> PathSolution? {
    guard var fit = jointFit(to: objectives, from: foldStart(objectives.count)) else { return nil }
    let lookCount = isLimited ? watch.rule.lookCount : .max
    try fit.run(beforePass: beforePass) { step, point in
      watch.look(afterPasses: step.passCount) { try model(ofFold: $0, in: objectives, at: point) }
      return watch.isClearlyWorse || watch.lookCount >= lookCount
    }
    return fit.solution
  }

  private func outcome(
    of found: PathSolution, _ foldObjectives: [MultinomialObjective], _ foldFits: PathSolution?,
    isClearlyWorse: Bool = false, passCount: Int
  ) throws -> Step {
    let user = whole.saved(found.point)
    let foldModels = try foldFits.map { fits in
      try foldObjectives.indices.map { try model(ofFold: $0, in: foldObjectives, at: fits.point) }
    }
    return Step(
      model: try model(user), objective: found.value, estimatedGap: found.estimatedGap,
      isConverged: found.isConverged && foldFits?.isConverged != false, isClearlyWorse: isClearlyWorse,
      nonzeroCount: user.weights.count { $0 != 0 }, foldModels: foldModels ?? [], passCount: passCount)
  }

  /// The held-out samples of a fold.
  func samples(ofFold index: Int) -> Dataset { folded.samples(ofFold: index) }

  // MARK: One problem

  private func settings(for objective: MultinomialObjective, fitCount: Int = 1) -> DescentSettings {
    DescentSettings(
      tolerance: tolerance, maxIterations: maxIterations, isDouble: objective.isPassCheap,
      isForComparison: true, fitCount: fitCount)
  }

  private var method: AutomaticMethod {
    AutomaticMethod(FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations), curvature: nil)
  }

  /// Fits as one, before their first step; nil where each has parameters of its own that are not 0, and takes steps of its
  /// own.
  private func jointFit(to objectives: [MultinomialObjective], from start: [Double]) -> PathFit? {
    let joint = JointObjective(parts: objectives)
    let settings = settings(for: objectives[0], fitCount: objectives.count)
    return method.descent(of: joint, from: start, knowing: preconditioner, settings).map {
      PathFit($0) { joint.evaluate(at: $0, .single) }
    }
  }

  private func solve(
    _ objectives: [MultinomialObjective], from start: [Double], beforePass: () throws -> Void
  ) throws -> PathSolution {
    if var fit = jointFit(to: objectives, from: start) {
      try fit.run(beforePass: beforePass)
      return fit.solution
    }
    let joint = JointObjective(parts: objectives)
    let found = try objectives.indices.map { index in
      let objective = objectives[index]
      let (start, settings) = (joint.part(index, of: start), settings(for: objective))
      let descent =
        try method.descent(of: objective, from: start, knowing: curvature, settings)
        ?? method.descent(of: objective, from: .point(start), settings)
      var fit = PathFit(descent) { point in
        objective.composite(objective.evaluate(at: point, .single), at: point)
      }
      try fit.run(beforePass: beforePass)
      return fit.solution
    }
    return PathSolution(
      point: found.flatMap(\.point), value: found.reduce(0) { $0 + $1.value },
      estimatedGap: objectives.count == 1 ? found[0].estimatedGap : nil,
      isConverged: found.allSatisfy(\.isConverged), preconditioner: nil,
      curvature: found[0].curvature)
  }

  private func model(
    ofFold index: Int, in objectives: [MultinomialObjective], at point: [Double]
  ) throws -> SoftmaxModel {
    try model(whole.saved(JointObjective(parts: objectives).part(index, of: point)))
  }

  private func model(_ parameters: Parameters) throws(TrainingError) -> SoftmaxModel {
    guard parameters.isFinite else {
      throw TrainingError(overflowIn: parameters, of: folded.samples.features.input, otherwise: .notFinite)
    }
    return SoftmaxModel(
      parameters: parameters, classes: folded.samples.classes, input: folded.samples.features.input,
      needsOffsets: folded.samples.offsets != nil)
  }
}
