// Work that goes on while its events are looked at.

/// A fit, or a search, that is under way: its events as they come, and its result.
///
///     let run = classifier.training(on: data)
///     for await event in run.events { print(event) }
///     let fit = try await run.fit
///
/// It begins at once, on a thread of its own, and goes on to its end whether somebody looks or not. It ends early where
/// `cancel` is called, or a task is cancelled that waits for its result.
public struct BackgroundRun<Event: Sendable, Value: Sendable>: Sendable {
  /// The events, in order, and then the end: where the work is done, has failed, or was cancelled. Events that nobody has
  /// looked at are kept. One loop can look at them.
  public let events: AsyncStream<Event>
  private let task: Task<Value, any Error>

  init(_ work: @escaping @Sendable (_ tell: @escaping @Sendable (Event) -> Void) async throws -> Value) {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
    events = stream
    task = Task {
      defer { continuation.finish() }
      return try await work { continuation.yield($0) }
    }
  }

  /// The result, once there is one.
  ///
  /// - Throws: What the work throws; `CancellationError` where it was cancelled.
  public var value: Value {
    get async throws {
      try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    }
  }

  /// Ends the work at its next pass over the data, or its next minibatch; it then has no result.
  public func cancel() { task.cancel() }
}

extension BackgroundRun where Value == SoftmaxFit {
  /// The fit, once it is done: `value`.
  public var fit: SoftmaxFit {
    get async throws { try await value }
  }
}

extension BackgroundRun where Value == PenaltySearchResult {
  /// What the search has found, once it is done: `value`.
  public var result: PenaltySearchResult {
    get async throws { try await value }
  }
}
