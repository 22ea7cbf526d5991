// How a model is fitted: which method, with which settings.

/// The method that fits the model.
///
/// The full-batch methods go down to the optimum: `tolerance` is the certified gap, as a share of the objective, at
/// which they end; without a penalty, and hence without a certificate, the gradient's largest component as a share of
/// what it was at the start.
public struct SolverConfiguration: Sendable, Hashable {
  /// The method and its settings.
  let method: any SolverMethod

  init(_ method: some SolverMethod) {
    self.method = method
  }

  /// The second derivatives that a method uses besides its own steps.
  public enum CurvatureModel: String, Sendable, Hashable, CaseIterable {
    /// One matrix over features, shared by all classes. Memory: some matrices of features x features.
    case gram
    /// The pairs of classes that samples are undecided between. Memory: (classes x features)^2 x 4 bytes; where that
    /// is more than a gibibyte, `gram` takes its place.
    case pairs
  }

  /// A hundred-millionth of the objective.
  public static let defaultTolerance = 1e-8
  /// More than any problem here has needed.
  public static let defaultMaxIterations = 1000

  /// The name that the command and the model file use.
  public var name: String { type(of: method).name }

  /// The settings of a method that goes through the samples by minibatches; nil for the others.
  public var stochasticSettings: StochasticSettings? {
    if case .minibatches(let settings) = method.kind { settings } else { nil }
  }

  /// The tolerance and the most iterations of a full-batch method; nil for the others.
  public var stopping: (tolerance: Double, maxIterations: Int)? {
    fullBatchMethod.map { ($0.stopping.tolerance, $0.stopping.maxIterations) }
  }

  /// The second derivatives that a full-batch method uses; nil for a method without the choice.
  public var curvature: CurvatureModel? { fullBatchMethod?.curvature }

  /// Whether the method goes through the samples by minibatches, in epochs.
  public var usesMinibatches: Bool { stochasticSettings != nil }

  private var fullBatchMethod: (any FullBatchMethod)? {
    if case .fullBatch(let method) = method.kind { method } else { nil }
  }

  /// Whether it is the same method with the same settings.
  public static func == (a: SolverConfiguration, b: SolverConfiguration) -> Bool {
    AnyHashable(a.method) == AnyHashable(b.method)
  }

  /// Hashes the method and its settings.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(method))
  }

  // MARK: Checks

  func validate() throws(ConfigurationError) { try method.validate() }

  /// Refuses a method that cannot do what the penalties ask of it.
  func validate(l1Penalty: Double, _ shape: PenaltyShape) throws(ConfigurationError) {
    let needed = l1Penalty > 0 || shape.limits != nil
    let reason = l1Penalty > 0 ? "an L1 penalty" : "limits"
    switch type(of: method).penalties {
    case .withL1 where !needed:
      throw ConfigurationError(
        parameter: "solver", value: name, requirement: "another one, say auto, without an L1 penalty")
    case .withoutL1 where needed && !usesMinibatches || l1Penalty > 0:
      let others = Self.methods.filter { $0.penalties != .withoutL1 }.map { $0.name }
      throw ConfigurationError(
        parameter: "solver", value: name,
        requirement:
          "\(others.joined(separator: " or ")) with \(reason) (the others need derivatives everywhere)"
      )
    case .withL1, .withoutL1, .any: return
    }
  }
}
