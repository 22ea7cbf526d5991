// The models along a path are the fits of its penalties, and keeping them changes nothing else.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct CoefficientPathTests {
  private let strengths = [0.3, 0.05, 0.01]

  @Test(arguments: [PenaltyFamily.l2, .l1])
  func eachModelIsTheFitOfItsPenalty(_ family: PenaltyFamily) throws {
    let data = try IrisRows.dataset()
    let search = try PenaltySearch(
      families: [family], grid: .strengths(strengths), folds: 0, tolerance: 1e-12,
      classifier: SoftmaxClassifier(standardize: .always))
    let result = try search.run(on: data, keepsPath: true)
    let path = try #require(result.path)
    #expect(path.models.count == 3)
    let standardDeviations = try #require(path.standardization).standardDeviations
    for (index, score) in result.scores.enumerated() {
      let fit = try SoftmaxClassifier(
        solver: .automatic(tolerance: 1e-12), l2Penalty: score.l2Penalty, l1Penalty: score.l1Penalty,
        standardize: .always
      ).fit(data)
      #expect(fit.report.standardization == path.standardization)
      for (i, weight) in fit.model.weights.enumerated() {
        let kept = path.models[index].weights[i]
        // Both are near an optimum in which F is flat: to the root of the tolerance.
        #expect(abs(kept - weight) < 2e-3 * (1 + abs(weight)))
        #expect(
          path.coefficients(ofModel: index)[i] == Double(kept) * standardDeviations[i % data.featureCount])
      }
      #expect(path.models[index].weights.count { $0 != 0 } == score.nonzeroCount)
    }
  }

  @Test func keepingThePathChangesNoScore() throws {
    let data = try IrisRows.dataset()
    let search = try PenaltySearch(grid: .strengths(strengths), folds: 3)
    let (with, without) = (try search.run(on: data, keepsPath: true), try search.run(on: data))
    #expect(with.scores == without.scores && with.chosenIndex == without.chosenIndex)
    #expect(with.fit?.model == without.fit?.model && without.path == nil)
    // A table's columns are standardised; the path's sums run in the order of the folds.
    let (own, fits) = (try #require(with.path?.standardization), try #require(with.fit?.report.standardization))
    #expect(zip(own.standardDeviations, fits.standardDeviations).allSatisfy { abs($0 / $1 - 1) < 1e-12 })
  }

  @Test func aSearchThatGoesOnHasTheWholePath() throws {
    let data = try IrisRows.dataset()
    let search = try PenaltySearch(families: [.l2, .l1], grid: .strengths(strengths), folds: 2)
    let whole = try search.run(on: data, keepsPath: true)
    for count in [1, 3, 4, 6] {
      let resumed = try search.run(on: data, resuming: Array(whole.scores.prefix(count)), keepsPath: true)
      #expect(resumed.path == whole.path && resumed.scores == whole.scores)
    }
  }

  @Test func aSearchThatIsStoppedHasThePathOfItsScores() throws {
    let search = try PenaltySearch(grid: .strengths(strengths), folds: 2)
    let result = try search.run(on: IrisRows.dataset(), keepsPath: true) { event in
      if case .scored(_, index: 1, _) = event { return .stop }
      return .continue
    }
    #expect(result.scores.count == 2 && result.path?.models.count == 2)
  }
}
