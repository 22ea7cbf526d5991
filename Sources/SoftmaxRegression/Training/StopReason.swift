/// Why a fit ended.
public enum StopReason: String, Sendable, Hashable, CaseIterable {
  /// All epochs that were asked for are done.
  case epochsCompleted
  /// Early stopping: the samples kept out of training were no longer predicted better.
  case noImprovement
  /// The tolerance is met: by the certificate where there is a penalty, else by the gradient.
  case converged
  /// All iterations that were allowed are done.
  case iterationLimit
  /// No step lowers the objective any further in Float64, or Float32 weights can come no nearer.
  case precisionReached
  /// Without a penalty, classes that can be told apart without error have no optimum: weights only grow.
  case separated
  /// The callback said stop.
  case stopped

  /// For people.
  public var explanation: String {
    switch self {
    case .epochsCompleted: "all epochs done"
    case .noImprovement: "ended when the validation set was no longer predicted better"
    case .converged: "converged"
    case .iterationLimit: "stopped at the limit of iterations, before the tolerance was met"
    case .precisionReached: "as near as the numbers' precision allows, before the tolerance was met"
    case .separated: "ended because classes can be told apart without error, so that there is no optimum"
    case .stopped: "stopped before its end"
    }
  }

  /// Whether the fit did all that was asked of it.
  public var isComplete: Bool { [.epochsCompleted, .noImprovement, .converged].contains(self) }
}
