// A search whose data is read and checked.

import SoftmaxFiles
public import SoftmaxRegression
import SoftmaxRemedies

/// A search for the penalty that is ready to run.
public struct PreparedSearch: Sendable {
  /// What is learned from, and what is scored.
  public let data: TrainingData
  /// What searches.
  public let search: PenaltySearch
  let scores: ScoresFile?
  /// What says how strong penalties are.
  let strengthSetting: Setting
  let keepsPath: Bool
  let onNote: @Sendable (WorkflowNote) -> Void
  let files: InputRecord
  /// What reading and checking took.
  public let loadSeconds: Double

  /// The scores of an earlier run that was stopped.
  public var finished: [PenaltyScore] { scores?.finished ?? [] }

  /// Tries all penalties, and fits the model with the chosen one.
  ///
  /// - Parameter onEvent: Receives progress; its answer `.stop` ends the search with the scores that there are.
  /// - Returns: The scores and the model.
  /// - Throws: As `PenaltySearch.run`; `WorkflowError.penalty` for a strength that no fit takes; `FileError` where another
  ///   program changed the data meanwhile.
  public func run(
    onEvent: (PenaltySearchEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> SearchResult {
    try files.watching {
      var scores = scores
      let outcome = try explainingStrengths {
        try search.run(on: data.training, test: data.test, resuming: finished, keepsPath: keepsPath) { event in
          let action = try onEvent(event)
          if case .scored(let score, _, _) = event {
            try files.checkUnchanged()
            try scores?.add(score, onNote)
          }
          return action
        }
      }
      try files.checkUnchanged()
      let fitted = try outcome.fit.map { fit in
        TrainingResult(
          fit: fit, data: data, statistics: nil,
          evaluation: try data.test.map {
            try fit.model.evaluate($0, execution: search.classifier.execution)
          }, loadSeconds: loadSeconds, keptState: nil, keepsSample: false
        ).sharing()
      }
      return SearchResult(
        search: search, outcome: outcome, fitted: fitted, data: data,
        scoresFailure: try scores?.finish(outcome))
    }
  }

  /// Tells a strength that no fit takes by the setting that gave it.
  private func explainingStrengths<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ConfigurationError
      where error.parameter == "l2Penalty" || error.parameter == "l1Penalty"
    {
      throw WorkflowError.penalty(
        .unusableStrength(strengthSetting, requirement: error.requirement, found: error.value))
    }
  }
}
