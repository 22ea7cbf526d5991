// What a fit tells while it runs, and what it can be told.

/// Progress of a fit.
public enum TrainingEvent: Sendable, Hashable, CustomStringConvertible {
  /// A minibatch is done; sent only where `fit(every: .batch)` asks for it.
  case batch(BatchProgress)
  /// An epoch is done.
  case epoch(EpochRecord)

  /// One line for people.
  public var description: String {
    switch self {
    case .batch(let progress): progress.description
    case .epoch(let record): record.description
    }
  }
}

/// How often a fit reports, and can be stopped.
public enum EventFrequency: Sendable, Hashable {
  /// After each epoch.
  case epoch
  /// After each minibatch too.
  case batch
}

/// What the receiver of an event wants next.
public enum TrainingAction: Sendable, Hashable {
  /// Go on.
  case `continue`
  /// Stop here and return the model as it is.
  case stop
}
