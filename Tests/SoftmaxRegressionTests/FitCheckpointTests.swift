// Fits whose states are kept, and fits that go on from them: the same bits as if nothing had happened.

import Foundation
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Synchronization
import Testing

@Suite struct FitCheckpointTests {
  /// The states that a fit keeps.
  private final class Kept: Sendable {
    private let list = Mutex<[FitCheckpoints.State]>([])
    var states: [FitCheckpoints.State] { list.withLock { $0 } }
    func add(_ state: FitCheckpoints.State) { list.withLock { $0.append(state) } }
  }

  private func expectTheSame(_ found: SoftmaxFit, _ expected: SoftmaxFit, _ place: String) {
    #expect(found.model == expected.model, "\(place)")
    #expect(found.report.certificate == expected.report.certificate, "\(place)")
    #expect(found.report.stopReason == expected.report.stopReason, "\(place)")
    #expect(found.report.passes == expected.report.passes, "\(place)")
    #expect(found.report.iterations.map(\.objective) == expected.report.iterations.map(\.objective), "\(place)")
    #expect(found.report.iterations.map(\.passes) == expected.report.iterations.map(\.passes), "\(place)")
    #expect(found.report.history.map(\.trainLoss) == expected.report.history.map(\.trainLoss), "\(place)")
    #expect(found.report.preconditioners == expected.report.preconditioners, "\(place)")
  }

  /// Fits once without checkpoints and once with one at each step, and goes on from some of these.
  @discardableResult private func goOn(
    _ classifier: SoftmaxClassifier, _ data: Dataset, validation: Dataset? = nil, atLeast count: Int = 2
  ) throws -> [FitCheckpoints.State] {
    let whole = try classifier.fit(data, validation: validation)
    let kept = Kept()
    let observed = try FitCheckpoints(every: .zero) { kept.add($0) }.watching {
      try classifier.fit(data, validation: validation)
    }
    expectTheSame(observed, whole, "\(classifier.solver), with checkpoints")
    let states = kept.states
    try #require(states.count >= count, "\(states.count) states")
    #expect(states.allSatisfy { !$0.isLast })
    for index in Set([0, 1, states.count / 3, states.count / 2, states.count - 1]).sorted() {
      let other = Kept()
      let resumed = try FitCheckpoints(every: .zero, resuming: states[index].bytes) { other.add($0) }.watching {
        try classifier.fit(data, validation: validation)
      }
      expectTheSame(resumed, whole, "\(classifier.solver), from state \(index) of \(states.count)")
      #expect(other.states.map(\.stepCount).allSatisfy { $0 >= states[index].stepCount })
    }
    return states
  }

  @Test(arguments: [0.0, 0.02])
  func everyFullBatchMethodGoesOnWithTheSameBits(_ l1Penalty: Double) throws {
    let data = try ResumedFitTests.hardData()
    let solvers = l1Penalty > 0 ? [.automatic(tolerance: 1e-9)] : EverySolver.configurations(tolerance: 1e-9)
    for solver in solvers {
      try goOn(
        SoftmaxClassifier(solver: solver, l2Penalty: 1e-4, l1Penalty: l1Penalty, standardize: .always), data)
    }
  }

  @Test func aFitInTheSpaceOfItsRowsGoesOnThereAndAfterwards() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 7, featureCount: 900, seed: 5)
    // So near that the last steps are taken on the features themselves.
    let states = try goOn(SoftmaxClassifier(solver: .automatic(tolerance: 1e-13), l2Penalty: 1e-3), data)
    let places = try states.map { try FullBatchProgress(resuming: $0.bytes).isReduced }
    #expect(places.contains(true) && places.contains(false))
  }

  @Test(arguments: [1e-3, 1e-9])
  func sparseFitsGoOn(_ tolerance: Double) throws {
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    try goOn(SoftmaxClassifier(solver: .sdca(tolerance: tolerance), l2Penalty: 1e-2), made.sparse)
  }

  @Test func minibatchesGoOnInTheMiddleOfAnEpoch() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 30, featureCount: 5, seed: 9)
    var settings = StochasticSettings(learningRate: 0.05, epochs: 6, batchSize: 8)
    for optimizer in [StochasticOptimizer.sgd(momentum: 0.5), .adam()] {
      settings.optimizer = optimizer
      try goOn(SoftmaxClassifier(solver: .stochastic(settings), seed: 3), data, atLeast: 60)
    }
  }

  @Test func earlyStoppingRemembersItsBestEpoch() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 20, featureCount: 5, seed: 9)
    let validation = try MadeData.clouds(classCount: 3, perClass: 8, featureCount: 5, seed: 10)
    var settings = StochasticSettings(learningRate: 0.3, epochs: 30, batchSize: 16)
    settings.earlyStopping = EarlyStopping(patience: 3)
    try goOn(SoftmaxClassifier(solver: .stochastic(settings)), data, validation: validation)
  }

  @Test func aFitThatIsStoppedKeepsItsLastWholeStep() throws {
    let data = try ResumedFitTests.hardData()
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    var stochastic = StochasticSettings(learningRate: 0.05, epochs: 6, batchSize: 8)
    stochastic.optimizer = .sgd(momentum: 0.5)
    let cases: [(SolverConfiguration, Dataset)] = [
      (.lbfgs(tolerance: 1e-9), data), (.newtonCG(tolerance: 1e-9), data),
      (.sdca(tolerance: 1e-9), made.sparse),
      (.stochastic(stochastic), data),
    ]
    for (solver, data) in cases {
      let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 1e-2)
      let whole = try classifier.fit(data)
      var stopCount = 0
      for stopAt in [1, 2, 5, 9] {
        let kept = Kept()
        var count = 0
        let stopped = try FitCheckpoints(every: .seconds(1000)) { kept.add($0) }.watching {
          // Events of passes and minibatches are told too: the stop falls into the middle of a step.
          try classifier.fit(data, every: .batch) { _ in
            count += 1
            return count > stopAt ? .stop : .continue
          }
        }
        guard stopped.report.stopReason == .stopped else { continue }
        stopCount += 1
        let state = try #require(kept.states.last, "\(solver) at \(stopAt)")
        #expect(kept.states.count == 1 && state.isLast)
        let resumed = try FitCheckpoints(resuming: state.bytes).watching { try classifier.fit(data) }
        expectTheSame(resumed, whole, "\(solver), stopped at event \(stopAt)")
      }
      #expect(stopCount >= 2, "\(solver)")
    }
  }

  /// A stop that comes while an epoch is certified leaves the epoch to who goes on, whose record is then whole.
  @Test func aStopInAnEpochsCertificateLosesNothingOfItsRecord() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 200, featureCount: 40, seed: 9)
    var settings = StochasticSettings(learningRate: 0.05, epochs: 40, batchSize: 64)
    settings.certifiesEpochs = true
    let classifier = try SoftmaxClassifier(solver: .stochastic(settings), l2Penalty: 0.01)
    let whole = try classifier.fit(data)
    var stopCount = 0
    for delay in 1...6 {
      let (kept, monitor) = (Kept(), JobMonitor())
      let stopped = try monitor.watching {
        try FitCheckpoints(every: .seconds(1000)) { kept.add($0) }.watching {
          try classifier.fit(data) { event in
            // The next epochs are under way when the stop comes.
            if case .epoch(let record) = event, record.epoch == delay {
              Thread.detachNewThread { monitor.stop() }
            }
            return .continue
          }
        }
      }
      guard stopped.report.stopReason == .stopped else { continue }
      stopCount += 1
      let state = try #require(kept.states.last)
      let resumed = try FitCheckpoints(resuming: state.bytes).watching { try classifier.fit(data) }
      expectTheSame(resumed, whole, "stopped after epoch \(delay)")
      #expect(resumed.report.history.map(\.certificate) == whole.report.history.map(\.certificate))
    }
    #expect(stopCount > 0)
  }

  @Test func bytesOfAnotherFitAreRefused() throws {
    let data = try ResumedFitTests.hardData()
    let kept = Kept()
    let classifier = try SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-9), l2Penalty: 1e-3)
    _ = try FitCheckpoints(every: .zero) { kept.add($0) }.watching { try classifier.fit(data) }
    let bytes = try #require(kept.states.first).bytes
    func resume(_ classifier: SoftmaxClassifier, _ data: Dataset, _ bytes: [UInt8]) throws {
      _ = try FitCheckpoints(resuming: bytes).watching { try classifier.fit(data) }
    }
    let newton = try SoftmaxClassifier(solver: .newtonCG(tolerance: 1e-9), l2Penalty: 1e-3)
    #expect(throws: CheckpointError.self) { try resume(newton, data, bytes) }
    let minibatches = try SoftmaxClassifier(solver: .stochastic(StochasticSettings()))
    #expect(throws: CheckpointError.self) { try resume(minibatches, data, bytes) }
    let other = try MadeData.clouds(classCount: 3, perClass: 20, featureCount: 5, seed: 9)
    #expect(throws: CheckpointError.self) { try resume(classifier, other, bytes) }
    for count in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: CheckpointError.self) { try resume(classifier, data, Array(bytes[..<count])) }
    }
    for place in stride(from: 0, to: bytes.count, by: 53) {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: CheckpointError.self) { try resume(classifier, data, changed) }
    }
  }

  @Test func aRecordWithAFigureThatIsNoneIsRefused() throws {
    let data = try ResumedFitTests.hardData()
    let kept = Kept()
    let classifier = try SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-9), l2Penalty: 1e-3)
    _ = try FitCheckpoints(every: .zero) { kept.add($0) }.watching { try classifier.fit(data) }
    var progress = try FullBatchProgress(resuming: #require(kept.states.last).bytes)
    let first = try #require(progress.iterations.first)
    for figure in [Double.infinity, -.infinity, .nan] {
      progress.iterations[0] = IterationRecord(
        iteration: 1, objective: first.objective, trainLoss: first.trainLoss,
        trainAccuracy: first.trainAccuracy,
        validationLoss: nil, validationAccuracy: nil, testAccuracy: nil, gradientMax: figure, step: 1,
        passes: 2,
        seconds: 0)
      let bytes = progress.saved
      #expect(throws: CheckpointError.self) {
        try FitCheckpoints(resuming: bytes).watching { try classifier.fit(data) }
      }
    }
  }

  @Test func aRelaxedFitSaysThatItKeepsNoStates() throws {
    let data = try ResumedFitTests.hardData()
    let classifier = try SoftmaxClassifier(l1Penalty: 0.01, relaxation: Relaxation())
    #expect(throws: ConfigurationError.self) {
      try FitCheckpoints { _ in }.watching { try classifier.fit(data) }
    }
  }

  @Test func whatKeepingThrowsEndsTheFit() throws {
    struct Full: Error {}
    let data = try ResumedFitTests.hardData()
    #expect(throws: Full.self) {
      try FitCheckpoints(every: .zero) { _ in throw Full() }.watching { try SoftmaxClassifier().fit(data) }
    }
  }
}
