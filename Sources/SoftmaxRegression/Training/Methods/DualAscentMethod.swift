// The settings of dual coordinate ascent.

import SoftmaxKernels

/// `DualAscent`, for sparse features with an L2 penalty on each of them.
struct DualAscentMethod: FullBatchMethod {
  static let name = DualAscent.name

  let stopping: FullBatchStopping

  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?) {
    self.stopping = stopping
  }

  /// Whether a problem has what it takes: sparse rows that are all here, and a penalty that bends everywhere.
  static func isPossible(_ objective: MultinomialObjective) -> Bool {
    objective.features.isSparse && objective.penalty.isSmooth && objective.penalties.allSatisfy { $0 > 0 }
      && objective.pass.parts.counts.count == 1 && objective.classCount > 1
  }

  func check(_ objective: MultinomialObjective) throws(ConfigurationError) {
    guard !Self.isPossible(objective) else { return }
    throw ConfigurationError(
      parameter: "solver", value: Self.name,
      requirement:
        "another one for this data, say auto: it needs sparse features and an L2 penalty on each of them")
  }

  func memory(for objective: MultinomialObjective) -> MethodMemory {
    let parts = MethodMemory.Parts(of: objective)
    // Weights and shares in Float32, a point and its gradient; later the vectors of Newton's method.
    return MethodMemory(2 * parts.table + 10 * parts.vector, expected: 2 * parts.table + 5 * parts.vector)
  }

  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent {
    try DualAscent(of: objective, from: start, settings)
  }
}

extension SolverConfiguration {
  /// Dual coordinate ascent, a sample at a time: for sparse features with an L2 penalty.
  public static func sdca(
    tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations
  ) -> SolverConfiguration {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return SolverConfiguration(DualAscentMethod(stopping, curvature: nil))
  }
}
