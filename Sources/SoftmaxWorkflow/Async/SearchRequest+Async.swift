// Searches that tasks wait for.

public import SoftmaxRegression

extension SearchRequest {
  /// Reads the data, tries all penalties and fits the model with the chosen one, on a thread of its own; the task waits
  /// without holding one of Swift's.
  ///
  /// Where the task is cancelled the search ends at its next pass over the data, and has no result; a file of scores has
  /// those that there are.
  ///
  /// - Parameter onEvent: Receives progress on that thread; its answer `.stop` ends the search with the scores that there are.
  /// - Returns: The scores and the model: those of the synchronous `run`, to the bit.
  /// - Throws: As the synchronous `run`; `CancellationError`, and `TrainingError.noThread` where the system refuses a thread.
  public func run(
    onEvent: @escaping @Sendable (PenaltySearchEvent) throws -> TrainingAction = { _ in .continue }
  ) async throws -> SearchResult {
    try await OwnThread.run { cancellation in
      try prepared().run { event in
        try cancellation.check()
        return try onEvent(event)
      }
    }
  }
}
