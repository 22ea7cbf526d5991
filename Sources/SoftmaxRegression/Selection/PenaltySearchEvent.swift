// The events of a search while it runs.

/// Progress of a search over penalties.
public enum PenaltySearchEvent: Sendable {
  /// A pass over the data for penalty `index` of `count` is about to begin.
  case pass(index: Int, count: Int)
  /// A penalty has its scores, in a relaxed search those of one blend: penalty number `index` of `count`, counted from 0.
  case scored(PenaltyScore, index: Int, count: Int)
  /// The fit with the chosen penalty goes on.
  case refit(TrainingEvent)
}
