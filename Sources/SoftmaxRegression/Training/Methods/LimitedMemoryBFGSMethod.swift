// The settings of L-BFGS.

/// `LimitedMemoryBFGS` on a preconditioner of the model of curvature that it is given.
struct LimitedMemoryBFGSMethod: FullBatchMethod {
  static let name = LimitedMemoryBFGS<MultinomialObjective>.name
  static let standardCurvature: SolverConfiguration.CurvatureModel? = .gram

  let stopping: FullBatchStopping
  /// The steps that are remembered, where `historyLimit` lets them.
  var history = 20
  private let model: SolverConfiguration.CurvatureModel

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
    model = curvature ?? .gram
  }

  var curvature: SolverConfiguration.CurvatureModel? { model }

  func validate() throws(ConfigurationError) {
    try stopping.validate()
    guard history > 0 else {
      throw ConfigurationError(
        parameter: "history", value: "\(history)", requirement: "a positive whole number")
    }
  }

  /// Bytes that the remembered steps may take, each two vectors of all parameters; but two are always remembered.
  private static let historyLimit = 1 << 30

  /// The steps that are remembered of so many parameters.
  func historyCount(parameterCount: Int) -> Int {
    min(history, max(2, Self.historyLimit / (16 * parameterCount)))
  }

  func memory(for objective: MultinomialObjective) -> MethodMemory {
    let parts = MethodMemory.Parts(of: objective)
    let vectors = (2 * Double(historyCount(parameterCount: objective.parameterCount)) + 6) * parts.vector
    return MethodMemory(
      parts.curvature(model) + vectors, expected: parts.expectedCurvature(model) + vectors)
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    try Descent(
      of: objective,
      by: LimitedMemoryBFGS(
        historyCount: historyCount(parameterCount: objective.parameterCount),
        schedule: SolverChoice.schedule(for: objective, model)),
      from: start, settings)
  }

  func descent(
    of joint: JointObjective, from start: [Double], knowing known: KnownPreconditioner?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? {
    let method = LimitedMemoryBFGS<JointObjective>(
      historyCount: historyCount(parameterCount: joint.parts.reduce(0) { $0 + $1.parameterCount }),
      schedule: SolverChoice.schedule(
        for: joint.parts[0], model, tolerance: settings.tolerance, inherited: known?.kind),
      preconditioner: known.map {
        KnownPreconditioner(
          preconditioner: JointPreconditioner($0.preconditioner, count: joint.parts.count), kind: $0.kind)
      })
    return Descent(of: joint, by: method, from: start, settings)
  }
}

extension SolverConfiguration {
  /// The limited-memory quasi-Newton method on top of a preconditioner; `history` steps are remembered, or as
  /// many as a gibibyte holds, where parameters are very many.
  public static func lbfgs(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations, history: Int = 20,
    curvature: CurvatureModel = .gram
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    var method = LimitedMemoryBFGSMethod(stopping, curvature: curvature)
    method.history = history
    return SolverConfiguration(method)
  }
}
