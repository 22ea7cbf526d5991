// How often a fit tells.

/// How often a fit reports, and can be stopped.
public enum EventFrequency: Sendable, Hashable {
  /// After each epoch.
  case epoch
  /// After each minibatch too.
  case batch
}
