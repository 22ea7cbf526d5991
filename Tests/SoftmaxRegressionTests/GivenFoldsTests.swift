// Folds that are given take the place of drawn ones, and those that cannot serve are refused.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct GivenFoldsTests {
  private func search(_ strengths: [Double] = [0.1, 0.01], tolerance: Double = 1e-12) throws -> PenaltySearch {
    try PenaltySearch(grid: .strengths(strengths), folds: 4, tolerance: tolerance)
  }

  private func folded(_ data: Dataset, _ names: [String]) throws -> Dataset {
    try data.folded(by: SampleFolds(names))
  }

  @Test func foldsThatRepeatTheDrawnOnesHaveTheirScores() throws {
    let data = try IrisRows.dataset()
    let drawn = try #require(try search().foldAssignment(of: data))
    #expect(drawn.names == ["1", "2", "3", "4"])
    let names = try drawn.indices.map { drawn.names[try #require($0)] }
    let given = try folded(data, names)
    #expect(try search().run(on: given).scores == search().run(on: data).scores)
    let again = try #require(try search().foldAssignment(of: given))
    #expect(again.names == drawn.names && again.indices == drawn.indices)
  }

  @Test func eachFoldIsScoredByTheFitToAllOthers() throws {
    let data = try IrisRows.dataset()
    // Of unlike sizes, and more of them than the search would draw.
    let names = (0..<data.sampleCount).map { ["c", "a", "b", "e", "d", "a", "a"][$0 % 7] }
    let score = try search([0.02]).run(on: folded(data, names)).scores[0]
    #expect(score.foldLogLosses.count == 5)
    for (index, name) in ["a", "b", "c", "d", "e"].enumerated() {
      let others = names.indices.filter { names[$0] != name }
      let own = names.indices.filter { names[$0] == name }
      let fit = try SoftmaxClassifier(
        solver: .automatic(tolerance: 1e-12), l2Penalty: 0.02
      ).fit(data.samples(at: others))
      let found = try fit.model.evaluate(data.samples(at: own))
      // Weights in Float32 on both sides.
      #expect(abs(found.logLoss - score.foldLogLosses[index]) < 1e-5)
      #expect(found.accuracy == score.foldAccuracies[index])
    }
  }

  /// glmnet 4.1-6, R 4.2: cv.glmnet(x, y, family = "multinomial", foldid = 0:149 %% 5 + 1, lambda = c(0.2, 0.05, 0.01),
  /// thresh = 1e-14, keep = TRUE) on R's iris, whose numbers these are: the mean log loss of each fold, from fit.preval.
  static let glmnet: [(strength: Double, logLosses: [Double])] = [
    (0.2, [0.661117999236, 0.690960027051, 0.662803304904, 0.685361207195, 0.690939805543]),
    (0.05, [0.254553692842, 0.351521608841, 0.269254544593, 0.306520669179, 0.316014305656]),
    (0.01, [0.0829772785731, 0.1577793273402, 0.1067070917442, 0.1501745724416, 0.1833265563248]),
  ]

  @Test func foldsAreScoredAsGlmnetScoresThem() throws {
    let data = try folded(IrisRows.dataset(), (0..<150).map { "\($0 % 5 + 1)" })
    let result = try PenaltySearch(
      families: [.l1], grid: .strengths(Self.glmnet.map(\.strength)), tolerance: 1e-12
    ).run(on: data)
    for (score, golden) in zip(result.scores, Self.glmnet) {
      #expect(score.strength == golden.strength)
      for (found, expected) in zip(score.foldLogLosses, golden.logLosses) {
        // What a fit within 1e-12 of its optimum may still move its predictions by.
        #expect(abs(found - expected) < 1e-5)
      }
    }
  }

  @Test func samplesThatDoNotCountAreInNoFold() throws {
    let data = try IrisRows.dataset()
    let weights = (0..<data.sampleCount).map { $0 % 10 == 3 ? 0 : 1.0 }
    for data in [data, try folded(data, (0..<data.sampleCount).map { "\($0 % 3)" })] {
      let found = try #require(try search().foldAssignment(of: data.weighted(by: weights)))
      #expect(found.indices.indices.allSatisfy { (found.indices[$0] == nil) == (weights[$0] == 0) })
      #expect(Set(found.indices.compactMap(\.self)) == Set(found.names.indices))
    }
    #expect(try PenaltySearch(folds: 0).foldAssignment(of: data) == nil)
  }

  @Test func namesOfFoldsAreOrderedByValueWhereTheyAreNumbers() {
    let folds = SampleFolds(["10", "9", "10", "2"])
    #expect(folds.names == ["2", "9", "10"] && folds.indices == [2, 1, 2, 0])
    let part = folds.samples(at: [3, 0])
    #expect(part.names == ["2", "10"] && part.indices == [0, 1])
  }

  @Test func foldsThatCannotServeAreRefused() throws {
    let data = try IrisRows.dataset()
    let count = data.sampleCount
    func refusal(_ data: Dataset) -> DatasetError? {
      #expect(throws: DatasetError.self) { try search().run(on: data) }
    }
    #expect(throws: DatasetError.foldCountMismatch(samples: count, folds: 2)) { try folded(data, ["a", "b"]) }
    #expect(try refusal(folded(data, Array(repeating: "a", count: count))) == .oneFold(name: "a"))
    let byClass = (0..<count).map { data.classIndices[$0] == 1 ? "b" : $0 % 2 == 0 ? "a" : "c" }
    #expect(
      try refusal(folded(data, byClass)) == .classInOneFold(name: data.classes.names[1], fold: "b"))
    let apart = try folded(data, (0..<count).map { $0 % 2 == 0 ? "a" : "b" })
    #expect(
      try refusal(apart.grouped(by: (0..<UInt32(count)).map { $0 / 2 }))
        == .groupInTwoFolds(sample: 1, folds: ["a", "b"]))
  }
}
