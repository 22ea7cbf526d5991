// Searches that tasks wait for.

extension PenaltySearch {
  /// Tries all penalties, chooses one and fits it, on a thread of its own; the task waits without holding one of Swift's.
  ///
  /// Where the task is cancelled, the search ends at its next pass over the data and has no result. The scores and the
  /// model are those of the synchronous `run`, to the bit.
  ///
  /// - Parameters:
  ///   - training: What to learn from and to choose by.
  ///   - test: What to score each penalty's fit on, for the record.
  ///   - finished: Scores of an earlier, stopped run of this search on this data.
  ///   - keepsPath: Whether the result has the models along the path.
  ///   - onEvent: Receives progress on the search's thread; its answer `.stop` ends the search with the scores that there
  ///     are.
  /// - Returns: The scores and the fit.
  /// - Throws: As the synchronous `run`; `CancellationError`, and `TrainingError.noThread` where the system refuses a thread.
  public func run(
    on training: Dataset, test: Dataset? = nil, resuming finished: [PenaltyScore] = [], keepsPath: Bool = false,
    onEvent: @escaping @Sendable (PenaltySearchEvent) throws -> TrainingAction = { _ in .continue }
  ) async throws -> PenaltySearchResult {
    try await OwnThread.run { cancellation in
      try run(on: training, test: test, resuming: finished, keepsPath: keepsPath) { event in
        try cancellation.check()
        return try onEvent(event)
      }
    }
  }

  /// Begins a search, whose events can be looked at as they come.
  ///
  ///     let run = search.searching(on: data)
  ///     for await case .scored(let score, _, _) in run.events { print(score) }
  ///     let result = try await run.result
  ///
  /// - Parameters:
  ///   - training: What to learn from and to choose by.
  ///   - test: What to score each penalty's fit on, for the record.
  ///   - finished: Scores of an earlier, stopped run of this search on this data.
  ///   - keepsPath: Whether the result has the models along the path.
  /// - Returns: The search under way.
  public func searching(
    on training: Dataset, test: Dataset? = nil, resuming finished: [PenaltyScore] = [], keepsPath: Bool = false
  ) -> BackgroundRun<PenaltySearchEvent, PenaltySearchResult> {
    BackgroundRun { tell in
      try await run(on: training, test: test, resuming: finished, keepsPath: keepsPath) { event in
        tell(event)
        return .continue
      }
    }
  }
}
