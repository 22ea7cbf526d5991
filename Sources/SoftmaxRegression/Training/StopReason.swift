// Why a fit ended.

/// Why a fit ended.
public enum StopReason: String, Sendable, Hashable, CaseIterable {
  /// All epochs that were asked for are done.
  case epochsCompleted
  /// The callback said stop.
  case stopped

  /// For people.
  public var explanation: String {
    switch self {
    case .epochsCompleted: "all epochs done"
    case .stopped: "stopped before its end"
    }
  }
}
