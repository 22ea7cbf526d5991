// The settings of Newton's method by conjugate gradients.

/// `NewtonConjugateGradient` on a preconditioner of the model of curvature that it is given.
struct NewtonConjugateGradientMethod: FullBatchMethod {
  static let name = NewtonConjugateGradient<MultinomialObjective>.name
  static let standardCurvature: SolverConfiguration.CurvatureModel? = .pairs

  let stopping: FullBatchStopping
  private let model: SolverConfiguration.CurvatureModel

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
    model = curvature ?? .pairs
  }

  var curvature: SolverConfiguration.CurvatureModel? { model }

  func memory(for objective: MultinomialObjective) -> MethodMemory {
    let parts = MethodMemory.Parts(of: objective)
    let vectors = 10 * parts.vector
    return MethodMemory(
      max(parts.curvature(model), parts.table + parts.gram) + vectors,
      expected: parts.table + vectors
        + parts.expectedCurvature(model, passesPerStep: SolverChoice.newtonPasses))
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    let method = NewtonConjugateGradient<MultinomialObjective>(
      schedule: SolverChoice.schedule(for: objective, model, isNewton: true))
    return try Descent(of: objective, by: method, from: start, settings)
  }
}

extension SolverConfiguration {
  /// Newton's method, its equations solved by preconditioned conjugate gradients.
  public static func newtonCG(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations,
    curvature: CurvatureModel = .pairs
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return SolverConfiguration(NewtonConjugateGradientMethod(stopping, curvature: curvature))
  }
}
