// The settings of Newton's method for fits with an L1 penalty or limits.

/// `ProximalNewton`, on the parameters that matter.
struct ProximalNewtonMethod: FullBatchMethod {
  static let name = ProximalNewton<MultinomialObjective>.name
  static let penalties = MethodPenalties.withL1

  let stopping: FullBatchStopping

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
  }

  /// At most where all parameters were in the working set; a sparse fit takes next to nothing for it.
  func memory(for objective: MultinomialObjective) -> MethodMemory {
    let parts = MethodMemory.Parts(of: objective)
    let certain = parts.table + 10 * parts.vector
    let active = Double(min(objective.activeLimit, objective.parameterCount))
    // The matrix, its sums, which two members may make at once, and a factor; where all is done in Float64, the matrix, a copy and a factor.
    let precise = min(active, Double(ProximalStep<MultinomialObjective>.preciseOrderLimit))
    return MethodMemory(max(16 * active * active, 20 * precise * precise) + certain, certain: certain)
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    try Descent(of: objective, by: ProximalNewton(), from: start, settings)
  }

  func descent(
    of objective: MultinomialObjective, from start: [Double], knowing known: MadeCurvature?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? {
    Descent(of: objective, by: ProximalNewton(knowing: known), from: start, settings)
  }
}

extension SolverConfiguration {
  /// Newton's method for fits with an L1 penalty or limits, on the parameters that matter; the only full-batch method
  /// for these, and for these only.
  public static func proximalNewton(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return SolverConfiguration(ProximalNewtonMethod(stopping, curvature: nil))
  }
}
