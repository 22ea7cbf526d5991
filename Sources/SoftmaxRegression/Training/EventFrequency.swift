/// How often a fit reports, and can be stopped.
public enum EventFrequency: Sendable, Hashable {
  /// After each epoch, or each iteration of a full-batch method.
  case epoch
  /// After each minibatch too, or before each pass of a full-batch method.
  case batch
}
