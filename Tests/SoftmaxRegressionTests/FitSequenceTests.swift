// Audits that are ended and gone on with: the same probabilities and reports, whatever moment.

import SoftmaxTestSupport
import Synchronization
import Testing

@testable import SoftmaxRegression

@Suite struct FitSequenceTests {
  private func data() throws -> Dataset {
    var numbers = MadeNumbers(seed: 4)
    let values = numbers.floats(240 * 5, scale: 2)
    let labels = (0..<240).map { UInt32(abs(Int(values[$0 * 5] * 2 + values[$0 * 5 + 1])) % 3) }
    return try Dataset(
      name: "made", features: Features(values, input: .vector(featureCount: 5)), classIndices: labels,
      classes: ClassVocabulary(names: ["a", "b", "c"]))
  }

  private func audit(
    _ data: Dataset, onEvent: (Int, TrainingEvent) throws -> TrainingAction = { _, _ in .continue }
  ) throws -> OutOfFoldPredictions {
    try OutOfFoldPredictions(
      of: data, classifier: SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-10)), folds: 4, onEvent: onEvent)
  }

  private func expectEqual(_ found: OutOfFoldPredictions, _ whole: OutOfFoldPredictions) {
    #expect(found.probabilities == whole.probabilities)
    #expect(found.folds.map(\.name) == whole.folds.map(\.name))
    #expect(found.folds.map(\.report.certificate) == whole.folds.map(\.report.certificate))
    #expect(found.folds.map(\.report.passes) == whole.folds.map(\.report.passes))
    #expect(found.folds.map(\.report.iterations.count) == whole.folds.map(\.report.iterations.count))
  }

  /// Each step of every fold keeps a state; from each of them the audit goes on to the same end.
  @Test func anAuditGoesOnFromAnyMoment() throws {
    let data = try data()
    let whole = try audit(data)
    let states = Mutex<[FitCheckpoints.State]>([])
    let watched = try FitCheckpoints(every: .zero) { state in states.withLock { $0.append(state) } }
      .watching { try audit(data) }
    expectEqual(watched, whole)
    let kept = states.withLock { $0 }
    #expect(kept.count > 20)
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.stepCount <= $1.stepCount })
    for state in kept.indices where state % 5 == 0 || state == kept.count - 1 {
      expectEqual(try FitCheckpoints(resuming: kept[state].bytes).watching { try audit(data) }, whole)
    }
  }

  /// Folds that are done are not fitted again: of each there is a step at most, its certificate's.
  @Test func foldsThatAreDoneAreNotRepeated() throws {
    let data = try data()
    let states = Mutex<[FitCheckpoints.State]>([])
    var passes = [Int](repeating: 0, count: 4)
    _ = try FitCheckpoints(every: .zero) { state in states.withLock { $0.append(state) } }.watching {
      try audit(data) { fold, event in
        if case .iteration = event { passes[fold] += 1 }
        return .continue
      }
    }
    let last = try #require(states.withLock { $0.last })
    var again = [Int](repeating: 0, count: 4)
    _ = try FitCheckpoints(resuming: last.bytes).watching {
      try audit(data) { fold, event in
        if case .iteration = event { again[fold] += 1 }
        return .continue
      }
    }
    #expect(passes.allSatisfy { $0 > 3 } && again.allSatisfy { $0 <= 1 }, "\(passes), then \(again)")
  }

  /// With a period that never ends, a stop in the third fold keeps the first two all the same.
  @Test func aStopKeepsWhatIsDone() throws {
    let data = try data()
    let whole = try audit(data)
    let states = Mutex<[FitCheckpoints.State]>([])
    #expect(throws: CancellationError.self) {
      try FitCheckpoints(every: .seconds(1000)) { state in states.withLock { $0.append(state) } }.watching {
        try audit(data) { fold, event in
          if case .iteration(let record) = event, fold == 2, record.iteration >= 2 { return .stop }
          return .continue
        }
      }
    }
    let kept = states.withLock { $0 }
    #expect(kept.count == 1 && kept[0].isLast)
    let last = try #require(kept.last)
    expectEqual(try FitCheckpoints(resuming: last.bytes).watching { try audit(data) }, whole)
  }

  @Test func bytesOfAnotherFitAreRefused() throws {
    let data = try data()
    let states = Mutex<[FitCheckpoints.State]>([])
    _ = try FitCheckpoints(every: .zero) { state in states.withLock { $0.append(state) } }
      .watching { try SoftmaxClassifier(solver: .lbfgs()).fit(data) }
    let own = try #require(states.withLock { $0.last })
    for bytes in [own.bytes, [], [1, 2, 3]] {
      #expect(throws: CheckpointError.self) {
        try FitCheckpoints(resuming: bytes).watching { try audit(data) }
      }
    }
  }
}
