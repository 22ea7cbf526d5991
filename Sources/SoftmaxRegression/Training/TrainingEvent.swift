// What a fit tells while it runs.

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
