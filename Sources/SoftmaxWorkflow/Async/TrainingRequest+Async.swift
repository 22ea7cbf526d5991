// Fits that tasks wait for.

public import SoftmaxRegression

extension TrainingRequest {
  /// Reads the data, fits and scores, on a thread of its own; the task waits without holding one of Swift's.
  ///
  /// Where the task is cancelled the fit ends at its next pass over the data, or its next minibatch, and has no result.
  ///
  /// - Parameter onEvent: Receives progress on that thread; its answer `.stop` ends the fit with the model as it is.
  /// - Returns: The model, its report and its scores: those of the synchronous `run`, to the bit.
  /// - Throws: As the synchronous `run`; `CancellationError`, and `TrainingError.noThread` where the system refuses a thread.
  public func run(
    onEvent: @escaping @Sendable (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) async throws -> TrainingResult {
    try await OwnThread.run { cancellation in
      try prepared().run { event in
        try cancellation.check()
        return try onEvent(event)
      }
    }
  }
}
