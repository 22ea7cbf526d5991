// The answers to an event of a fit.

/// What the receiver of an event wants next.
public enum TrainingAction: Sendable, Hashable {
  /// Go on.
  case `continue`
  /// Stop here and return the model as it is.
  case stop
}
