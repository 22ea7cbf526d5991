// The method `auto`, which takes the cheapest method for the shape of the problem.

/// Whatever `SolverChoice` finds best for a problem, and the proximal Newton method with an L1 penalty or limits.
struct AutomaticMethod: FullBatchMethod {
  static let name = "auto"
  static let penalties = MethodPenalties.any

  let stopping: FullBatchStopping

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
  }

  func choice(for objective: MultinomialObjective) -> (method: any FullBatchMethod, reason: String)? {
    chosen(for: objective)
  }

  private func chosen(for objective: MultinomialObjective) -> (method: any FullBatchMethod, reason: String) {
    if !objective.penalty.isSmooth {
      return (
        ProximalNewtonMethod(stopping, curvature: nil),
        objective.penalty.l1.contains { $0 > 0 }
          ? "an L1 penalty, which has no derivative where weights are 0"
          : "limits, beyond which no weight may go"
      )
    }
    let choice = SolverChoice(
      for: objective, tolerance: stopping.tolerance, maxIterations: stopping.maxIterations)
    return (choice.method, choice.reason)
  }

  func memory(for objective: MultinomialObjective) -> MethodMemory {
    chosen(for: objective).method.memory(for: objective)
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    try chosen(for: objective).method.descent(of: objective, from: start, settings)
  }

  func descent(
    of objective: MultinomialObjective, from start: [Double], knowing known: MadeCurvature?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? {
    chosen(for: objective).method.descent(of: objective, from: start, knowing: known, settings)
  }

  func descent(
    of joint: JointObjective, from start: [Double], knowing known: KnownPreconditioner?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? {
    chosen(for: joint.parts[0]).method.descent(of: joint, from: start, knowing: known, settings)
  }
}

extension SolverConfiguration {
  /// One of the full-batch methods, chosen by the problem's shape, its penalty and the memory that it would take; the
  /// report says which, and why.
  public static func automatic(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return SolverConfiguration(AutomaticMethod(stopping, curvature: nil))
  }
}
