// The settings of Newton's method with all second derivatives.

/// `NewtonCholesky`, for few parameters.
struct NewtonCholeskyMethod: FullBatchMethod {
  static let name = NewtonCholesky<MultinomialObjective>.name

  let stopping: FullBatchStopping

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
  }

  func check(_ objective: MultinomialObjective) throws(ConfigurationError) {
    let bytes = Self.matrixBytes(objective)
    guard bytes <= objective.memoryLimit else {
      throw ConfigurationError(
        parameter: "solver", value: Self.name,
        requirement: "another one for this data, say auto: all second derivatives of "
          + "\(FreeParameterLayout(objective).order) free parameters would take \(TrainingPlan.text(bytes: bytes))"
      )
    }
  }

  func memory(for objective: MultinomialObjective) -> MethodMemory {
    MethodMemory(
      Double(Self.matrixBytes(objective)) + 6 * MethodMemory.Parts(of: objective).vector)
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    try Descent(of: objective, by: NewtonCholesky(), from: start, settings)
  }

  func descent(
    of joint: JointObjective, from start: [Double], knowing known: KnownPreconditioner?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? {
    Descent(of: joint, by: NewtonCholesky(), from: start, settings)
  }

  private static func matrixBytes(_ objective: MultinomialObjective) -> Int {
    ExactPreconditioner.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
  }
}

extension SolverConfiguration {
  /// Newton's method with all second derivatives: for few parameters.
  public static func newtonCholesky(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return SolverConfiguration(NewtonCholeskyMethod(stopping, curvature: nil))
  }
}
