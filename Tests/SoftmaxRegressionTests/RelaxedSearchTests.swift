// Searches over penalties and blends of relaxed fits.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RelaxedSearchTests {
  private func search(
    _ families: [PenaltyFamily] = [.l1], _ grid: PenaltyGrid = .strengths([0.1, 0.05, 0.02]), folds: Int = 3,
    rule: SelectionRule = .best, relaxation: RelaxationGrid?, classWeights: ClassWeights = .uniform,
    execution: Execution = .automatic
  ) throws -> PenaltySearch {
    try PenaltySearch(
      families: families, grid: grid, folds: folds, rule: rule, relaxation: relaxation, tolerance: 1e-6,
      classifier: SoftmaxClassifier(classWeights: classWeights, execution: execution))
  }

  @Test func everyBlendOfEveryPenaltyIsScoredAndTheModelIsTheChosenOnes() throws {
    let data = try RelaxedFitTests.mixed()
    let result = try search(relaxation: RelaxationGrid(l2Penalty: 0.001)).run(on: data, test: data)
    #expect(result.scores.count == 15 && result.penaltyCount == 3)
    #expect(result.scores.map(\.strength) == [0.1, 0.05, 0.02].flatMap { [Double](repeating: $0, count: 5) })
    let blends = [1, 0.75, 0.5, 0.25, 0]
    #expect(result.scores.compactMap(\.blend) == blends + blends + blends)
    #expect(result.scores.allSatisfy { $0.isConverged && !$0.hasSeparatedRefit })
    let chosen = try #require(result.chosen)
    let fit = try #require(result.fit)
    let blend = try #require(chosen.blend)
    let alone = try SoftmaxClassifier(
      l1Penalty: chosen.l1Penalty, relaxation: Relaxation(blend: blend, l2Penalty: 0.001)
    ).fit(data)
    #expect(fit.model == alone.model && fit.report.relaxation == alone.report.relaxation)
    // glmnet's rule: of the least means the strongest penalty, then the largest blend.
    let means = result.scores.map { $0.mean(of: .logLoss)?.value ?? .infinity }
    #expect(result.chosenIndex == means.indices.min { means[$0] < means[$1] })
  }

  @Test(arguments: SelectionRule.allCases)
  func scoresAndTheChoiceAreThoseOfGlmnet(_ rule: SelectionRule) throws {
    let golden = RelaxedGolden.all
    let expected = golden.validation
    let data = try RelaxedGolden.dataset(try #require(golden.cases.first { $0.name == expected.case }))
    let folded = try data.folded(by: SampleFolds(expected.folds.map { "\($0)" }))
    let result = try search(
      [.l1], .strengths(expected.lambdas), folds: 7, rule: rule, relaxation: RelaxationGrid()
    ).run(on: folded)
    #expect(result.scores.count == expected.means.count)
    for (index, score) in result.scores.enumerated() {
      let (place, blend) = (index / 5, 4 - index % 5)
      let mean = try #require(score.mean(of: .logLoss))
      // Compared fits end within 1e-6 of F.
      #expect(abs(mean.value - expected.means[5 * blend + place]) < 1e-5, "\(score.strength), \(blend)")
      #expect(abs(mean.standardError - expected.errors[5 * blend + place]) < 1e-5)
    }
    let wanted = rule == .best ? expected.best : expected.oneStandardError
    #expect(result.chosen?.strength == wanted[0] && result.chosen?.blend == wanted[1])
  }

  /// Each fold's model made by hand: a relaxed fit to the samples of the others.
  @Test(arguments: [ClassWeights.uniform, .balanced])
  func foldsScoreWhatTheirOwnRelaxedFitsPredict(_ classWeights: ClassWeights) throws {
    let data = try RelaxedFitTests.mixed().weighted(by: (0..<150).map { Double(1 + $0 % 3) })
    let search = try search(
      [.elasticNet(l1Ratio: 0.5)], .strengths([0.1]),
      relaxation: RelaxationGrid(blends: [0, 0.5], l2Penalty: 0.01),
      classWeights: classWeights)
    let result = try search.run(on: data, test: data)
    let assignment = try #require(try search.foldAssignment(of: data))
    for score in result.scores {
      let relaxation = try Relaxation(blend: try #require(score.blend), l2Penalty: 0.01)
      func fit(_ samples: Dataset) throws -> SoftmaxModel {
        // Factors by class are those of all samples, as in every search.
        let factors = try classWeights.factors(for: data)
        let weighted = try samples.weighted(
          by: (0..<samples.sampleCount).map { i in
            (samples.sampleWeights?[i] ?? 1) * (factors?[Int(samples.classIndices[i])] ?? 1)
          })
        return try SoftmaxClassifier(l2Penalty: 0.05, l1Penalty: 0.05, relaxation: relaxation).fit(weighted)
          .model
      }
      for fold in 0..<3 {
        let others = assignment.indices.indices.filter { assignment.indices[$0] != fold }
        let own = assignment.indices.indices.filter { assignment.indices[$0] == fold }
        let found = try fit(data.samples(at: others)).evaluate(data.samples(at: own))
        // Compared fits end within 1e-6 of F.
        #expect(abs(score.foldLogLosses[fold] / found.logLoss - 1) < 2e-4)
        #expect(abs(score.foldAccuracies[fold] - found.accuracy) < 0.02)
      }
      let whole = try fit(data)
      #expect(score.nonzeroCount == whole.nonzeroWeightCount)
      #expect(abs(try #require(score.testLogLoss) / whole.evaluate(data).logLoss - 1) < 2e-4)
    }
  }

  @Test func aBlendOfOneHasTheScoresOfASearchThatIsNotRelaxed() throws {
    let data = try RelaxedFitTests.mixed()
    let plain = try search(relaxation: nil).run(on: data)
    let relaxed = try search(relaxation: RelaxationGrid(blends: [1])).run(on: data)
    #expect(plain.scores.allSatisfy { $0.blend == nil } && relaxed.scores.allSatisfy { $0.blend == 1 })
    #expect(plain.scores.map(\.foldLogLosses) == relaxed.scores.map(\.foldLogLosses))
    #expect(plain.scores.map(\.nonzeroCount) == relaxed.scores.map(\.nonzeroCount))
    #expect(plain.scores.map(\.passes) == relaxed.scores.map(\.passes))
    #expect(plain.fit?.model == relaxed.fit?.model)
  }

  @Test func aSetOfFeaturesIsRefittedOnceForEachFold() throws {
    let data = try RelaxedFitTests.mixed()
    // Strengths so near each other that the same features are left.
    func passes(_ strengths: [Double], _ blends: [Double]) throws -> Int {
      let relaxation = try RelaxationGrid(blends: blends)
      return try search(relaxation: relaxation).scores(of: strengths, on: data).reduce(0) { $0 + $1.passes }
    }
    let plain = try passes([0.05, 0.0499], [1])
    let (two, one) = (
      try passes([0.05, 0.0499], [0, 0.5, 1]), try passes([0.05], [0, 1]) - passes([0.05], [1])
    )
    #expect(one > 0 && two - plain == one)
  }

  @Test func theRuleOfOneStandardErrorPrefersTheStrongerPenaltyAndThenTheLargerBlend() {
    func score(_ strength: Double, _ blend: Double, _ losses: [Double]) -> PenaltyScore {
      PenaltyScore(
        family: .l1, strength: strength, blend: blend, foldLogLosses: losses, foldAccuracies: [0.5, 0.5],
        objective: 1, estimatedGap: nil, nonzeroCount: 1, testAccuracy: nil, testLogLoss: nil, passes: 1)
    }
    let scores = [
      score(2, 1, [0.9, 0.9]), score(2, 0.5, [0.55, 0.55]), score(2, 0, [0.54, 0.54]),
      score(1, 1, [0.4, 0.6]), score(1, 0.5, [0.45, 0.55]), score(1, 0, [0.5, 0.5]),
    ]
    func choice(_ rule: SelectionRule) -> Int? {
      PenaltySearchResult.choice(among: scores, by: .logLoss, rule)
    }
    // Three of one mean: the largest blend. Its standard error is 0.1.
    #expect(choice(.best) == 3 && choice(.oneStandardError) == 1)
  }

  @Test func aSeparatedRefitIsMarked() throws {
    let data = try IrisRows.dataset()
    let grid = PenaltyGrid.strengths([0.1])
    let open = try search([.l1], grid, relaxation: RelaxationGrid(blends: [0, 1])).run(on: data)
    #expect(open.scores.map(\.hasSeparatedRefit) == [false, true])
    #expect(open.scores.map(\.isConverged) == [true, false])
    #expect(open.scores.allSatisfy { $0.foldLogLosses.allSatisfy(\.isFinite) })
    let held = try search([.l1], grid, relaxation: RelaxationGrid(blends: [0, 1], l2Penalty: 0.01)).run(
      on: data)
    #expect(held.scores.allSatisfy { $0.isConverged && !$0.hasSeparatedRefit })
  }

  @Test func aSearchGoesOnFromTheScoresOfWholePenalties() throws {
    let data = try RelaxedFitTests.mixed()
    let search = try search(relaxation: RelaxationGrid(blends: [0, 1]))
    let whole = try search.run(on: data, keepsPath: true)
    // The second penalty has one of its two scores only.
    let resumed = try search.run(on: data, resuming: Array(whole.scores.prefix(3)), keepsPath: true)
    // Passes of known scores are those of then.
    #expect(resumed.scores == whole.scores && resumed.chosenIndex == whole.chosenIndex)
    #expect(resumed.fit?.model == whole.fit?.model)
    #expect(whole.path?.models.count == 6 && resumed.path == whole.path)
    let models = try #require(whole.path?.models)
    for (model, score) in zip(models, whole.scores) { #expect(model.nonzeroWeightCount == score.nonzeroCount) }
  }

  @Test func allThreadsMakeTheSameBits() throws {
    let data = try RelaxedFitTests.mixed()
    let results = try [1, 3].map { threads in
      try search(
        relaxation: RelaxationGrid(blends: [0, 0.5]),
        execution: Execution(table: .supported[0], threads: threads, isPatient: true)
      ).run(on: data)
    }
    #expect(results[0].scores == results[1].scores && results[0].fit?.model == results[1].fit?.model)
  }

  @Test func aSearchThatIsStoppedInARefitHasTheScoresBeforeIt() throws {
    let data = try RelaxedFitTests.mixed()
    var scored = 0
    let result = try search(relaxation: RelaxationGrid(blends: [0, 1])).run(on: data) { event in
      if case .scored = event { scored += 1 }
      if case .pass(let index, _) = event, index == 1 { return .stop }
      return .continue
    }
    #expect(!result.isComplete && result.scores.count == 2 && scored == 2)
  }

  @Test func settingsThatMakeNoSenseAreRefused() throws {
    func refusal(_ make: () throws -> PenaltySearch) throws -> String {
      try #require(#expect(throws: ConfigurationError.self) { try make() }).description
    }
    for blends in [[], [0, 0], [2], [-0.5, 1], [.nan]] {
      #expect(
        try refusal { try search(relaxation: RelaxationGrid(blends: blends)) }.contains(
          "from 0 to 1, none twice"))
    }
    #expect(try refusal { try search([.l1, .l2], relaxation: RelaxationGrid()) }.contains("an L1 part"))
    #expect(
      try refusal {
        try PenaltySearch(
          families: [.l1], classifier: SoftmaxClassifier(l1Penalty: 0.1, relaxation: Relaxation()))
      }.contains("left to the search"))
  }
}

extension PenaltySearch {
  /// The scores of the same search with these strengths.
  fileprivate func scores(of strengths: [Double], on data: Dataset) throws -> [PenaltyScore] {
    try PenaltySearch(
      families: families, grid: .strengths(strengths), folds: folds, relaxation: relaxation,
      tolerance: tolerance,
      classifier: classifier
    ).run(on: data).scores
  }
}
