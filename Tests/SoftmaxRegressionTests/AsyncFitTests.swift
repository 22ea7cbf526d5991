// Fits and searches that tasks wait for have the same results, can be cancelled, and tell what happens.

import Foundation
import SoftmaxTestSupport
import Synchronization
import Testing

@testable import SoftmaxRegression

// A limit that a machine under load keeps too: it is there for work that never ends.
@Suite(.timeLimit(.minutes(10))) struct AsyncFitTests {
  private func stochastic(epochs: Int) throws -> SoftmaxClassifier {
    try SoftmaxClassifier(solver: .stochastic(learningRate: 0.1, epochs: epochs, batchSize: 8))
  }

  private func synchronous(_ classifier: SoftmaxClassifier, _ data: Dataset) throws -> SoftmaxFit {
    try classifier.fit(data)
  }

  private final class Counter: Sendable {
    let number = Atomic(0)
  }

  @Test func anAwaitedFitHasTheSameModel() async throws {
    let data = try IrisRows.dataset()
    for classifier in [try SoftmaxClassifier(), try stochastic(epochs: 3)] {
      let events = Mutex<[TrainingEvent]>([])
      let fit = try await classifier.fit(data) { event in
        events.withLock { $0.append(event) }
        return .continue
      }
      #expect(try fit.model == synchronous(classifier, data).model)
      let told = events.withLock(\.self)
      #expect(!told.isEmpty && told.allSatisfy { $0.isTold(every: .epoch) })
    }
  }

  @Test func passesAndBatchesAreToldWhereTheyAreAskedFor() async throws {
    let data = try IrisRows.dataset()
    let count = Mutex(0)
    _ = try await stochastic(epochs: 2).fit(data, every: .batch) { event in
      if case .batch = event { count.withLock { $0 += 1 } }
      return .continue
    }
    // 150 samples in batches of 8.
    #expect(count.withLock(\.self) == 38)
  }

  @Test func aCallbackEndsAnAwaitedFitWithTheModelAsItIs() async throws {
    let fit = try await stochastic(epochs: 1000).fit(IrisRows.dataset()) { event in
      if case .epoch(let record) = event, record.epoch == 2 { return .stop }
      return .continue
    }
    #expect(fit.report.stopReason == .stopped && fit.report.history.count == 2)
  }

  @Test func errorsOfTheFitReachWhoAwaitsIt() async throws {
    let data = try IrisRows.dataset().samples(at: Array(0..<10))
    await #expect(throws: DatasetError.oneClass(name: "0")) { try await SoftmaxClassifier().fit(data) }
  }

  @Test func aCancelledTaskEndsItsFitWithoutAResult() async throws {
    let data = try IrisRows.dataset()
    let classifier = try stochastic(epochs: 1_000_000)
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await classifier.fit(data, every: .batch) { _ in
        beginning.finish()
        return .continue
      }
    }
    for await _ in begun {}
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aTaskThatIsCancelledAlreadyBeginsNoFit() async throws {
    let data = try IrisRows.dataset()
    let isCalled = Mutex(false)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await SoftmaxClassifier().fit(data) { _ in
        isCalled.withLock { $0 = true }
        return .continue
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(isCalled.withLock { $0 } == false)
  }

  @Test func moreFitsThanThePoolHasThreadsWaitAtTheSameTime() async throws {
    // Each waits until all have begun: on threads of the pool, which has one for each core, they never would.
    let count = 64
    let data = try IrisRows.dataset()
    let classifier = try SoftmaxClassifier(execution: Execution(threads: 1))
    let begun = Counter()
    try await withThrowingTaskGroup(of: SoftmaxFit.self) { group in
      for _ in 0..<count {
        group.addTask {
          try await classifier.fit(data) { event in
            guard case .begin = event else { return .continue }
            begun.number.add(1, ordering: .relaxed)
            let end = ContinuousClock.now + .seconds(60)
            while begun.number.load(ordering: .relaxed) < count, ContinuousClock.now < end {
              Thread.sleep(forTimeInterval: 0.001)
            }
            let last = begun.number.load(ordering: .relaxed)
            #expect(last == count)
            return .continue
          }
        }
      }
      var models: Set<SoftmaxModel> = []
      for try await fit in group { models.insert(fit.model) }
      #expect(models.count == 1)
    }
  }

  @Test func eventsEndWithTheFit() async throws {
    let data = try IrisRows.dataset()
    let run = try stochastic(epochs: 4).training(on: data)
    var epochs: [Int] = []
    for await event in run.events {
      if case .epoch(let record) = event { epochs.append(record.epoch) }
    }
    #expect(epochs == [1, 2, 3, 4])
    let fit = try await run.fit
    #expect(try fit.model == synchronous(stochastic(epochs: 4), data).model)
    #expect(try await run.fit == fit)
  }

  @Test func aFitUnderWayGoesOnThoughNobodyLooks() async throws {
    let data = try IrisRows.dataset()
    #expect(try await stochastic(epochs: 2).training(on: data).fit.report.history.count == 2)
  }

  @Test func aFailedFitEndsItsEvents() async throws {
    let run = try SoftmaxClassifier().training(on: IrisRows.dataset().samples(at: [0, 1]))
    for await event in run.events { Issue.record("\(event)") }
    await #expect(throws: DatasetError.oneClass(name: "0")) { try await run.fit }
  }

  @Test func aFitUnderWayCanBeCancelled() async throws {
    let run = try stochastic(epochs: 1_000_000).training(on: IrisRows.dataset())
    for await case .epoch in run.events { run.cancel() }
    await #expect(throws: CancellationError.self) { try await run.fit }
  }

  @Test func cancellingWhoWaitsEndsTheFit() async throws {
    let run = try stochastic(epochs: 1_000_000).training(on: IrisRows.dataset())
    let task = Task { try await run.fit }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    for await _ in run.events {}
  }

  @Test func anAwaitedSearchHasTheSameScoresAndCanBeCancelled() async throws {
    let data = try IrisRows.dataset()
    let search = try PenaltySearch(grid: .strengths([0.1, 0.01]), folds: 3)
    func synchronous() throws -> PenaltySearchResult { try search.run(on: data) }
    let run = search.searching(on: data)
    var scored = 0
    for await case .scored in run.events { scored += 1 }
    let result = try await run.result
    #expect(scored == 2)
    #expect(try result.scores == synchronous().scores && result.fit?.model == synchronous().fit?.model)
    #expect(try await search.run(on: data).scores == result.scores)
    let cancelled = search.searching(on: data)
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.result }
  }
  @Test func awaitedCertificatesAndStatisticsAreTheSame() async throws {
    let data = try IrisRows.dataset()
    let penalised = try synchronous(try SoftmaxClassifier(l2Penalty: 0.01), data)
    func certificate() throws -> OptimalityCertificate {
      try penalised.model.certificate(on: data, l2Penalty: 0.01)
    }
    #expect(try await penalised.model.certificate(on: data, l2Penalty: 0.01) == certificate())
    // Two classes that overlap, so that there is an optimum without a penalty.
    let pair = data.samples(
      at: (0..<data.sampleCount).filter { data.classIndices[$0] != 0 }, name: "two of three")
    let fit = try synchronous(try SoftmaxClassifier(l2Penalty: 0), pair)
    func statistics() throws -> ModelStatistics { try fit.statistics(on: pair) }
    #expect(try await fit.statistics(on: pair) == statistics())
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await fit.statistics(on: pair)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
