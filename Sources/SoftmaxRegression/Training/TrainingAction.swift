// What a fit can be told.

/// What the receiver of an event wants next.
public enum TrainingAction: Sendable, Hashable {
  /// Go on.
  case `continue`
  /// Stop here and return the model as it is.
  case stop
}
