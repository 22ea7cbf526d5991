// The settings of a relaxed fit.

/// A second fit of the features that an L1 penalty has left in the model, without that penalty, and the model as a blend of
/// both.
///
///     let classifier = try SoftmaxClassifier(l1Penalty: 0.02, relaxation: Relaxation())
///
/// The L1 penalty both chooses features and shrinks their weights; the refit takes the shrinking back. A feature that
/// is nonzero for one class at least is refitted for all classes, every other is exactly 0 for all of them. glmnet has such
/// fits as `relax = TRUE`. Meinshausen, Relaxed Lasso, Computational Statistics and Data Analysis 52, 2007.
public struct Relaxation: Sendable, Hashable {
  /// The penalised fit's share of the model, glmnet's gamma: weights and biases are
  /// blend x penalised + (1 - blend) x refitted. 0 is the refit alone, 1 the penalised fit alone, which needs no refit.
  public let blend: Double
  /// The L2 penalty of the refit, which features' penalty factors multiply as they do any other. Without one a refit whose features separate classes has no optimum.
  public let l2Penalty: Double

  /// Checks the numbers.
  ///
  /// - Throws: `ConfigurationError` for a blend that is not from 0 to 1, or a penalty that is no number from 0 on.
  public init(blend: Double = 0, l2Penalty: Double = 0) throws(ConfigurationError) {
    guard blend >= 0, blend <= 1 else {
      throw ConfigurationError(parameter: "relaxBlend", value: "\(blend)", requirement: "a number from 0 to 1")
    }
    try Self.check(l2Penalty: l2Penalty)
    self.blend = blend
    self.l2Penalty = l2Penalty
  }

  static func check(l2Penalty: Double) throws(ConfigurationError) {
    guard l2Penalty >= 0, Float(l2Penalty).isFinite, l2Penalty == 0 || Float(l2Penalty) > 0 else {
      throw ConfigurationError(
        parameter: "relaxL2", value: "\(l2Penalty)",
        requirement: "at least 0 and a number that Float32 can hold")
    }
  }

  /// Refuses limits without a penalty, with which alone there is an optimum within them.
  static func check(l2Penalty: Double, beside limits: WeightLimits?) throws(ConfigurationError) {
    guard limits != nil, l2Penalty == 0 else { return }
    throw ConfigurationError(
      parameter: "relaxL2", value: "0",
      requirement: "above 0 beside limits: with a small one, an optimum within them exists")
  }

  /// Refuses a fit that has nothing to relax.
  func validate(
    l1Penalty: Double, _ shape: PenaltyShape, _ solver: SolverConfiguration
  ) throws(ConfigurationError) {
    try Self.check(l2Penalty: l2Penalty, beside: shape.limits)
    guard l1Penalty > 0 else {
      throw ConfigurationError(
        parameter: "relax", value: "given",
        requirement: "left out without an L1 penalty, which chooses features")
    }
    guard solver.stopping?.maxIterations != 0 else {
      throw ConfigurationError(
        parameter: "relax", value: "given",
        requirement: "left out where no iteration is allowed: the start has chosen no features")
    }
  }

  /// What parameters of one shape come to.
  func blended(_ penalised: Parameters, _ refitted: Parameters) -> Parameters {
    if blend == 0 { return refitted }
    if blend == 1 { return penalised }
    func blended(_ first: [Float], _ second: [Float]) -> [Float] {
      zip(first, second).map { Float(blend * Double($0) + (1 - blend) * Double($1)) }
    }
    return Parameters(
      weights: blended(penalised.weights, refitted.weights), bias: blended(penalised.bias, refitted.bias))
  }
}

extension SoftmaxClassifier {
  /// The ordinary classifier that refits these features: every setting that is not the penalty's is this one's.
  func refitting(
    _ columns: [Int], l2Penalty: Double, classWeights: ClassWeights
  ) throws(ConfigurationError) -> SoftmaxClassifier {
    let (shape, l2Penalty) = penaltyShape.ofRefit(columns, l2Penalty: l2Penalty)
    return try SoftmaxClassifier(
      solver: .automatic(
        tolerance: solver.stopping?.tolerance ?? SolverConfiguration.defaultTolerance,
        maxIterations: solver.stopping?.maxIterations ?? SolverConfiguration.defaultMaxIterations),
      l2Penalty: l2Penalty, penaltyShape: shape,
      classWeights: classWeights, hasBias: hasBias, standardize: standardize, seed: seed, execution: execution)
  }
}

extension PenaltyShape {
  /// What is left of it for a refit of these features with this L2 penalty, and of the penalty: none where only features
  /// without one are kept. Without an L1 penalty nothing is grouped.
  package func ofRefit(_ columns: [Int], l2Penalty: Double) -> (shape: PenaltyShape, l2Penalty: Double) {
    let own = factors.map { factors in columns.map { factors[$0] } }
    let isFree = own?.allSatisfy { $0 == 0 } ?? false
    guard !isFree, l2Penalty > 0 else { return (.uniform, isFree ? 0 : l2Penalty) }
    return (PenaltyShape(factors: own, limits: limits?.keeping(columns)), l2Penalty)
  }
}
