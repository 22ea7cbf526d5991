// The arithmetic of choosing: grids, means, rules, and what is refused.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PenaltyChoiceTests {
  private func score(
    _ strength: Double, logLosses: [Double] = [], accuracies: [Double] = [], family: PenaltyFamily = .l2
  ) -> PenaltyScore {
    PenaltyScore(
      family: family, strength: strength, foldLogLosses: logLosses,
      foldAccuracies: accuracies, objective: 1, estimatedGap: nil, nonzeroCount: 1, testAccuracy: nil,
      testLogLoss: nil, passes: 1)
  }

  private func choice(
    _ scores: [PenaltyScore], by criterion: SelectionCriterion = .logLoss, _ rule: SelectionRule = .best
  ) -> Int? {
    PenaltySearchResult.choice(among: scores, by: criterion, rule)
  }

  @Test func meanAndStandardErrorAreThoseOfTheFolds() throws {
    let score = score(1, logLosses: [1, 2, 3, 4], accuracies: [0.5, 0.75])
    let losses = try #require(score.mean(of: .logLoss))
    // Squares of 1.5, 0.5, 0.5, 1.5 sum to 5: sqrt(5 / 3) / sqrt(4).
    #expect(losses.value == 2.5)
    #expect(Closeness.relative(losses.standardError, from: 0.6454972243679028) < 1e-15)
    let accuracies = try #require(score.mean(of: .accuracy))
    #expect(accuracies == (0.625, 0.125))
    #expect(self.score(1).mean(of: .logLoss) == nil)
  }

  @Test func theBestIsTheSmallestLossOrTheLargestAccuracy() {
    let scores = [
      score(1, logLosses: [0.9, 0.7], accuracies: [0.7, 0.9]),
      score(0.1, logLosses: [0.5, 0.6], accuracies: [0.7, 0.8]),
      score(0.01, logLosses: [0.6, 0.6], accuracies: [0.7, 0.8]),
    ]
    #expect(choice(scores) == 1)
    #expect(choice(scores, by: .accuracy) == 0)
    #expect(choice(Array(scores.reversed())) == 1)
    #expect(choice([]) == nil)
    #expect(choice([score(1)]) == nil)
    #expect(choice([scores[0], score(0.1)]) == nil)
  }

  @Test(arguments: SelectionRule.allCases)
  func ofEqualsTheStrongestPenaltyIsTaken(_ rule: SelectionRule) {
    let equal = [3.0, 1, 0.1].map { score($0, logLosses: [0.5, 0.5], accuracies: [0.8, 0.8]) }
    #expect(choice(equal, rule) == 0)
    #expect(choice(equal, by: .accuracy, rule) == 0)
    #expect(choice([score(9, logLosses: [0.7, 0.7])] + equal, rule) == 1)
  }

  @Test func theOrderOfTheFoldsBreaksNoTie() {
    // 0.3 + 0.2 + 0.1 is 0.6, 0.1 + 0.2 + 0.3 a last place more.
    #expect(
      choice([score(1, accuracies: [0.3, 0.2, 0.1]), score(0.1, accuracies: [0.1, 0.2, 0.3])], by: .accuracy)
        == 0)
    #expect(
      choice([score(1, logLosses: [0.1, 0.2, 0.3]), score(0.1, logLosses: [0.3, 0.2, 0.1])], by: .logLoss) == 0)
  }

  @Test func oneStandardErrorTakesTheStrongestThatIsAsGood() {
    // The best, the third, has mean 0.5 and error sqrt(0.02 / 2 / 3) = 0.0577.
    let best = score(0.01, logLosses: [0.4, 0.5, 0.6])
    let close = score(0.1, logLosses: [0.45, 0.6, 0.615])  // 0.555
    let far = score(1, logLosses: [0.45, 0.6, 0.63])  // 0.56
    let weaker = score(0.001, logLosses: [0.5, 0.5, 0.52])
    #expect(choice([far, close, best, weaker], .oneStandardError) == 1)
    #expect(choice([far, close, best, weaker]) == 2)
    #expect(choice([far, best, weaker], .oneStandardError) == 1)
    // By accuracy: mean 0.8, error 0.0577.
    let accurate = score(0.01, accuracies: [0.7, 0.8, 0.9])
    let nearly = score(0.1, accuracies: [0.7, 0.75, 0.8])
    let worse = score(1, accuracies: [0.7, 0.7, 0.8])
    #expect(choice([worse, nearly, accurate], by: .accuracy, .oneStandardError) == 1)
  }

  @Test func oneStandardErrorStaysWithinTheFamilyOfTheBest() {
    let other = score(1, logLosses: [0.5, 0.52], family: .l1)
    let best = score(0.1, logLosses: [0.4, 0.6])
    #expect(choice([other, best], .oneStandardError) == 1)
    #expect(choice([other, score(2, logLosses: [0.55, 0.55]), best], .oneStandardError) == 1)
  }

  @Test func powersOfTenAreRight() {
    // Python's decimal with 30 digits.
    let known: [(Double, Double)] = [
      (0, 1), (1, 10), (-4, 1e-4), (0.5, 3.1622776601683795), (-0.25, 0.5623413251903491),
      (1.0 / 3, 2.1544346900318843), (-8.0 / 9, 0.1291549665014884), (3.7, 5011.872336272723),
      (-7.9, 1.2589254117941673e-8), (0.9999, 9.997697679981567),
    ]
    for (x, expected) in known {
      #expect(Closeness.relative(PenaltyGrid.power(ofTen: x), from: expected) < 1e-12, "\(x)")
    }
  }

  @Test func gridsGoFromTheLargestDownWithoutRepetition() throws {
    func strengths(_ grid: PenaltyGrid, _ count: Int, largest: Double? = nil, classes: Int = 3) throws
      -> [Double]
    {
      try grid.strengths(
        of: .l2, sampleCount: count, classCount: classes, totalWeight: Double(count), largest: largest)
    }
    let automatic = try strengths(.automatic(count: 10), 150)
    #expect(automatic.count == 10)
    // scikit-learn's C from 1e-4 to 1e4.
    #expect(Closeness.relative(automatic[0], from: 1e4 / 150) < 1e-12)
    #expect(Closeness.relative(automatic[9], from: 1e-4 / 150) < 1e-12)
    for (first, second) in zip(automatic, automatic.dropFirst()) {
      #expect(Closeness.relative(first / second, from: 7.742636826811270) < 1e-12)
    }
    let bounded = try strengths(.automatic(count: 4), 150, largest: 2)
    for (found, expected) in zip(bounded, [2, 0.2, 0.02, 0.002]) {
      #expect(Closeness.relative(found, from: expected) < 1e-12)
    }
    #expect(try strengths(.automatic(count: 1), 100) == [100])
    #expect(try strengths(.strengths([0.1, 3, 0.1, 1]), 7) == [3, 1, 0.1])
    #expect(try strengths(.inverse([1, 4, 0.5]), 2) == [1, 0.5, 0.125])
    #expect(try strengths(.inverse([1, 4, 0.5]), 2, classes: 2) == [2, 1, 0.25])
  }

  // MARK: Refusals

  /// The sentence of what a search with these settings throws.
  private func refusal(_ make: () throws -> PenaltySearch) throws -> String {
    try #require(#expect(throws: ConfigurationError.self) { try make() }).description
  }

  @Test func settingsThatMakeNoSenseAreRefused() throws {
    for folds in [1, -1, 10_001] {
      let said = try refusal { try PenaltySearch(folds: folds) }
      #expect(said.contains("folds must be a whole number from 2 on, or 0") && said.contains("\(folds)"))
    }
    for grid in [
      PenaltyGrid.strengths([]), .inverse([]), .strengths([0]), .strengths([1, -1]), .inverse([.infinity]),
      .strengths([.nan]),
    ] {
      #expect(try refusal { try PenaltySearch(grid: grid) }.contains("one or more positive numbers"))
    }
    for count in [0, -3, 10_001] {
      #expect(try refusal { try PenaltySearch(grid: .automatic(count: count)) }.contains("from 1 to 10000"))
    }
    for tolerance in [0, 1, -1, .nan] {
      #expect(try refusal { try PenaltySearch(tolerance: tolerance) }.contains("between 0 and 1"))
    }
    for families in [[], [PenaltyFamily.l2, .l2]] {
      #expect(try refusal { try PenaltySearch(families: families) }.contains("one or more kinds of penalty"))
    }
    for ratio in [0, 1, -0.5, .nan] {
      let said = try refusal { try PenaltySearch(families: [.elasticNet(l1Ratio: ratio)]) }
      #expect(said.contains("above 0 and below 1"))
    }
    #expect(
      try refusal { try PenaltySearch(classifier: SoftmaxClassifier(l2Penalty: 0.1)) }.contains(
        "left to the search"))
    #expect(
      try refusal { try PenaltySearch(classifier: SoftmaxClassifier(solver: .stochastic())) }
        .contains("solver must be a full-batch method, not sgd"))
  }

  /// What a run throws, and that it does so before any pass.
  private func refusal<Failure: Error>(
    _ type: Failure.Type, _ search: PenaltySearch, _ data: Dataset, test: Dataset? = nil
  ) throws -> Failure {
    var passCount = 0
    let error = try #require(
      #expect(throws: type) {
        _ = try search.run(on: data, test: test) { _ in
          passCount += 1
          return .continue
        }
      })
    #expect(passCount == 0)
    return error
  }

  @Test func dataThatCannotBeDividedIsRefused() throws {
    let features = try Features([0, 1, 2, 3, 4], input: .vector(featureCount: 1))
    let lonely = try Dataset(features: features, labels: ["a", "b", "b", "b", "b"])
    let few = try refusal(DatasetError.self, PenaltySearch(folds: 2), lonely)
    #expect(few == .classTooSmall(name: "a", samples: 1))
    #expect(few.description.contains("each class needs two"))
    let data = try Dataset(features: features, labels: ["a", "a", "b", "b", "b"])
    let many = try refusal(DatasetError.self, PenaltySearch(folds: 6), data)
    #expect(many == .tooFewSamples(samples: 5, folds: 6))
    #expect(many.description.contains("use fewer folds"))
    #expect(try PenaltySearch(folds: 5).run(on: data).isComplete)
    // Only samples that count are divided.
    let weighted = try data.weighted(by: [1, 0, 1, 1, 1])
    #expect(
      try refusal(DatasetError.self, PenaltySearch(folds: 2), weighted) == .classTooSmall(name: "a", samples: 1)
    )
    #expect(try PenaltySearch(folds: 0).run(on: lonely).isComplete)
  }

  @Test func whatTheLastFitWouldRefuseIsRefusedBeforeTheFirst() throws {
    let data = try MadeData.clouds()
    for strength in [1e-50, 1e40] {
      let error = try refusal(ConfigurationError.self, PenaltySearch(grid: .strengths([1, strength])), data)
      #expect(error.description.contains("Float32"))
    }
    let other = try MadeData.clouds(featureCount: 4)
    let shape = try refusal(DatasetError.self, PenaltySearch(), data, test: other)
    #expect(shape == .featureCountMismatch(expected: 5, found: 4))
  }
}
