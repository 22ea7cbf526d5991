// All methods by name.

extension SolverConfiguration {
  /// All methods, in the order in which people are told of them. A new one is one more line.
  static let methods: [any SolverMethod.Type] = [
    AutomaticMethod.self,
    StochasticMethod.self,
    LimitedMemoryBFGSMethod.self,
    NewtonConjugateGradientMethod.self,
    NewtonCholeskyMethod.self,
    ProximalNewtonMethod.self,
    DualAscentMethod.self,
  ]

  /// The names of all methods.
  public static var names: [String] { methods.map { $0.name } }

  /// The names of the methods that leave the choice of what they know of the curvature.
  public static var namesWithCurvature: [String] {
    methods.filter { $0.fullBatch?.standardCurvature != nil }.map { $0.name }
  }

  /// Whether a method of this name goes through the samples by minibatches, in epochs.
  public static func usesMinibatches(named name: String) -> Bool {
    methods.contains { $0.name == name && $0.fullBatch == nil }
  }

  /// A full-batch method by its name.
  ///
  /// - Parameters:
  ///   - name: One of `names`.
  ///   - tolerance: The certified gap at which it ends, as a share of the objective.
  ///   - maxIterations: Iterations at most.
  ///   - curvature: The second derivatives that it uses, where it has the choice; nil: its own default.
  /// - Returns: The method; nil where none is called so.
  public static func fullBatch(
    named name: String, tolerance: Double = defaultTolerance, maxIterations: Int = defaultMaxIterations,
    curvature: CurvatureModel? = nil
  ) -> SolverConfiguration? {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    return methods.first { $0.name == name }?.fullBatch.map { configuration(of: $0, stopping, curvature) }
  }

  private static func configuration<Method: FullBatchMethod>(
    of type: Method.Type, _ stopping: FullBatchStopping, _ curvature: CurvatureModel?
  ) -> SolverConfiguration {
    SolverConfiguration(Method(stopping, curvature: curvature))
  }
}
