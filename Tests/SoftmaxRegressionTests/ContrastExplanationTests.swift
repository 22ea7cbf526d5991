// Contributions to the gap between two logits, against the model's own logits and against sums by hand.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct ContrastExplanationTests {
  private func model(
    classCount: Int, _ input: InputDescription, seed: UInt64 = 3, needsOffsets: Bool = false
  ) throws -> SoftmaxModel {
    var numbers = MadeNumbers(seed: seed)
    return SoftmaxModel(
      parameters: Parameters(
        weights: numbers.floats(classCount * input.featureCount), bias: numbers.floats(classCount)),
      classes: try ClassVocabulary(names: (0..<classCount).map { "class \($0)" }), input: input,
      needsOffsets: needsOffsets)
  }

  /// How far Float32 logits may be from exact ones: each of d products and sums is wrong by half a unit in the last place
  /// of what was summed so far at most, and there are two logits. The layer's own bound (n u sum |w x|, Higham 2002, 3.1).
  private func tolerance(_ explanation: ContrastExplanation, _ model: SoftmaxModel) -> Double {
    let classes = [explanation.className, explanation.opponent].compactMap(model.classes.index(of:))
    let sum = classes.reduce(0.0) { sum, k in
      explanation.values.indices.reduce(sum + abs(Double(model.bias[k]))) {
        $0 + abs(Double(model.weights[k * model.featureCount + $1]) * explanation.values[$1])
      }
    }
    return Double(model.featureCount + 2) * 0x1p-24 * sum + 1e-12
  }

  private func check(
    _ explanation: ContrastExplanation, _ model: SoftmaxModel, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let logits = explanation.prediction.logits
    let own = try #require(model.classes.index(of: explanation.className))
    let other = try #require(model.classes.index(of: explanation.opponent))
    let gap = Double(logits[own]) - Double(logits[other])
    let tolerance = tolerance(explanation, model)
    #expect(
      abs(explanation.gap - gap) <= tolerance, "\(explanation.gap), \(gap)", sourceLocation: sourceLocation)
    // Groups are the same terms in another order: rounding of Float64 alone.
    let columns = explanation.columns.reduce(0) { $0 + $1.contribution }
    let features = explanation.contributions.reduce(0, +)
    #expect(abs(columns - features) <= 1e-6 * tolerance, sourceLocation: sourceLocation)
    #expect(
      explanation.columns.flatMap(\.features).sorted() == Array(0..<model.featureCount),
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [2, 3, 10, 500])
  func contributionsOfRandomModelsAddUpToTheGapOfTheirLogits(_ classCount: Int) throws {
    let input = InputDescription.vector(featureCount: 137)
    let model = try model(classCount: classCount, input)
    var numbers = MadeNumbers(seed: 8)
    let features = try Features(numbers.floats(12 * 137, scale: 5), input: input)
    for sample in 0..<12 {
      let found = try model.explanation(of: features, sample: sample)
      try check(found, model)
      #expect(found.className == found.prediction.label)
      let runnerUp = found.prediction.top(2)[1].label
      #expect(found.opponent == runnerUp && found.gap > 0)
      #expect(
        found.baselineGap == Double(model.bias[own(found, model)]) - Double(model.bias[other(found, model)]))
    }
  }

  private func own(_ found: ContrastExplanation, _ model: SoftmaxModel) -> Int {
    model.classes.index(of: found.className) ?? 0
  }

  private func other(_ found: ContrastExplanation, _ model: SoftmaxModel) -> Int {
    model.classes.index(of: found.opponent) ?? 0
  }

  @Test func aBaselineMovesContributionsAndNeverTheirSum() throws {
    let model = try model(classCount: 3, .vector(featureCount: 4))
    let means = [0.5, -2, 100, 0.25]
    let row = [1.5, 2, -3, 0.25]
    let zero = try model.explanation(of: row)
    let moved = try model.explanation(of: row, ContrastQuestion(baseline: .values(means)))
    let (k, l) = (own(zero, model), other(zero, model))
    for j in 0..<4 {
      let difference = Double(model.weights[k * 4 + j]) - Double(model.weights[l * 4 + j])
      #expect(zero.contributions[j] == difference * row[j])
      #expect(moved.contributions[j] == difference * (row[j] - means[j]))
    }
    #expect(moved.contributions[3] == 0)
    // Terms of some hundreds in Float64.
    #expect(abs(zero.gap - moved.gap) < 1e-12)
    #expect(throws: ExplanationError.baselineCount(expected: 4, found: 1)) {
      try model.explanation(of: row, ContrastQuestion(baseline: .values([1])))
    }
  }

  @Test func bytesOfPicturesCountAsIntensitiesAndChannelsOfAPixelTogether() throws {
    let input = InputDescription.image(shape: [3, 2, 3])
    let model = try model(classCount: 4, input)
    var numbers = MadeNumbers(seed: 5)
    let bytes = numbers.bytes(18)
    let found = try model.explanation(of: Features(bytes: bytes, input: input))
    try check(found, model)
    // A factor of 1/255 and the quotient differ by a rounding.
    #expect(zip(found.values, bytes).allSatisfy { abs($0 - Double($1) / 255) < 1e-15 })
    #expect(found.columns.count == 6 && found.columns[3].column == "pixel 1, 1")
    #expect(found.columns[3].features == [9, 10, 11])
  }

  @Test func theTruthIsTheOpponentWhereTheModelWasWrong() throws {
    let model = try model(classCount: 3, .vector(featureCount: 2))
    let row = [0.5, -1.0]
    let order = try model.predict(row).top(3).map(\.label)
    func classes(_ question: ContrastQuestion) throws -> [String] {
      let found = try model.explanation(of: row, question)
      return [found.className, found.opponent]
    }
    #expect(try classes(ContrastQuestion()) == [order[0], order[1]])
    #expect(try classes(ContrastQuestion(trueClass: order[2])) == [order[0], order[2]])
    #expect(try classes(ContrastQuestion(trueClass: order[0])) == [order[0], order[1]])
    // A label that is no class of the model says nothing.
    #expect(try classes(ContrastQuestion(trueClass: "nobody")) == [order[0], order[1]])
    // Another class is held against the prediction, and not against the truth.
    #expect(try classes(ContrastQuestion(order[1], trueClass: order[2])) == [order[1], order[0]])
    #expect(try classes(ContrastQuestion(order[2], against: order[1])) == [order[2], order[1]])
    let there = try model.explanation(of: row, ContrastQuestion(order[0], against: order[2]))
    let back = try model.explanation(of: row, ContrastQuestion(order[2], against: order[0]))
    #expect(there.gap == -back.gap && there.contributions == back.contributions.map { -$0 })
  }

  @Test func whatIsNotThereIsRefused() throws {
    let model = try model(classCount: 3, .vector(featureCount: 2))
    let features = try Features([1, 2, 3, 4] as [Float], input: model.input)
    for sample in [-1, 2, Int.max] {
      #expect(throws: ExplanationError.noSuchSample(sample, count: 2)) {
        try model.explanation(of: features, sample: sample)
      }
    }
    #expect(throws: ExplanationError.unknownClass("clas 1", nearest: "class 1")) {
      try model.explanation(of: features, ContrastQuestion("clas 1"))
    }
    #expect(throws: ExplanationError.sameClass("class 1")) {
      try model.explanation(of: features, ContrastQuestion("class 1", against: "class 1"))
    }
    #expect(throws: DatasetError.self) { try model.explanation(of: [1]) }
    let huge = try Features([1, 1, 3e38, 3e38] as [Float], input: model.input)
    #expect(throws: DatasetError.logitsOverflow(sample: 1)) { try model.explanation(of: huge, sample: 1) }
    let text = ExplanationError.noSuchSample(9, count: 2, data: "t.csv").description
    #expect(text == "t.csv has no sample 9: there are 2, counted from 0, so that the last one is 1")
  }

  @Test func offsetsAreATermOfTheirOwn() throws {
    let model = try model(classCount: 3, .vector(featureCount: 2), needsOffsets: true)
    let features = try Features([1, 2, 3, 4] as [Float], input: model.input)
    let offsets = try SampleOffsets([1, -2, 40, 0.5], classNames: ["class 2", "class 0"])
    let found = try model.explanation(
      of: features, sample: 1, ContrastQuestion("class 2", against: "class 0"), offsets: offsets)
    #expect(found.offsetGap == 39.5)
    let other = try model.explanation(
      of: features, sample: 1, ContrastQuestion("class 1", against: "class 0"), offsets: offsets)
    #expect(other.offsetGap == -0.5)
    let logits = found.prediction.logits.map { Double($0) }
    // Logits of some tens in Float32.
    #expect(abs(found.gap - (logits[2] - logits[0])) < 1e-4)
    #expect(throws: DatasetError.missingOffsets) { try model.explanation(of: features) }
  }

  @Test func theStrongestComeFirstAndThoseThatDoNothingNot() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [1, -3, 0, 2, 0, 0, 0, 0], bias: [0, 0]),
      classes: try ClassVocabulary(names: ["a", "b"]), input: .table(featureNames: ["w", "x", "y", "z"]))
    let found = try model.explanation(of: [1, 1, 1, -1], ContrastQuestion("a"))
    #expect(found.strongest(9).map(\.text) == ["x = 1", "z = -1", "w = 1"])
    #expect(found.strongest(9).map(\.contribution) == [-3, -2, 1] && found.gap == -4)
    #expect(found.strongest(1).count == 1 && found.strongest(-1).isEmpty)
  }
}
