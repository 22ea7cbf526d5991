// What a search finds agrees, fold by fold, with optima in Float64 that know nothing of it.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PenaltySearchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let isStandardized: Bool
    var hasBias = true
    var isWeighted = false
    var isIris = true
    var testDescription: String { name }

    func data() throws -> Dataset {
      let data = isIris ? try IrisRows.dataset() : try MadeData.clouds(perClass: 40, seed: 5)
      guard isWeighted else { return data }
      var numbers = MadeNumbers(seed: 91)
      return try data.weighted(
        by: (0..<data.sampleCount).map { _ in Double(numbers.next()).magnitude * 3 + 0.1 })
    }

    func classifier() throws -> SoftmaxClassifier {
      try SoftmaxClassifier(hasBias: hasBias, standardize: isStandardized ? .always : .never)
    }
  }

  static let cases = [
    Case(name: "iris", isStandardized: false), Case(name: "iris, standardised", isStandardized: true),
    Case(name: "clouds", isStandardized: false, isIris: false),
    Case(name: "iris, standardised, weighted, no bias", isStandardized: true, hasBias: false, isWeighted: true),
    Case(name: "clouds, standardised, weighted", isStandardized: true, isWeighted: true, isIris: false),
    Case(
      name: "clouds, weighted, no bias", isStandardized: false, hasBias: false, isWeighted: true, isIris: false),
  ]

  static let strengths = [1, 0.1, 0.01, 0.001]

  /// A fit in Float64 to some rows, standardised on these alone.
  private struct Reference {
    let optimum: ReferenceProblem.Optimum
    private let shift: [Double]
    private let scale: [Double]

    init(_ data: Dataset, rows: [Int], l2Penalty: Double, _ shape: Case) {
      let all = MadeData.rows(of: data)
      let weights = rows.map { data.sampleWeights?[$0] ?? 1 }
      let total = weights.reduce(0, +)
      let columns = 0..<data.featureCount
      func mean(_ value: (Int) -> Double) -> Double {
        zip(rows, weights).reduce(0) { $0 + $1.1 * value($1.0) } / total
      }
      let means = columns.map { j in mean { all[$0][j] } }
      let standardDeviations = columns.map { j in
        mean { (all[$0][j] - means[j]) * (all[$0][j] - means[j]) }.squareRoot()
      }
      let shift = columns.map { shape.isStandardized && shape.hasBias ? means[$0] : 0 }
      let scale = columns.map { shape.isStandardized ? standardDeviations[$0] : 1 }
      (self.shift, self.scale) = (shift, scale)
      optimum = ReferenceProblem(
        rows: rows.map { row in columns.map { (all[row][$0] - shift[$0]) / scale[$0] } },
        labels: rows.map { Int(data.classIndices[$0]) }, classCount: data.classes.count,
        penalties: [Double](repeating: l2Penalty, count: data.featureCount), hasBias: shape.hasBias,
        sampleWeights: weights
      ).optimum()
    }

    /// The mean log loss of rows, and the share of them that is right, by their weights.
    func scores(_ data: Dataset, rows: [Int]) -> (logLoss: Double, accuracy: Double) {
      let all = MadeData.rows(of: data)
      var (loss, hits, total) = (0.0, 0.0, 0.0)
      for row in rows {
        let features = all[row].indices.map { (all[row][$0] - shift[$0]) / scale[$0] }
        let logits = (0..<data.classes.count).map { k in
          features.indices.reduce(optimum.bias[k]) {
            $0 + optimum.weights[k * features.count + $1] * features[$1]
          }
        }
        let logs = ReferenceSoftmax.logProbabilities(logits)
        let label = Int(data.classIndices[row])
        let weight = data.sampleWeights?[row] ?? 1
        loss -= weight * logs[label]
        hits += logs.allSatisfy { $0 <= logs[label] } ? weight : 0
        total += weight
      }
      return (loss / total, hits / total)
    }
  }

  private func folds(_ data: Dataset, _ count: Int) -> [[Int]] {
    StratifiedFolds(classIndices: data.classIndices, classCount: data.classes.count, count: count, seed: 0)
      .members
  }

  @Test(arguments: cases)
  func everyFoldsScoreIsThatOfAnIndependentOptimum(_ shape: Case) throws {
    let data = try shape.data()
    let search = try PenaltySearch(
      grid: .strengths(Self.strengths), folds: 5, tolerance: 1e-12, classifier: shape.classifier())
    let result = try search.run(on: data)
    #expect(result.isComplete)
    #expect(result.scores.map(\.strength) == Self.strengths)
    let members = folds(data, 5)
    for score in result.scores {
      #expect(score.l2Penalty == score.strength && score.l1Penalty == 0)
      for (fold, held) in members.enumerated() {
        let rows = data.classIndices.indices.filter { !held.contains($0) }
        let expected = Reference(data, rows: rows, l2Penalty: score.l2Penalty, shape).scores(data, rows: held)
        // A gap of 1e-12 F leaves weights, bent at least by the penalty, sqrt(2e-12 F / 1e-3) = 3e-5 from the optimum;
        // Newton's last step brings them nearer, to where features and weights are rounded to Float32: 6e-8 of logits
        // up to 20.
        #expect(abs(score.foldLogLosses[fold] - expected.logLoss) < 3e-6, "\(score.strength), fold \(fold)")
        #expect(abs(score.foldAccuracies[fold] - expected.accuracy) < 1e-14, "\(score.strength), fold \(fold)")
      }
      let whole = Reference(data, rows: Array(data.classIndices.indices), l2Penalty: score.l2Penalty, shape)
        .optimum
      // Standardised features are rounded to Float32.
      #expect(Closeness.relative(score.objective, from: whole.value) < 1e-7, "\(score.strength)")
      #expect(score.nonzeroCount == data.classes.count * data.featureCount)
    }
    let fit = try #require(result.fit)
    let chosen = try #require(result.chosen)
    let optimum = Reference(data, rows: Array(data.classIndices.indices), l2Penalty: chosen.l2Penalty, shape)
      .optimum
    #expect(Closeness.relative(fit.report.objective, from: optimum.value) < 1e-7)
  }

  /// Few free parameters, which Newton's method solves, and more than 150, where folds share second derivatives.
  @Test(arguments: [(3, 5), (17, 9)])
  func everyFitEndsWithinTheTolerance(_ classCount: Int, _ featureCount: Int) throws {
    let data = try MadeData.clouds(classCount: classCount, perClass: 6, featureCount: featureCount, seed: 7)
    let folds = StratifiedFolds(classIndices: data.classIndices, classCount: classCount, count: 2, seed: 0)
    let tolerance = 1e-4
    var path = PenaltyPath(
      data, folds: folds, isStandardized: false, hasBias: true, tolerance: tolerance, maxIterations: 1000,
      engine: Execution.automatic.engine)
    for l2Penalty in [0.1, 0.001] {
      let step = try path.step(l1Penalty: 0, l2Penalty: l2Penalty, withFolds: true) {}
      for (model, held) in zip([step.model] + step.foldModels, [[]] + folds.members) {
        let rows = data.classIndices.indices.filter { !held.contains($0) }
        let problem = EverySolver.problem(data.samples(at: rows), l2Penalty: l2Penalty)
        let optimum = problem.optimum().value
        // The estimate is of the two folds' sum, of which one may have all that is left; Float32 passes say F to 1e-7.
        #expect(
          problem.value(of: model) - optimum <= (2 * tolerance + 1e-7) * optimum, "\(held.count) held out")
      }
    }
  }

  @Test func theModelIsThatOfTheClassifierWithTheChosenPenalty() throws {
    for shape in [Self.cases[1], Self.cases[5]] {
      let data = try shape.data()
      let search = try PenaltySearch(grid: .strengths(Self.strengths), classifier: shape.classifier())
      let result = try search.run(on: data, test: data)
      let chosen = try #require(result.chosen)
      let plain = try SoftmaxClassifier(
        l2Penalty: chosen.l2Penalty, hasBias: shape.hasBias,
        standardize: shape.isStandardized ? .always : .never
      ).fit(data)
      #expect(result.fit?.model == plain.model)
      #expect(result.fit?.report.certificate == plain.report.certificate)
      #expect(result.scores.map(\.testAccuracy).allSatisfy { $0 != nil })
      #expect(try search.run(on: data).scores.map(\.foldLogLosses) == result.scores.map(\.foldLogLosses))
    }
  }

  @Test(arguments: [1, 3, 4])
  func aResumedSearchEndsAsIfItHadNotBeenStopped(_ stopAfter: Int) throws {
    let data = try MadeData.clouds(classCount: 18, perClass: 8, featureCount: 9, seed: 7)
    let search = try PenaltySearch(grid: .strengths(Self.strengths), folds: 3)
    var passCount = 0
    let through = try search.run(on: data) { event in
      if case .pass = event { passCount += 1 }
      return .continue
    }
    var kept: [PenaltyScore] = []
    let stopped = try search.run(on: data) { event in
      guard case .scored(let score, let index, let count) = event else { return .continue }
      kept.append(score)
      #expect(index == kept.count - 1 && count == 4)
      return kept.count == stopAfter ? .stop : .continue
    }
    #expect(!stopped.isComplete && stopped.fit == nil && stopped.chosenIndex == nil)
    #expect(stopped.scores == kept && kept == Array(through.scores[..<stopAfter]))
    var resumedPassCount = 0
    let resumed = try search.run(on: data, resuming: kept) { event in
      if case .pass = event { resumedPassCount += 1 }
      return .continue
    }
    #expect(resumed.isComplete)
    #expect(resumed.scores == through.scores)
    #expect(resumed.chosenIndex == through.chosenIndex)
    #expect(resumed.fit?.model == through.fit?.model)
    #expect(resumed.fit?.report.certificate == through.fit?.report.certificate)
    #expect(resumedPassCount < passCount)
  }

  @Test func aSearchThatIsStoppedDuringAPassKeepsItsScores() throws {
    let search = try PenaltySearch(grid: .strengths(Self.strengths))
    let stopped = try search.run(on: IrisRows.dataset()) { event in
      guard case .pass(let index, _) = event else { return .continue }
      return index == 2 ? .stop : .continue
    }
    #expect(!stopped.isComplete && stopped.fit == nil && stopped.scores.count == 2)
  }

  @Test func withoutFoldsThereArePathsButNoChoice() throws {
    let result = try PenaltySearch(grid: .strengths(Self.strengths), folds: 0).run(on: IrisRows.dataset())
    #expect(result.isComplete && result.fit == nil && result.chosen == nil)
    #expect(result.scores.count == 4)
    #expect(result.scores.allSatisfy { $0.foldLogLosses.isEmpty && $0.mean(of: .logLoss) == nil })
    // Less penalty, less to pay.
    #expect(zip(result.scores, result.scores.dropFirst()).allSatisfy { $0.objective > $1.objective })
  }

  @Test func whatHasNoWeightTakesNoPart() throws {
    let data = try MadeData.clouds(perClass: 20, seed: 5)
    let weights = (0..<60).map { $0 % 4 == 1 ? 0.0 : 1.0 }
    let search = try PenaltySearch(grid: .strengths([0.1, 0.01]), folds: 3)
    let weighted = try search.run(on: data.weighted(by: weights))
    let less = try search.run(on: data.samples(at: weights.indices.filter { weights[$0] > 0 }))
    #expect(weighted.scores == less.scores)
    #expect(weighted.fit?.model == less.fit?.model)
  }
}
