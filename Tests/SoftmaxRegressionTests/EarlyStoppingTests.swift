// Early stopping: which epoch is kept, and when a fit ends.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct EarlyStoppingTests {
  private let training: Dataset
  private let holdout: Dataset
  private let test: Dataset

  /// Clouds that overlap, few rows for many features: a model that learns them by heart soon predicts others worse.
  init() throws {
    func noise(_ seed: UInt64, _ perClass: Int) throws -> Dataset {
      var numbers = MadeNumbers(seed: seed)
      let labels = (0..<3 * perClass).map { $0 % 3 }
      let values = labels.flatMap { label in
        (0..<12).map { j in numbers.next() + (j == label ? 0.4 : 0) }
      }
      return try Dataset(features: Features(values, input: .vector(featureCount: 12)), labels: labels)
    }
    training = try noise(21, 10)
    holdout = try noise(22, 30)
    test = try noise(23, 20)
  }

  private func solver(
    _ epochs: Int = 200, patience: Int = 4, metric: EarlyStopping.Metric = .logLoss, averages: Bool = false
  ) -> SolverConfiguration {
    .stochastic(
      learningRate: 0.5, epochs: epochs, batchSize: 10, averagesWeights: averages,
      earlyStopping: EarlyStopping(patience: patience, metric: metric))
  }

  @Test(arguments: EarlyStopping.Metric.allCases)
  func theBestEpochsWeightsAreReturned(_ metric: EarlyStopping.Metric) throws {
    let fit = try SoftmaxClassifier(solver: solver(metric: metric)).fit(
      training, validation: holdout, test: test)
    let report = fit.report
    let best = try #require(report.bestEpoch)
    #expect(report.stopReason == .noImprovement && report.stopReason.isComplete)
    #expect(best < report.history.count && report.history.count < 200)
    let costs = report.history.compactMap {
      metric == .logLoss ? $0.validationLoss : $0.validationAccuracy.map { -$0 }
    }
    #expect(costs.firstIndex(of: costs.min() ?? .nan) == best - 1)
    // A fit of that many epochs ends at these weights.
    let plain = try SoftmaxClassifier(solver: .stochastic(learningRate: 0.5, epochs: best, batchSize: 10)).fit(
      training)
    #expect(fit.model == plain.model)
    #expect(report.certificate == plain.report.certificate)
    let record = report.history[best - 1]
    #expect(record.validationLoss == (try fit.model.evaluate(holdout).logLoss))
    #expect(record.validationAccuracy == (try fit.model.evaluate(holdout).accuracy))
    #expect(record.testAccuracy == (try fit.model.evaluate(test).accuracy))
  }

  @Test func nothingIsChosenByTheTestSet() throws {
    let classifier = try SoftmaxClassifier(solver: solver())
    let first = try classifier.fit(training, validation: holdout, test: test)
    let second = try classifier.fit(training, validation: holdout)
    #expect(first.model == second.model)
    #expect(second.report.history.allSatisfy { $0.testAccuracy == nil })
    #expect(throws: ConfigurationError.self) { try classifier.fit(training, test: test) }
  }

  @Test func withoutAnySamplesToLookAtItIsRefused() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try SoftmaxClassifier(solver: solver()).fit(training)
    }
    #expect(error?.description.contains("earlyStopping must be given samples to look at") == true)
  }

  @Test func theBestEpochIsReturnedWhereAllAreDoneToo() throws {
    let early = try SoftmaxClassifier(solver: solver()).fit(training, validation: holdout)
    let best = try #require(early.report.bestEpoch)
    let all = try SoftmaxClassifier(solver: solver(best + 2, patience: 100)).fit(training, validation: holdout)
    #expect(all.report.stopReason == .epochsCompleted)
    #expect(all.report.history.count == best + 2 && all.report.bestEpoch == best)
    #expect(all.model == early.model)
  }

  @Test func aStopByTheCallbackReturnsTheBestEpochSoFar() throws {
    let fit = try SoftmaxClassifier(solver: solver(patience: 100)).fit(
      training, validation: holdout, every: .batch
    ) {
      event in
      guard case .batch(let progress) = event else { return .continue }
      return progress.epoch == 60 && progress.batch == 2 ? .stop : .continue
    }
    #expect(fit.report.stopReason == .stopped && fit.report.history.count == 59)
    let best = try #require(fit.report.bestEpoch)
    let plain = try SoftmaxClassifier(solver: .stochastic(learningRate: 0.5, epochs: best, batchSize: 10)).fit(
      training)
    #expect(best < 59 && fit.model == plain.model)
  }

  @Test func averagedWeightsAreWhatIsLookedAt() throws {
    let fit = try SoftmaxClassifier(solver: solver(averages: true)).fit(training, validation: holdout)
    let best = try #require(fit.report.bestEpoch)
    #expect(try fit.model.evaluate(holdout).logLoss == fit.report.history[best - 1].validationLoss)
    #expect(try fit.model != SoftmaxClassifier(solver: solver()).fit(training, validation: holdout).model)
  }

  @Test func patienceCountsEpochsThatBringTooLittleTogether() {
    func record(_ epoch: Int, _ loss: Double) -> EpochRecord {
      EpochRecord(
        epoch: epoch, trainLoss: 1, trainAccuracy: 0, testAccuracy: nil, validationLoss: loss,
        validationAccuracy: 0, seconds: 0)
    }
    func end(_ losses: [Double]) -> Int? {
      var watch = EarlyStopping.Watch(EarlyStopping(patience: 2, minimumImprovement: 0.1))
      return losses.indices.first { i in
        _ = watch.isBest(record(i + 1, losses[i]))
        return watch.isStalled
      }
    }
    #expect(end([1, 0.8, 0.6, 0.4]) == nil)
    #expect(end([1, 0.95, 0.91]) == 2)
    // 0.06 and 0.06 are more than 0.1 together.
    #expect(end([1, 0.94, 0.88, 0.86, 0.84]) == 4)
    #expect(end([1, 2, 3]) == 2)
    let losses = [1, 0.95, 0.91, 0.91]
    let history = losses.enumerated().map { record($0 + 1, $1) }
    #expect(EarlyStopping(minimumImprovement: 0.1).bestIndex(in: history) == 2)
    #expect(EarlyStopping().bestIndex(in: []) == nil)
  }
}
