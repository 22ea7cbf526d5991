// The description of a method of fitting: its name, settings, needs and memory.

/// A method and its settings: a file of its own beside this one, and a line in `SolverConfiguration.methods`. Nobody else
/// asks which one it is.
protocol SolverMethod: Sendable, Hashable {
  /// The name that the command and the model file use.
  static var name: String { get }

  /// Which penalties it can do with.
  static var penalties: MethodPenalties { get }

  /// The type itself, where it is of a full-batch method.
  static var fullBatch: (any FullBatchMethod.Type)? { get }

  /// How it goes through the samples.
  var kind: MethodKind { get }

  /// Refuses settings outside their range.
  func validate() throws(ConfigurationError)
}

/// How methods go through the samples.
enum MethodKind {
  /// By minibatches, in epochs.
  case minibatches(StochasticSettings)
  /// All of them in each pass.
  case fullBatch(any FullBatchMethod)
}

/// The parts of the objective that a method needs.
enum MethodPenalties {
  /// Derivatives everywhere, hence no L1 penalty and no limits.
  case withoutL1
  /// An L1 penalty or limits.
  case withL1
  /// Nothing.
  case any
}

/// A method that passes over all samples for each step, and ends at the optimum.
protocol FullBatchMethod: SolverMethod {
  /// The second derivatives that it uses by default; nil for a method without the choice.
  static var standardCurvature: SolverConfiguration.CurvatureModel? { get }

  /// The method with these settings, whatever else it has at its standard.
  init(_ stopping: FullBatchStopping, curvature: SolverConfiguration.CurvatureModel?)

  /// When it ends.
  var stopping: FullBatchStopping { get }

  /// The second derivatives that it uses; nil for a method without the choice.
  var curvature: SolverConfiguration.CurvatureModel? { get }

  /// The method that it stands for on this problem, and why; nil for one that stands for itself.
  func choice(for objective: MultinomialObjective) -> (method: any FullBatchMethod, reason: String)?

  /// Refuses a problem that is too large for it.
  func check(_ objective: MultinomialObjective) throws(ConfigurationError)

  /// What it takes on this problem, beside the data.
  func memory(for objective: MultinomialObjective) -> MethodMemory

  /// The descent on a problem.
  ///
  /// - Throws: `StateError` for a start that is no state of such a descent.
  func descent(
    of objective: MultinomialObjective, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) -> any RunningDescent

  /// The descent from a point that is only compared with others, knowing the second derivatives of a fit like this one;
  /// nil for a method that has no use for them.
  func descent(
    of objective: MultinomialObjective, from start: [Double], knowing known: MadeCurvature?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)?

  /// The descent on several problems at once; nil for a method that takes them one by one. `known` is a preconditioner
  /// for each of them, of a fit like theirs.
  func descent(
    of joint: JointObjective, from start: [Double], knowing known: KnownPreconditioner?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)?
}

extension SolverMethod {
  static var fullBatch: (any FullBatchMethod.Type)? { nil }
}

extension FullBatchMethod {
  static var fullBatch: (any FullBatchMethod.Type)? { Self.self }

  static var penalties: MethodPenalties { .withoutL1 }

  static var standardCurvature: SolverConfiguration.CurvatureModel? { nil }

  var kind: MethodKind { .fullBatch(self) }

  var curvature: SolverConfiguration.CurvatureModel? { nil }

  func validate() throws(ConfigurationError) { try stopping.validate() }

  func choice(for objective: MultinomialObjective) -> (method: any FullBatchMethod, reason: String)? { nil }

  func check(_ objective: MultinomialObjective) throws(ConfigurationError) {}

  func descent(
    of objective: MultinomialObjective, from start: [Double], knowing known: MadeCurvature?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? { nil }

  func descent(
    of joint: JointObjective, from start: [Double], knowing known: KnownPreconditioner?,
    _ settings: DescentSettings
  ) -> (any RunningDescent)? { nil }
}

/// When a full-batch method ends.
struct FullBatchStopping: Sendable, Hashable {
  var tolerance = SolverConfiguration.defaultTolerance
  /// With 0 the start is evaluated, and no step taken.
  var maxIterations = SolverConfiguration.defaultMaxIterations

  func validate() throws(ConfigurationError) {
    guard tolerance > 0, tolerance < 1 else {
      throw ConfigurationError(
        parameter: "tolerance", value: "\(tolerance)", requirement: "a number between 0 and 1")
    }
    guard maxIterations >= 0 else {
      throw ConfigurationError(
        parameter: "maxIterations", value: "\(maxIterations)", requirement: "a whole number from 0 on")
    }
  }
}
