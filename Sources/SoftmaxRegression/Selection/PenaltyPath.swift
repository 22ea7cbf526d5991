// Fits along a path of penalties, and of each fold of a cross-validation.

import SoftmaxKernels

/// Walks from strong penalties to weak ones, each fit starting where the one before has ended, and each fold's where the
/// fit to all samples has.
///
/// The samples are prepared once, and lie fold by fold, so that a fold's fit is one to all rows but a run of them. The
/// folds of a penalty are one joint problem: a pass reads the features once for all of them, and the second derivatives
/// that the fit to all samples has found serve them too.
struct PenaltyPath {
  /// The samples as the fits see them, fold after fold.
  private let features: Features
  private let labels: [UInt32]
  private let classes: ClassVocabulary
  private let sampleWeights: [Double]?
  private let folds: [Range<Int>]
  private let foldWeights: [SampleWeights]
  private let wholeWeights: SampleWeights?
  /// What a penalty of 1 on a coefficient is on the fits' own: for all samples, and for each fold.
  private let wholeUnits: [Double]
  private let foldUnits: [[Double]]
  private let conditioning: Standardization?
  private let hasBias: Bool
  private let engine: Engine
  private let tolerance: Double
  private let maxIterations: Int

  /// The point of the last fit to all samples, and what it knew of the curvature.
  private var point: [Double]?
  private var preconditioner: (any Preconditioner)?
  private var preconditionerKind: PreconditionerKind?

  /// The outcome for one penalty.
  struct Step {
    /// The fit to all samples, in the user's units.
    let model: SoftmaxModel
    let objective: Double
    let estimatedGap: Double?
    let nonzeroCount: Int
    /// A model for each fold, of the samples that are not in it, in the units of the prepared features.
    let foldModels: [SoftmaxModel]
    let passCount: Int
  }

  /// - Parameters:
  ///   - training: Samples that count, each with its whole weight.
  ///   - folds: How they are divided; nil for no cross-validation.
  ///   - isStandardized: Whether penalties apply to standardised coefficients; each fold's to those of its own fit.
  ///   - hasBias: Whether there is a bias.
  ///   - tolerance: The estimated gap at which a fit ends, as a share of F.
  ///   - maxIterations: Iterations of a fit at most.
  ///   - engine: What to run on.
  init(
    _ training: Dataset, folds: StratifiedFolds?, isStandardized: Bool, hasBias: Bool, tolerance: Double,
    maxIterations: Int, engine: Engine
  ) {
    let ordered = folds.map { training.samples(at: $0.order) } ?? training
    let conditioning = Standardization.conditioning(
      of: ordered.features, weights: ordered.sampleWeights, isStandardized: isStandardized, isCentred: hasBias)
    let deviations = conditioning?.deviations ?? [Double](repeating: 1, count: training.featureCount)
    self.conditioning = conditioning
    self.folds = folds?.ranges ?? []
    foldWeights = self.folds.map { fold in
      SampleWeights(
        (0..<ordered.sampleCount).map { fold.contains($0) ? 0 : ordered.sampleWeights?[$0] ?? 1 })
    }
    wholeWeights = ordered.sampleWeights.map { SampleWeights($0) }
    wholeUnits = isStandardized ? deviations.map { _ in 1 } : deviations.map { 1 / $0 }
    let units = wholeUnits
    foldUnits = self.folds.map { fold in
      guard isStandardized else { return units }
      let weights = (0..<ordered.sampleCount).map { fold.contains($0) ? 0 : ordered.sampleWeights?[$0] ?? 1 }
      let own = Standardization(of: ordered.features, weights: weights, isCentred: hasBias)
      return zip(own.deviations, deviations).map { $0 / $1 }
    }
    features = conditioning?.apply(to: ordered.features) ?? ordered.features
    labels = ordered.classIndices
    classes = ordered.classes
    sampleWeights = ordered.sampleWeights
    self.hasBias = hasBias
    self.engine = engine
    self.tolerance = tolerance
    self.maxIterations = maxIterations
  }

  /// The smallest strength of a family at which no weight is left; nil without L1. Complexity: one pass.
  func largestStrength(of family: PenaltyFamily) -> Double? {
    guard family.l1Ratio > 0 else { return nil }
    return objective(l1Penalty: 1, l2Penalty: 0, units: wholeUnits, weights: wholeWeights)
      .smallestZeroingFactor()
      / family.l1Ratio
  }

  /// Fits all samples, and each fold's others where `withFolds`, with these penalties.
  mutating func step(
    l1Penalty: Double, l2Penalty: Double, withFolds: Bool, beforePass: () throws -> Void
  ) throws -> Step {
    var passCount = 0
    func countedPass() throws {
      try beforePass()
      passCount += 1
    }
    func objective(_ units: [Double], _ weights: SampleWeights?) -> MultinomialObjective {
      self.objective(l1Penalty: l1Penalty, l2Penalty: l2Penalty, units: units, weights: weights)
    }
    let whole = objective(wholeUnits, wholeWeights)
    let found = try solve([whole], from: point ?? whole.emptyPoint, beforePass: countedPass)
    point = found.point
    (preconditioner, preconditionerKind) = (found.preconditioner, found.preconditionerKind)
    var foldModels: [SoftmaxModel] = []
    if withFolds, !folds.isEmpty {
      let objectives = folds.indices.map { objective(foldUnits[$0], foldWeights[$0]) }
      let start = [[Double]](repeating: found.point, count: folds.count).flatMap(\.self)
      let points = try solve(objectives, from: start, beforePass: countedPass).point
      foldModels = objectives.indices.map { index in
        model(objectives[index].parameters(JointObjective(parts: objectives).part(index, of: points)))
      }
    }
    let user = inUserUnits(found.point)
    return Step(
      model: model(user), objective: found.value, estimatedGap: found.estimatedGap,
      nonzeroCount: user.weights.count { $0 != 0 }, foldModels: foldModels, passCount: passCount)
  }

  /// The held-out samples of a fold, as its model reads them.
  func samples(ofFold index: Int) throws(DatasetError) -> Dataset {
    let rows = Array(folds[index])
    return try Dataset(
      features: features.samples(at: rows), classIndices: rows.map { labels[$0] }, classes: classes)
  }

  // MARK: One problem

  private func objective(
    l1Penalty: Double, l2Penalty: Double, units: [Double], weights: SampleWeights?
  ) -> MultinomialObjective {
    MultinomialObjective(
      features: features.matrix, scale: features.exactScale, labels: labels, classCount: classes.count,
      penalties: units.map { l2Penalty * $0 * $0 }, l1Penalties: units.map { l1Penalty * $0 }, hasBias: hasBias,
      sampleWeights: weights, engine: engine)
  }

  private struct Solution {
    var point: [Double]
    var value: Double
    var estimatedGap: Double?
    var preconditioner: (any Preconditioner)?
    var preconditionerKind: PreconditionerKind?
  }

  private func settings<Problem: Objective>(
    for objective: MultinomialObjective, _ problem: Problem.Type, fitCount: Int = 1
  ) -> Descent<Problem>.Settings {
    .init(
      tolerance: tolerance, maxIterations: maxIterations, isDouble: objective.isPassCheap,
      isForComparison: true,
      fitCount: fitCount)
  }

  private func solve(
    _ objectives: [MultinomialObjective], from start: [Double], beforePass: () throws -> Void
  ) throws -> Solution {
    let joint = JointObjective(parts: objectives)
    return try withoutActuallyEscaping(beforePass) { beforePass in
      guard objectives[0].l1Penalties.contains(where: { $0 > 0 }) else {
        return try solveSmooth(joint, from: start, beforePass: beforePass)
      }
      // Each has its own coefficients that are not 0, and steps of its own.
      let found = try objectives.indices.map { index in
        try solveSparse(objectives[index], from: joint.part(index, of: start), beforePass: beforePass)
      }
      return Solution(
        point: found.flatMap(\.point), value: found.reduce(0) { $0 + $1.value },
        estimatedGap: objectives.count == 1 ? found[0].estimatedGap : nil, preconditioner: nil)
    }
  }

  private func solveSparse(
    _ objective: MultinomialObjective, from start: [Double], beforePass: @escaping () throws -> Void
  ) throws -> Solution {
    var last: PointEvaluation?
    let found = try ProximalNewton(
      objective: objective, settings: settings(for: objective, MultinomialObjective.self)
    ).run(
      from: start,
      .init(
        beforePass: beforePass,
        onStep: { step, _ in
          last = step.evaluation
          return .continue
        }, remaining: { _, _ in .infinity }, isUnbounded: { _ in false }))
    let end = last ?? objective.composite(objective.evaluate(at: found.point, .single), at: found.point)
    return Solution(point: found.point, value: end.value, estimatedGap: end.estimatedGap, preconditioner: nil)
  }

  private func solveSmooth(
    _ joint: JointObjective, from start: [Double], beforePass: @escaping () throws -> Void
  ) throws -> Solution {
    let first = joint.parts[0]
    let descent = Descent(
      objective: joint, settings: settings(for: first, JointObjective.self, fitCount: joint.parts.count))
    var last: PointEvaluation?
    let callbacks = Descent<JointObjective>.Callbacks(
      beforePass: beforePass,
      onStep: { step, _ in
        last = step.evaluation
        return .continue
      }, remaining: { _, _ in .infinity }, isUnbounded: { _ in false })
    let known = preconditioner.map { JointPreconditioner($0, count: joint.parts.count) }
    let point: [Double]
    var used: (any Preconditioner)?
    var kind = preconditionerKind
    switch SolverChoice(for: first, tolerance: tolerance, maxIterations: maxIterations).solver {
    case .newtonCholesky:
      var method = NewtonCholesky()
      point = try descent.run(&method, from: start, callbacks).point
    case .lbfgs(_, _, let history, let curvature):
      var method = LimitedMemoryBFGS(
        historyCount: history,
        schedule: SolverChoice.schedule(
          for: first, curvature, tolerance: tolerance, inherited: known == nil ? nil : preconditionerKind),
        preconditioner: known)
      point = try descent.run(&method, from: start, callbacks).point
      used = method.preconditioner
      kind = method.schedule.looks.last?.kind
    case .automatic, .newtonCG, .proximalNewton, .sgd:
      preconditionFailure("not a method that is chosen for a path without L1")
    }
    let end = last ?? joint.evaluate(at: point, .single)
    return Solution(
      point: point, value: end.value, estimatedGap: end.estimatedGap,
      preconditioner: (used as? JointPreconditioner)?.first ?? used, preconditionerKind: kind)
  }

  // MARK: Units

  private func inUserUnits(_ point: [Double]) -> Parameters {
    let weightCount = classes.count * features.featureCount
    let weights = Array(point[..<weightCount])
    let bias = hasBias ? Array(point[weightCount...]) : [Double](repeating: 0, count: classes.count)
    let user = conditioning?.fold(weights: weights, bias: bias) ?? (weights: weights, bias: bias)
    return Parameters(weights: user.weights.map { Float($0) }, bias: user.bias.map { Float($0) })
  }

  private func model(_ parameters: Parameters) -> SoftmaxModel {
    SoftmaxModel(parameters: parameters, classes: classes, input: features.input)
  }
}
