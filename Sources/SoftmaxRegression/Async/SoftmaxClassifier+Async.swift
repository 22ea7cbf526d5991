// Fits that tasks wait for.

extension SoftmaxClassifier {
  /// Fits a model on a thread of its own; the task waits without holding one of Swift's.
  ///
  ///     let fit = try await classifier.fit(data)
  ///
  /// Where the task is cancelled, the fit ends at its next pass over the data, or its next minibatch, and has no result. The
  /// model is that of the synchronous `fit`, to the bit.
  ///
  /// - Parameters:
  ///   - training: What to learn from.
  ///   - validation: What early stopping looks at, and what choices may look at: scored after each epoch or iteration.
  ///   - test: What is scored after each epoch or iteration for the record alone: nothing is chosen by it.
  ///   - initial: A model to start from.
  ///   - frequency: How often `onEvent` is called.
  ///   - onEvent: Receives progress on the fit's thread; its answer `.stop` ends the fit with the model as it is.
  /// - Returns: The model and the report of the fit.
  /// - Throws: As the synchronous `fit`; `CancellationError`, and `TrainingError.noThread` where the system refuses a thread.
  public func fit(
    _ training: Dataset, validation: Dataset? = nil, test: Dataset? = nil, from initial: SoftmaxModel? = nil,
    every frequency: EventFrequency = .epoch,
    onEvent: @escaping @Sendable (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) async throws -> SoftmaxFit {
    try await OwnThread.run { cancellation in
      try fit(training, validation: validation, test: test, from: initial, every: .batch) { event in
        try cancellation.check()
        return event.isTold(every: frequency) ? try onEvent(event) : .continue
      }
    }
  }

  /// Begins a fit, whose events can be looked at as they come.
  ///
  ///     let run = classifier.training(on: data)
  ///     for await event in run.events { print(event) }
  ///     let fit = try await run.fit
  ///
  /// - Parameters:
  ///   - training: What to learn from.
  ///   - validation: What early stopping looks at, and what choices may look at: scored after each epoch or iteration.
  ///   - test: What is scored after each epoch or iteration for the record alone: nothing is chosen by it.
  ///   - initial: A model to start from.
  ///   - frequency: How often there are events.
  /// - Returns: The fit under way.
  public func training(
    on training: Dataset, validation: Dataset? = nil, test: Dataset? = nil,
    from initial: SoftmaxModel? = nil,
    every frequency: EventFrequency = .epoch
  ) -> BackgroundRun<TrainingEvent, SoftmaxFit> {
    BackgroundRun { tell in
      try await fit(training, validation: validation, test: test, from: initial, every: frequency) {
        event in
        tell(event)
        return .continue
      }
    }
  }
}

extension TrainingEvent {
  /// Whether who asked for this frequency is told.
  func isTold(every frequency: EventFrequency) -> Bool {
    switch self {
    case .begin, .epoch, .iteration: true
    case .batch, .pass: frequency == .batch
    }
  }
}
