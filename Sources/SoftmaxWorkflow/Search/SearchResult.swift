// What a search for the penalty has come to.

public import SoftmaxFiles
public import SoftmaxRegression

/// The scores of all penalties, and the model with the chosen one.
public struct SearchResult: Sendable {
  /// What was searched.
  public let search: PenaltySearch
  /// The scores, the choice, and the models along the path.
  public let outcome: PenaltySearchResult
  /// The fit with the chosen penalty; nil where nothing was chosen.
  public let fitted: TrainingResult?
  /// What was learned from, and what was scored.
  public let data: TrainingData
  /// Why the file of scores could not be written, and where they are instead; nil where there is none or it was.
  public let scoresFailure: FileError?

  /// Whether somebody stopped the search, or the fit of the chosen model.
  public var isPartial: Bool { !outcome.isComplete || outcome.fit?.report.stopReason == .stopped }
}
