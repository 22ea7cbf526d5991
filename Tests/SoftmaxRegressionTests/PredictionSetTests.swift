// Sets hold the true class as often as they promise, over the draw of the samples that they were measured on.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct PredictionSetTests {
  @Test func theThresholdIsTheScoreOfTheFiniteSample() throws {
    #expect(try PredictionSets.place(coverage: 0.9, sampleCount: 9) == 9)
    #expect(try PredictionSets.place(coverage: 0.9, sampleCount: 99) == 90)
    #expect(try PredictionSets.place(coverage: 0.95, sampleCount: 1000) == 951)
    for (coverage, needed) in [(0.95, 19), (0.9, 9), (0.99, 99), (0.5, 1), (0.975, 39)] {
      #expect(throws: OutputsError.tooFewForCoverage(coverage, found: needed - 1, needed: needed)) {
        try PredictionSets.place(coverage: coverage, sampleCount: needed - 1)
      }
      #expect(try PredictionSets.place(coverage: coverage, sampleCount: needed) == needed)
    }
    #expect(throws: OutputsError.invalidCoverage(1)) { try PredictionSets.place(coverage: 1, sampleCount: 10) }
  }

  @Test func membersAreTheClassesWithAScoreAsGood() {
    let probabilities: [Float] = [0.25, 0.5, 0.125, 0.125]
    func members(_ kind: PredictionSets.Kind, _ threshold: Double) -> [Int] {
      PredictionSets(kind: kind, coverage: 0.9, threshold: threshold, data: "d", sampleCount: 9)
        .members(of: probabilities)
    }
    #expect(members(.plain, 0.25) == [1, 0] && members(.plain, 0.6).isEmpty)
    #expect(members(.adaptive, 0) == [1] && members(.adaptive, 0.74) == [1, 0])
    #expect(members(.adaptive, 0.75) == [1, 0, 2] && members(.adaptive, 1) == [1, 0, 2, 3])
    for kind in PredictionSets.Kind.allCases {
      for k in 0..<4 {
        let score = PredictionSets.score(of: k, in: probabilities, kind: kind)
        #expect(members(kind, score).contains(k))
      }
    }
  }

  /// With n samples and continuous scores the coverage of a measured threshold, over new samples, has the distribution
  /// Beta(k, n + 1 - k), k = ceil((n + 1) coverage); the mean over many draws is then k / (n + 1) to within four standard
  /// errors, those of the test samples included.
  @Test(arguments: PredictionSets.Kind.allCases)
  func coverageIsThatOfTheBetaDistribution(_ kind: PredictionSets.Kind) throws {
    let (classCount, sampleCount, testCount, drawCount, coverage) = (4, 50, 200, 60, 0.8)
    let model = try MadeOutputs.model(classCount)
    var covered = 0.0
    for draw in 0..<drawCount {
      let data = try Self.drawn(sampleCount + testCount, classCount, seed: UInt64(draw))
      let sets = try model.predictionSets(
        kind, coverage: coverage, on: data.samples(at: Array(0..<sampleCount)))
      let found = try #require(
        try model.with(sets: sets).setCoverage(
          on: data.samples(at: Array(sampleCount..<sampleCount + testCount))))
      covered += found.coverage
    }
    let place = try PredictionSets.place(coverage: coverage, sampleCount: sampleCount)
    let (a, b) = (Double(place), Double(sampleCount + 1 - place))
    let mean = a / (a + b)
    let variance = a * b / ((a + b) * (a + b) * (a + b + 1)) + mean * (1 - mean) / Double(testCount)
    let error = (variance / Double(drawCount)).squareRoot()
    // Adaptive scores are 0 for all samples that are right, and ties cover more, never less.
    #expect(covered / Double(drawCount) > mean - 4 * error)
    if kind == .plain { #expect(covered / Double(drawCount) < mean + 4 * error) }
  }

  /// Samples whose labels are drawn from other probabilities than the model's: the promise does not need a good model.
  private static func drawn(_ count: Int, _ classCount: Int, seed: UInt64) throws -> Dataset {
    var generator = RandomGenerator(seed: seed, stream: .sample)
    var normal = NormalSampler(generator: RandomGenerator(seed: seed, stream: .initialWeights))
    var (logits, labels): ([Float], [UInt32]) = ([], [])
    for _ in 0..<count {
      let row = (0..<classCount).map { _ in Float(normal.next()) * 2 }
      let weights = row.map { Elementary.exp(0.4 * Double($0)) }
      var left = Double.random(in: 0..<weights.reduce(0, +), using: &generator)
      let label = weights.firstIndex { weight in
        left -= weight
        return left < 0
      }
      logits += row
      labels.append(UInt32(label ?? 0))
    }
    return try Dataset(
      features: Features(logits, input: .vector(featureCount: classCount)), classIndices: labels,
      classes: MadeOutputs.classes(classCount))
  }

  @Test func setsOfMergedClassesAreOfTheClassesThatAreTold() throws {
    let data = try Self.drawn(120, 4, seed: 3)
    let merged = try MadeOutputs.model(4).edited(by: ModelEdit(merges: [.init(["c0", "c2"], into: "even")]))
    let sets = try merged.predictionSets(.adaptive, coverage: 0.9, on: data)
    let found = try #require(try merged.with(sets: sets).setCoverage(on: data))
    #expect(found.coverage >= 0.9 && found.classCoverage.count == 3 && found.meanSize >= 1)
    #expect(found.emptyShare == 0)
    // Names alone leave them; a merge measures them no more.
    let withSets = merged.with(sets: sets)
    #expect(try withSets.edited(by: ModelEdit(renames: [.init("even", to: "e")])).outputs?.sets == sets)
    #expect(
      try withSets.edited(by: ModelEdit(merges: [.init(["even", "c1"], into: "e")])).outputs?.sets == nil)
  }

  @Test func weightsHaveNoCoverage() throws {
    let data = try Self.drawn(40, 3, seed: 1)
    let weighted = try data.weighted(by: (0..<40).map { Double($0 % 2 + 1) })
    #expect(throws: OutputsError.samplesWeighted) {
      try MadeOutputs.model(3).predictionSets(.plain, coverage: 0.9, on: weighted)
    }
  }

  @Test func theRejectionCurveCountsWhatIsKept() throws {
    let curve = RejectionCurve(
      confidences: [0.4, 0.6, 0.9, 0.99], isCorrect: [false, false, true, true], weights: [1, 1, 2, 4],
      thresholds: [0, 0.5, 0.9, 1])
    #expect(
      curve.points == [
        .init(threshold: 0, keptShare: 1, accuracy: 0.75),
        .init(threshold: 0.5, keptShare: 0.875, accuracy: 6.0 / 7),
        // 0.9 as Float32 is above 0.9 as Float64 only by chance: the comparison is that of Float64.
        .init(
          threshold: 0.9, keptShare: Double(Float(0.9)) >= 0.9 ? 0.75 : 0.5,
          accuracy: 1), .init(threshold: 1, keptShare: 0, accuracy: nil),
      ])
    let data = try Self.drawn(100, 3, seed: 2)
    let model = try MadeOutputs.model(3)
    let found = try model.rejectionCurve(on: data)
    #expect(found.points[0].accuracy == (try model.evaluate(data).accuracy))
    #expect(found.points[0].keptShare == 1)
  }
}
