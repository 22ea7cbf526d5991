// What the full-batch methods differ in.

/// A way to go down: where to go next, and what to learn from a step. `Descent` does the rest.
///
/// A method is a value that holds its settings alone; what it learns on the way is its `Memory`, which is part of the
/// descent's state and can be saved.
protocol DescentMethod<Problem> {
  associatedtype Problem: Objective
  associatedtype Memory: DescentMemory
  associatedtype Proposal: StepProposal

  /// The name that a saved state tells.
  static var name: String { get }

  /// What is put up with before nothing more is expected.
  static var patience: DescentPatience { get }

  /// What is known before the first step.
  var firstMemory: Memory { get }

  /// F with all its parts, from what a pass found at a point: that itself, where all of F has derivatives.
  func whole(_ evaluation: PointEvaluation, at point: [Double], of objective: Problem) -> PointEvaluation

  /// Where to go from `here`; nil where there is nowhere. `beforePass` is called before each pass over the data that this
  /// takes.
  func proposal(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> Proposal?

  /// Learns what a step changed; `whole` is F with all its parts where it led.
  func learn(_ memory: inout Memory, from here: DescentPosition, _ move: Move, reaching whole: PointEvaluation)

  /// Forgets what it has learned from steps, after a way from `point` that led nowhere. Whether there was anything.
  func forget(_ memory: inout Memory, at point: [Double]) -> Bool

  /// The preconditioner in use, where a fit like this one could begin with it.
  func preconditioner(in memory: Memory) -> KnownPreconditioner?

  /// The second derivatives in use, where a fit like this one could begin with them.
  func curvature(in memory: Memory) -> MadeCurvature?

  /// The looks at the curvature that were taken.
  func looks(in memory: Memory) -> [PreconditionerSchedule.Look]
}

extension DescentMethod {
  func whole(_ evaluation: PointEvaluation, at point: [Double], of objective: Problem) -> PointEvaluation {
    evaluation
  }

  func learn(_ memory: inout Memory, from here: DescentPosition, _ move: Move, reaching whole: PointEvaluation)
  {}

  func forget(_ memory: inout Memory, at point: [Double]) -> Bool { false }

  func preconditioner(in memory: Memory) -> KnownPreconditioner? { nil }

  func curvature(in memory: Memory) -> MadeCurvature? { nil }

  func looks(in memory: Memory) -> [PreconditionerSchedule.Look] { [] }
}

/// A preconditioner that is there already.
struct KnownPreconditioner {
  let preconditioner: any Preconditioner
  let kind: PreconditionerKind
}

/// What a method has learned on the way.
protocol DescentMemory: SavedState {
  /// Refuses what was read and does not belong to a problem of so many parameters.
  func check(parameterCount: Int) throws(StateError)
}

/// The memory of a method that learns nothing.
struct NoMemory: DescentMemory {
  init() {}
  init(reading state: inout StateReader) throws(StateError) {}
  func write(to state: inout StateWriter) {}
  func check(parameterCount: Int) throws(StateError) {}
}

/// How often a method may fail.
struct DescentPatience {
  /// The descent ends after so many steps in a row that lower neither F nor the estimated gap.
  let stalledSteps: Int
  /// How often a point that looks near enough may turn out not to be, once it is rounded and certified.
  let failedCertificates: Int
  /// Whether a fit that is only compared ends with the first step that promises next to nothing, which is still taken;
  /// else before the second one in a row.
  var endsAfterNearStep = false
  /// Whether a step's promise may be far too small, because the method only guesses at the curvature: a fit that is only
  /// compared then also looks at what the last steps have brought.
  var promisesAreGuesses = false
  /// A fit that is only compared is near where what is left, or what a step promises, is below this share of the
  /// tolerance: both are estimates.
  var nearShare = 0.1
}

/// Where a descent stands, as its method sees it.
struct DescentPosition {
  /// Steps taken so far.
  let iteration: Int
  let point: [Double]
  /// What a pass found there.
  let evaluation: PointEvaluation
  /// F with all its parts.
  let whole: PointEvaluation
  /// The largest gradient component where the descent began.
  let firstGradientMax: Double
  /// Whether what is left to gain seems to be within the target, although no certificate has said so.
  let isNear: Bool
}

/// A way that a method wants to go.
protocol StepProposal {
  /// By how much a quadratic of this slope would still fall; below 0 where the way leads up, nil where that says nothing
  /// of what is left.
  var expectedDecrease: Double? { get }

  /// Goes along it as far as F falls; nil where it does not. `relativeNoise` is how much a value may be wrong, beside
  /// itself. Each trial is one call of `evaluate`, hence one pass.
  func search(relativeNoise: Double, evaluate: ([Double]) throws -> PointEvaluation) throws -> Move?
}

/// A step that was found.
struct Move {
  /// How far it went: 1 is what the method thought best.
  let length: Double
  let point: [Double]
  /// What a pass found there.
  let evaluation: PointEvaluation
  /// Whether F has fallen by no more than its rounding.
  let isLevel: Bool
}
