// A preconditioner that a fit made.

/// A preconditioner that a full-batch method made.
public struct PreconditionerRecord: Sendable, Hashable {
  /// Before which iteration, counted from 1.
  public let iteration: Int
  /// "diagonal", "kronecker" (one matrix over features for all classes) or "pairs" (of classes).
  public let kind: String

  init(_ look: PreconditionerSchedule.Look) {
    iteration = look.iteration + 1
    kind =
      switch look.kind {
      case .diagonal: "diagonal"
      case .kronecker: "kronecker"
      case .pairs: "pairs"
      case .exact: "exact"
      }
  }
}
