// The events of a fit while it runs.

/// Progress of a fit.
public enum TrainingEvent: Sendable, Hashable, CustomStringConvertible {
  /// A full-batch method is about to begin: which, and with how much memory.
  case begin(TrainingPlan)
  /// A minibatch is done; sent only where `fit(every: .batch)` asks for it.
  case batch(BatchProgress)
  /// An epoch of a stochastic method is done.
  case epoch(EpochRecord)
  /// A full-batch method is about to pass over the data, so many passes after its start; sent only where
  /// `fit(every: .batch)` asks for it.
  case pass(Int)
  /// An iteration of a full-batch method is done.
  case iteration(IterationRecord)

  /// One line for people.
  public var description: String {
    switch self {
    case .begin(let plan): plan.description
    case .batch(let progress): progress.description
    case .epoch(let record): record.description
    case .pass(let count): "\(count) passes"
    case .iteration(let record): record.description
    }
  }
}
