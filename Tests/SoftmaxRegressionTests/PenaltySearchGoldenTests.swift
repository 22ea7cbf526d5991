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
}
