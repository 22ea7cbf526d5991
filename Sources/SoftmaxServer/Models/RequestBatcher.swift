// Samples of requests that are there at the same time, scored in one pass over the weights.

import SoftmaxKernels
package import SoftmaxRegression
import Synchronization

/// Scores samples. While it works for one request, others that come in wait, and are then scored together: nobody waits for
/// requests that may never come. A row's probabilities have the same bits in any batch.
///
/// It is for one model; a model whose weights lie in a core's cache gains nothing, and is scored at once.
package final class RequestBatcher: Sendable {
  /// The model.
  private let model: ReadyModel
  /// The most samples at once.
  private let rowLimit: Int
  /// From this many weights on requests wait for each other: 256 KiB.
  private let leastWeights: Int
  /// Where samples of several requests are scored; nil: wherever tasks run.
  private let executor: (any TaskExecutor)?
  private let state = Mutex(State())

  private struct Waiting {
    let samples: ServedModel.Samples
    let continuation: CheckedContinuation<[Float], any Error>
  }

  private struct State {
    var isBusy = false
    var waiting: [Waiting] = []
    var counts = Counts()
  }

  package init(
    _ model: SoftmaxModel, execution: Execution, rowLimit: Int = 4096, leastWeights: Int = 1 << 16,
    executor: (any TaskExecutor)? = nil
  ) {
    self.model = ReadyModel(model, execution: execution)
    (self.rowLimit, self.leastWeights) = (rowLimit, leastWeights)
    self.executor = executor
  }

  /// What was scored so far.
  package struct Counts: Sendable, Hashable {
    package var requests = 0
    package var samples = 0
    /// Requests that could not be answered.
    package var failures = 0
    /// The passes over the weights.
    package var batches = 0
    package var nanoseconds = 0
  }

  /// What it runs on.
  package var execution: Execution { model.execution }

  package var counts: Counts { state.withLock { $0.counts } }

  /// A request was refused, or failed.
  package func noteFailure() { state.withLock { $0.counts.failures += 1 } }

  /// The probabilities of samples, [samples x classes].
  ///
  /// - Throws: As `SoftmaxModel.probabilities`, for these samples alone.
  func probabilities(of samples: ServedModel.Samples) async throws -> [Float] {
    if let found = try probabilitiesAtOnce(of: samples) { return found }
    let isFirst = state.withLock { state in
      if state.isBusy { return false }
      state.isBusy = true
      return true
    }
    guard isFirst else {
      return try await withCheckedThrowingContinuation { continuation in
        let waiting = Waiting(samples: samples, continuation: continuation)
        let runsNow = state.withLock { state in
          state.waiting.append(waiting)
          // Whoever was busy may have ended in between.
          if state.isBusy { return false }
          state.isBusy = true
          return true
        }
        if runsNow { Task(executorPreference: executor) { self.workOff() } }
      }
    }
    // The first request does not wait until those behind it are scored.
    defer { passOn() }
    return try score(samples, requests: 1)
  }

  /// The probabilities of samples where nothing is gained by waiting for others; nil where something is.
  ///
  /// - Throws: As `SoftmaxModel.probabilities`.
  func probabilitiesAtOnce(of samples: ServedModel.Samples) throws -> [Float]? {
    model.model.weights.count < leastWeights ? try score(samples, requests: 1) : nil
  }

  private func score(_ samples: ServedModel.Samples, requests: Int) throws -> [Float] {
    let start = ContinuousClock.now
    let found = try model.probabilities(for: samples.features, offsets: samples.offsets)
    let time = (ContinuousClock.now - start) / .nanoseconds(1)
    state.withLock {
      $0.counts.requests += requests
      $0.counts.samples += samples.features.sampleCount
      $0.counts.batches += 1
      $0.counts.nanoseconds += Int(time)
    }
    return found
  }

  /// Leaves what waits to another task.
  private func passOn() {
    let isDone = state.withLock { state in
      if state.waiting.isEmpty { state.isBusy = false }
      return !state.isBusy
    }
    if !isDone { Task(executorPreference: executor) { self.workOff() } }
  }

  /// Scores what waits, until nothing does.
  private func workOff() {
    while true {
      let batch = state.withLock { state in
        let batch = Self.takeBatch(from: &state.waiting, rowLimit)
        if batch.isEmpty { state.isBusy = false }
        return batch
      }
      if batch.isEmpty { return }
      answer(batch)
    }
  }

  /// The first requests whose samples can stand together.
  private static func takeBatch(from waiting: inout [Waiting], _ rowLimit: Int) -> [Waiting] {
    guard let first = waiting.first else { return [] }
    var (count, rows) = (1, first.samples.features.sampleCount)
    while count < waiting.count, first.samples.isLike(waiting[count].samples) {
      rows += waiting[count].samples.features.sampleCount
      if rows > rowLimit { break }
      count += 1
    }
    let batch = Array(waiting.prefix(count))
    waiting.removeFirst(count)
    return batch
  }

  private func answer(_ batch: [Waiting]) {
    if batch.count > 1, let joined = try? ServedModel.Samples(joining: batch.map(\.samples)),
      let found = try? score(joined, requests: batch.count)
    {
      var start = 0
      for waiting in batch {
        let end = start + waiting.samples.features.sampleCount * model.model.classCount
        waiting.continuation.resume(returning: Array(found[start..<end]))
        start = end
      }
      return
    }
    // One alone, or one of them cannot be scored: each gets its own answer.
    for waiting in batch {
      waiting.continuation.resume(with: Result { try score(waiting.samples, requests: 1) })
    }
  }
}

extension ServedModel.Samples {
  /// Whether both can stand in one batch.
  func isLike(_ other: ServedModel.Samples) -> Bool {
    features.rows.elementType == other.features.rows.elementType && features.input == other.features.input
      && offsets == nil && other.offsets == nil
  }

  /// The samples of all, one after the other.
  init(joining all: [ServedModel.Samples]) throws {
    self = all[0]
    for other in all.dropFirst() { features = try features.appending(other.features) }
  }
}
