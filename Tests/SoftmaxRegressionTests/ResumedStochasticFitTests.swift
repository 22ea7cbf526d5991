// Fits by minibatches that are stopped, written to bytes, read back and gone on with.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ResumedStochasticFitTests {
  static let configurations: [SolverConfiguration] = [
    .stochastic(epochs: 3, batchSize: 8), .stochastic(optimizer: .sgd(momentum: 0.9), epochs: 4, batchSize: 7),
    .stochastic(epochs: 4, batchSize: 8, averagesWeights: true),
    .stochastic(epochs: 4, batchSize: 16, schedule: .step(every: 2, factor: 0.5)),
    .stochastic(epochs: 3, batchSize: 16, schedule: .cosine),
    .stochastic(
      optimizer: .sgd(momentum: 0.5), epochs: 3, batchSize: 16, schedule: .inverseTime(halfAfter: 0.7)),
    .stochastic(
      learningRate: 2, epochs: 12, batchSize: 10, averagesWeights: true,
      earlyStopping: EarlyStopping(patience: 2, minimumImprovement: 1e-3)),
    .stochastic(
      learningRate: 1, epochs: 8, batchSize: 10, earlyStopping: EarlyStopping(patience: 1, metric: .accuracy),
      certifiesEpochs: true),
    .stochastic(optimizer: .adam(), epochs: 3, batchSize: 9),
    .stochastic(optimizer: .adam(), epochs: 4, batchSize: 9, schedule: .cosine, averagesWeights: true),
    .stochastic(epochs: 1, batchSize: 100),
  ]

  private func fit(
    _ solver: SolverConfiguration, seed: UInt64 = 7, featureCount: Int = 4
  ) throws -> StochasticFit {
    let data = try MadeData.clouds(classCount: 3, perClass: 15, featureCount: featureCount, seed: 41)
    let training = try data.weighted(by: (0..<data.sampleCount).map { 0.5 + Double($0 % 4) })
    let settings = try #require(solver.stochasticSettings)
    return StochasticFit(
      training,
      validation: settings.earlyStopping == nil
        ? nil : try MadeData.clouds(classCount: 3, perClass: 9, featureCount: featureCount, seed: 42),
      test: nil, try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, seed: seed), settings, l2Penalty: 0.01,
      classFactors: nil, isStandardized: false, since: .now)
  }

  /// Runs a fit to its end; after every `period`-th minibatch, and after each epoch where `alsoEpochs`, it goes on as
  /// another one, made from bytes.
  private func run(
    _ solver: SolverConfiguration, restartingEvery period: Int, alsoEpochs: Bool = false
  ) throws -> (fit: SoftmaxFit, restarts: Int) {
    var fit = try fit(solver)
    var progress = fit.begin(from: nil)
    var batchCount = 0
    var restarts = 0
    while true {
      var isPaused = false
      let reason = try fit.advance(&progress, every: .batch) { event in
        switch event {
        case .batch:
          batchCount += 1
          isPaused = batchCount.isMultiple(of: period)
        case .epoch: isPaused = alsoEpochs
        default: Issue.record("\(event)")
        }
        return isPaused ? .stop : .continue
      }
      guard reason == .stopped, isPaused else {
        return (try fit.fit(of: progress, reason, warnings: []), restarts)
      }
      let bytes = progress.saved
      fit = try self.fit(solver)
      progress = try fit.resumed(bytes)
      restarts += 1
    }
  }

  @Test(arguments: configurations)
  func aFitGoesOnWhereItStood(_ solver: SolverConfiguration) throws {
    let whole = try run(solver, restartingEvery: .max).fit
    for (period, alsoEpochs) in [(1, true), (2, false), (3, true), (5, false), (.max, true)] {
      let (parts, restarts) = try run(solver, restartingEvery: period, alsoEpochs: alsoEpochs)
      #expect(restarts > 0 || whole.report.history.count == 1)
      #expect(parts.model.weights.map(\.bitPattern) == whole.model.weights.map(\.bitPattern))
      #expect(parts.model.bias.map(\.bitPattern) == whole.model.bias.map(\.bitPattern))
      #expect(parts.report.history.map(\.epoch) == whole.report.history.map(\.epoch))
      #expect(parts.report.history.map(\.trainLoss) == whole.report.history.map(\.trainLoss))
      #expect(parts.report.history.map(\.trainAccuracy) == whole.report.history.map(\.trainAccuracy))
      #expect(parts.report.history.map(\.validationLoss) == whole.report.history.map(\.validationLoss))
      #expect(parts.report.history.map(\.certificate) == whole.report.history.map(\.certificate))
      #expect(parts.report.bestEpoch == whole.report.bestEpoch)
      #expect(parts.report.stopReason == whole.report.stopReason)
      #expect(parts.report.certificate == whole.report.certificate)
    }
  }

  @Test func earlyStoppingEndsTheFitsUnderTest() throws {
    let stopped = try Self.configurations.map { try run($0, restartingEvery: .max).fit.report.stopReason }
    #expect(stopped.contains(.noImprovement) && stopped.contains(.epochsCompleted))
  }

  @Test func whatEarlyStoppingHasEndedIsNotGoneOnWith() throws {
    let solver = SolverConfiguration.stochastic(
      learningRate: 2, epochs: 30, batchSize: 10, earlyStopping: EarlyStopping(patience: 1))
    let fit = try fit(solver)
    var progress = fit.begin(from: nil)
    #expect(try fit.advance(&progress, every: .epoch) { _ in .continue } == .noImprovement)
    let count = progress.history.count
    var again = try fit.resumed(progress.saved)
    #expect(try fit.advance(&again, every: .epoch) { _ in .continue } == .noImprovement)
    #expect(again.history.count == count && count < 30)
  }

  // MARK: Bytes that are no state

  private func bytes(_ solver: SolverConfiguration) throws -> [UInt8] {
    let fit = try fit(solver, featureCount: 2)
    var progress = fit.begin(from: nil)
    var count = 0
    _ = try fit.advance(&progress, every: .batch) { event in
      if case .batch = event { count += 1 }
      return count == 8 ? .stop : .continue
    }
    return progress.saved
  }

  private static let stopping = SolverConfiguration.stochastic(
    optimizer: .adam(), epochs: 5, batchSize: 10, averagesWeights: true,
    earlyStopping: EarlyStopping(patience: 2))

  @Test func everyCutAndEveryChangedByteIsRefused() throws {
    let bytes = try bytes(Self.stopping)
    let fit = try fit(Self.stopping, featureCount: 2)
    #expect(throws: Never.self) { try fit.resumed(bytes) }
    for count in 0..<bytes.count {
      #expect(throws: StateError.self, "\(count) bytes") { try fit.resumed(Array(bytes[..<count])) }
    }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      #expect(throws: StateError.self, "byte \(place)") { try fit.resumed(changed) }
    }
  }

  @Test func changesUnderAChecksumThatFitsNeverTrap() throws {
    let bytes = try bytes(Self.stopping)
    let fit = try fit(Self.stopping, featureCount: 2)
    var refusals = 0
    for place in 12..<bytes.count - 8 {
      for value: UInt8 in [0, 1, 0x7f, 0xff] where bytes[place] != value {
        var changed = bytes
        changed[place] = value
        do {
          var progress = try fit.resumed(ResumedFitTests.sealed(changed))
          var count = 0
          _ = try fit.advance(&progress, every: .batch) { _ in
            count += 1
            return count == 7 ? .stop : .continue
          }
        } catch is StateError {
          refusals += 1
        } catch {
          // Weights that are no numbers, or as good as none, end a fit wherever they come from.
        }
      }
    }
    #expect(refusals > 100)
  }

  @Test func theStateOfAnotherFitIsRefused() throws {
    let saved = try bytes(Self.stopping)
    for (other, problem) in [
      (try fit(Self.stopping, seed: 8, featureCount: 2), "another seed"),
      (try fit(.stochastic(optimizer: .adam(), epochs: 5, batchSize: 10), featureCount: 2), "ends early"),
      (
        try fit(
          .stochastic(
            epochs: 5, batchSize: 10, averagesWeights: true, earlyStopping: EarlyStopping(patience: 2)),
          featureCount: 2), "another fit or optimizer"
      ),
      (
        try fit(
          .stochastic(
            optimizer: .adam(), epochs: 5, batchSize: 11, averagesWeights: true,
            earlyStopping: EarlyStopping(patience: 2)),
          featureCount: 2), "among other samples, epochs or batches"
      ),
      (try fit(Self.stopping, featureCount: 3), "another model"),
    ] {
      let error = #expect(throws: StateError.self) { try other.resumed(saved) }
      #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
  }
}
