// Scores and choices are those of scikit-learn's LogisticRegressionCV on the same folds.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PenaltySearchGoldenTests {
  private func check(
    _ data: Dataset, _ standardize: SoftmaxClassifier.Standardize, _ golden: PenaltySearchGolden
  ) throws {
    let fitCount = Double(data.sampleCount * 4 / 5)
    let penalties = PenaltySearchGolden.inversePenalties.map { 1 / ($0 * fitCount) }
    for criterion in SelectionCriterion.allCases {
      let search = try PenaltySearch(
        grid: .strengths(penalties), folds: 5, criterion: criterion, tolerance: 1e-12,
        classifier: SoftmaxClassifier(standardize: standardize))
      let result = try search.run(on: data)
      #expect(result.scores.map(\.strength) == penalties)
      for (score, (logLosses, accuracies)) in zip(result.scores, zip(golden.logLosses, golden.accuracies)) {
        // Theirs are optima to 1e-12; ours have weights in Float32, 6e-8 of logits up to 50 where the penalty is weak.
        #expect(Closeness.largestDifference(score.foldLogLosses, logLosses) < 3e-6, "\(score.strength)")
        #expect(Closeness.largestDifference(score.foldAccuracies, accuracies) < 1e-15, "\(score.strength)")
      }
      let best = criterion == .logLoss ? golden.bestByLogLoss : golden.bestByAccuracy
      #expect(result.chosen?.strength == 1 / (best * fitCount), "\(criterion)")
    }
  }

  @Test func irisHasTheScoresOfLogisticRegressionCV() throws {
    try check(IrisRows.dataset(), .never, .iris)
  }

  @Test func irisStandardisedFoldByFoldHasThoseOfAPipeline() throws {
    try check(IrisRows.dataset(), .always, .standardisedIris)
  }

  @Test func cloudsHaveTheScoresOfLogisticRegressionCV() throws {
    try check(MadeData.clouds(perClass: 40, seed: 5), .never, .clouds)
  }

  @Test func theElasticNetPathIsThatOfScikitLearn() throws {
    let data = try IrisRows.dataset()
    let path = ElasticNetGolden.path
    let search = try PenaltySearch(
      families: [.elasticNet(l1Ratio: 0.5)], grid: .strengths(path.map(\.strength)), folds: 0, tolerance: 1e-10,
      classifier: SoftmaxClassifier(standardize: .always))
    let scores = try search.run(on: data).scores
    #expect(scores.map(\.strength) == path.map(\.strength))
    let standardDeviations = Standardization(of: data.features).standardDeviations
    for (score, golden) in zip(scores, path) {
      // The path's fits see standardised columns as Float32, which moves each value by 6e-8 of itself at most.
      #expect(Closeness.relative(score.objective, from: golden.objective) < 2e-8, "\(golden.strength)")
      #expect(score.nonzeroCount == golden.nonzeroCount, "\(golden.strength)")
      let fit = try SoftmaxClassifier(
        solver: .automatic(tolerance: 1e-9), l2Penalty: golden.strength / 2, l1Penalty: golden.strength / 2,
        standardize: .always
      ).fit(data)
      let found = fit.model.weights.enumerated().map { Double($1) * standardDeviations[$0 % 4] }
      // A gap of 1e-9 of F leaves weights sqrt(2 x 1e-9 F / l2) from theirs at most, 1e-3 at l2 = 1e-3; seen: 1e-5.
      #expect(Closeness.largestDifference(found, golden.weights) < 1e-4, "\(golden.strength)")
      #expect(zip(found, golden.weights).allSatisfy { ($0 == 0) == ($1 == 0) }, "\(golden.strength)")
    }
  }
}
