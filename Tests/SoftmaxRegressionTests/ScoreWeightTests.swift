// Weights in scores: a sample of weight 2 scores as two of them would.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ScoreWeightTests {
  /// Clouds that overlap, with weights from 0 to 3, and the same samples so many times.
  private let plain: Dataset
  private let weighted: Dataset
  private let repeated: Dataset
  private let counts: [Int]
  /// A model that is wrong about some of them.
  private let model: SoftmaxModel

  init() throws {
    plain = try Self.noise(perClass: 40, seed: 41)
    let counts = (0..<plain.sampleCount).map { ($0 * 7 + $0 / 5) % 4 }
    self.counts = counts
    weighted = try plain.weighted(by: counts.map(Double.init))
    repeated = plain.samples(at: counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) })
    model = try SoftmaxClassifier(l2Penalty: 1).fit(plain).model
  }

  private static func noise(perClass: Int, seed: UInt64) throws -> Dataset {
    var numbers = MadeNumbers(seed: seed)
    let labels = (0..<3 * perClass).map { $0 % 3 }
    let values = labels.flatMap { label in (0..<5).map { j in numbers.next() + (j == label ? 0.5 : 0) } }
    return try Dataset(features: Features(values, input: .vector(featureCount: 5)), labels: labels)
  }

  @Test func aWeightScoresAsThatManySamples() throws {
    let (found, expected) = (try model.evaluate(weighted), try model.evaluate(repeated))
    #expect(found.accuracy > 0.5 && found.accuracy < 1)
    #expect(found.accuracy != (try model.evaluate(plain).accuracy))
    // Counts are sums of whole numbers.
    #expect(found.confusionMatrix == expected.confusionMatrix)
    #expect(found.accuracy == expected.accuracy && found.macroF1 == expected.macroF1)
    #expect(found.calibration.sampleCounts == expected.calibration.sampleCounts)
    // The same terms in another order: 180 of them.
    #expect(Closeness.relative(found.logLoss, from: expected.logLoss) < 1e-13)
    #expect(abs(found.expectedCalibrationError - expected.expectedCalibrationError) < 1e-13)
    #expect(found.sampleCount == counts.count { $0 > 0 })
    #expect(found.totalWeight == Double(repeated.sampleCount) && expected.totalWeight == nil)
  }

  @Test func weightsOfOneChangeNoFigure() throws {
    let ones = try plain.weighted(by: [Double](repeating: 1, count: plain.sampleCount))
    #expect(try model.evaluate(ones) == model.evaluate(plain))
  }

  @Test(arguments: [0x1p-1000, 0x1p-1060, 0.1, 0x1p1015])
  func theUnitOfWeightsChangesNoShare(_ unit: Double) throws {
    let (found, expected) = (
      try model.evaluate(plain.weighted(by: counts.map { Double($0) * unit })), try model.evaluate(weighted)
    )
    // Of 0.1 the sums are rounded.
    #expect(Closeness.relative(found.accuracy, from: expected.accuracy) < 1e-14)
    #expect(Closeness.relative(found.logLoss, from: expected.logLoss) < 1e-13)
    #expect(abs(found.expectedCalibrationError - expected.expectedCalibrationError) < 1e-13)
    #expect(found.totalWeight?.isFinite == true)
  }

  @Test func trainingAccuracyIsThatOfRepetitionsAndClassFactorsHaveNoSay() throws {
    let expected = try model.certificate(on: repeated, l2Penalty: 1).accuracy
    #expect(expected == (try model.evaluate(repeated).accuracy))
    for factors in [nil, [1.0, 5, 2]] {
      let found = try model.certificate(on: weighted, l2Penalty: 1, classWeights: factors)
      #expect(found.accuracy == expected)
    }
    let alike = try model.evaluate(plain).accuracy
    #expect(try model.certificate(on: plain, l2Penalty: 1, classWeights: [1, 5, 2]).accuracy == alike)
    #expect(alike != expected && expected < 1)
    let fit = try SoftmaxClassifier(l2Penalty: 1, classWeights: .custom(["1": 3])).fit(weighted)
    #expect(fit.report.trainAccuracy == (try fit.model.evaluate(weighted).accuracy))
    // As passes in Float32 find it, unless a sample lies on the border.
    let last = try #require(fit.report.iterations.last)
    #expect(abs(last.trainAccuracy - fit.report.trainAccuracy) < 0.02)
  }

  @Test func anEpochsTrainingAccuracyIsThatOfRepetitions() throws {
    // One batch: all predictions are those of the starting point.
    let solver = SolverConfiguration.stochastic(epochs: 1, batchSize: 1000)
    let fit = try SoftmaxClassifier(solver: solver, classWeights: .custom(["0": 4])).fit(weighted, from: model)
    #expect(fit.report.history.first?.trainAccuracy == (try model.evaluate(repeated).accuracy))
  }

  @Test func whatHasNoWeightIsNotScored() throws {
    let none = try plain.weighted(by: counts.map { _ in 0 })
    #expect(throws: DatasetError.nothingToScore) { try model.evaluate(none) }
    #expect(throws: DatasetError.nothingToScore) { try SoftmaxClassifier().fit(plain, test: none) }
    // A class that the model has not, and logits out of range, where nothing counts.
    let odd = try Dataset(
      features: Features([3e38, 3e38, 3e38, 3e38, 3e38] + plain.features.row(1), input: plain.features.input),
      labels: ["9", "1"])
    let scored = try model.evaluate(odd.weighted(by: [0, 1]))
    #expect(scored.sampleCount == 1 && scored.confusionMatrix.support(of: 1) == 1)
  }

  // MARK: Cross-validation

  /// Groups of one sample of each class, of which the first counts twice.
  private func grouped() throws -> (weighted: Dataset, repeated: Dataset) {
    let groups = (0..<plain.sampleCount).map { UInt32($0 / 3) }
    let weights = (0..<plain.sampleCount).map { $0 % 3 == 0 ? 2.0 : 1 }
    let twice = weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
    return (
      try plain.grouped(by: groups).weighted(by: weights), try plain.grouped(by: groups).samples(at: twice)
    )
  }

  @Test func aSearchFindsForAWeightWhatItFindsForRepetitionsInOneFold() throws {
    let (weighted, repeated) = try grouped()
    let test = (weighted: self.weighted, repeated: self.repeated)
    for family in [PenaltyFamily.l2, .l1] {
      let search = try PenaltySearch(
        families: [family], grid: .strengths([0.3, 0.03]), folds: 4, tolerance: 1e-9)
      let found = try search.run(on: weighted, test: test.weighted)
      let expected = try search.run(on: repeated, test: test.repeated)
      for (one, other) in zip(found.scores, expected.scores) {
        // Gaps of 1e-9 F leave the log loss of other samples within sqrt(1e-9) at worst; seen: 1e-6.
        #expect(Closeness.largestDifference(one.foldLogLosses, other.foldLogLosses) < 1e-5)
        #expect(one.foldAccuracies == other.foldAccuracies)
        #expect(Closeness.relative(one.objective, from: other.objective) < 1e-7)
        #expect(one.testAccuracy == other.testAccuracy)
      }
      #expect(found.chosen?.strength == expected.chosen?.strength)
    }
  }

  @Test func foldsCountByWeightAndNotByClassFactors() throws {
    let (weighted, _) = try grouped()
    let classifier = try SoftmaxClassifier(classWeights: .custom(["0": 3, "2": 0.2]))
    let search = try PenaltySearch(grid: .strengths([0.1]), folds: 3, classifier: classifier)
    let score = try search.run(on: weighted).scores[0]
    let members = StratifiedFolds(
      classIndices: plain.classIndices, classCount: 3, groups: weighted.groups ?? [], count: 3, seed: 0
    ).members
    for (fold, held) in members.enumerated() {
      let rest = plain.classIndices.indices.filter { !held.contains($0) }
      let fit = try classifier.with(l2Penalty: 0.1, l1Penalty: 0).fit(weighted.samples(at: rest))
      let expected = try fit.model.evaluate(weighted.samples(at: held))
      #expect(abs(score.foldLogLosses[fold] - expected.logLoss) < 1e-2)
      #expect(abs(score.foldAccuracies[fold] - expected.accuracy) < 0.05)
      // A whole number of a weight of 4 for each group.
      let total = Double(held.count / 3 * 4)
      #expect(abs(score.foldAccuracies[fold] * total - (score.foldAccuracies[fold] * total).rounded()) < 1e-9)
    }
  }

  // MARK: Early stopping

  @Test(arguments: EarlyStopping.Metric.allCases)
  func earlyStoppingLooksAtAWeightAsAtRepetitions(_ metric: EarlyStopping.Metric) throws {
    let training = try Self.noise(perClass: 12, seed: 42)
    let classifier = try SoftmaxClassifier(
      solver: .stochastic(
        learningRate: 0.5, epochs: 60, batchSize: 6, earlyStopping: EarlyStopping(patience: 3, metric: metric)))
    let found = try classifier.fit(training, validation: weighted, test: weighted)
    let expected = try classifier.fit(training, validation: repeated, test: repeated)
    let alike = try classifier.fit(training, validation: plain, test: plain)
    #expect(found.report.bestEpoch == expected.report.bestEpoch && found.model == expected.model)
    #expect(found.report.history.count == expected.report.history.count)
    for (one, other) in zip(found.report.history, expected.report.history) {
      let (loss, same) = (try #require(one.validationLoss), try #require(other.validationLoss))
      #expect(Closeness.relative(loss, from: same) < 1e-13)
      #expect(one.validationAccuracy == other.validationAccuracy && one.testAccuracy == other.testAccuracy)
    }
    #expect(alike.report.history[0].validationLoss != found.report.history[0].validationLoss)
  }

  @Test func aFullBatchFitsTestAccuracyIsThatOfRepetitions() throws {
    let found = try SoftmaxClassifier().fit(plain, test: weighted)
    let expected = try SoftmaxClassifier().fit(plain, test: repeated)
    #expect(found.report.iterations.map(\.testAccuracy) == expected.report.iterations.map(\.testAccuracy))
  }

  // MARK: Classes without weight

  @Test func aClassWithoutWeightIsRefusedByEveryFit() throws {
    let none = try plain.weighted(by: plain.classIndices.map { $0 == 1 ? 0 : 2 })
    let byWeights = DatasetError.weightlessClass(name: "1", samples: 40, isByFactor: false)
    let byFactor = DatasetError.weightlessClass(name: "1", samples: 40, isByFactor: true)
    for solver in [SolverConfiguration.automatic(), .stochastic(epochs: 1)] {
      #expect(throws: byWeights) { try SoftmaxClassifier(solver: solver).fit(none) }
      #expect(throws: byWeights) { try SoftmaxClassifier(solver: solver, classWeights: .balanced).fit(none) }
      #expect(throws: byFactor) {
        try SoftmaxClassifier(solver: solver, classWeights: .custom(["1": 0])).fit(plain)
      }
    }
    #expect(throws: byWeights) { try PenaltySearch().run(on: none) }
    #expect(
      byFactor.description.hasPrefix("the class '1' has a weight of 0, and a class without any has no optimum"))
    #expect(byWeights.description.hasPrefix("all 40 samples of the class '1' have a weight of 0"))
  }
}
