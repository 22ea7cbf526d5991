// Explanations of models whose logits are scaled, shifted and merged before they are probabilities.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct ExplainedOutputsTests {
  private static let input = InputDescription.vector(featureCount: 7)

  /// Five classes, scaled and shifted each by numbers of its own; `groups` are the classes that are told.
  private func model(_ groups: [[Int]]) throws -> SoftmaxModel {
    var numbers = MadeNumbers(seed: 5)
    let model = SoftmaxModel(
      parameters: Parameters(weights: numbers.floats(5 * 7), bias: numbers.floats(5)),
      classes: try ClassVocabulary(names: ["a", "b", "c", "d", "e"]), input: Self.input)
    var classOfRow = [Int](repeating: 0, count: 5)
    for (index, group) in groups.enumerated() { for row in group { classOfRow[row] = index } }
    return model.withOutputs(
      ModelOutputs(
        classes: try ClassVocabulary(
          names: groups.map { $0.map { ["a", "b", "c", "d", "e"][$0] }.joined(separator: "+") }),
        classOfRow: classOfRow,
        scaling: LogitScaling(
          .vector(scales: [0.5, 1.5, 1, 0.75, 2], shifts: [0.25, -0.5, 0, 1, 0.125]), data: "made",
          sampleCount: 1),
        prior: ClassPrior(shares: [1, 2, 3, 4, 5], trainingShares: [1, 1, 1, 1, 1])))
  }

  private func features(_ count: Int) throws -> Features {
    var numbers = MadeNumbers(seed: 6)
    return try Features(numbers.floats(count * 7), input: Self.input)
  }

  /// What the logits are before classes are merged, in Float64 from the definition.
  private func logits(_ model: SoftmaxModel, _ values: [Float]) -> [Double] {
    let scales = [0.5, 1.5, 1, 0.75, 2], shifts = [0.25, -0.5, 0, 1, 0.125]
    return (0..<5).map { k in
      let sum = values.indices.reduce(Double(model.bias[k])) {
        $0 + Double(model.weights[k * 7 + $1]) * Double(values[$1])
      }
      return scales[k] * sum + shifts[k] + log(Double(k + 1) / 15) - log(0.2)
    }
  }

  @Test func contributionsOfScaledLogitsAddUpToTheGapThatProbabilitiesComeFrom() throws {
    let model = try model([[0], [1], [2], [3], [4]])
    let features = try features(20)
    for sample in 0..<20 {
      let found = try model.explanation(of: features, sample: sample)
      #expect(found.part == nil && found.opponentPart == nil)
      let own = logits(model, features.row(sample))
      let gap =
        own[try #require(model.classes.index(of: found.className))]
        - own[try #require(model.classes.index(of: found.opponent))]
      // The shift of the prior is kept in Float32: half a unit in the last place of numbers below 2, twice.
      #expect(abs(found.gap - gap) < 3e-7, "\(found.gap), \(gap)")
      // Probabilities are Float32: their ratio is e to the power of the gap to a few units in the last place.
      let ratio = Double(found.probability) / Double(found.opponentProbability)
      #expect(abs(log(ratio) - found.gap) < 4e-6, "\(ratio), \(found.gap)")
    }
  }

  @Test func aMergedClassIsSpokenForByItsStrongestPart() throws {
    let model = try model([[0, 3], [1], [2, 4]])
    let features = try features(20)
    for sample in 0..<20 {
      let found = try model.explanation(of: features, sample: sample, ContrastQuestion("a+d", against: "c+e"))
      let own = logits(model, features.row(sample))
      #expect(found.part == (own[0] > own[3] ? "a" : "d"))
      #expect(found.opponentPart == (own[2] > own[4] ? "c" : "e"))
      #expect(abs(found.gap - (max(own[0], own[3]) - max(own[2], own[4]))) < 3e-7)
      #expect(try model.explanation(of: features, sample: sample, ContrastQuestion("b")).part == nil)
    }
  }

  @Test func effectsAreMeansOfTheProbabilitiesThatTheModelTells() throws {
    let names = (0..<7).map { "x\($0)" }
    let whole = try model([[0, 3], [1], [2, 4]])
    let model = SoftmaxModel(
      parameters: whole.parameters, classes: whole.layerClasses, input: .table(featureNames: names)
    ).withOutputs(whole.outputs)
    let values = try features(9)
    let rows = (0..<9).map { values.row($0) }
    let features = try Features(rows.flatMap(\.self), input: .table(featureNames: names))
    let curve = try model.effect(of: "x2", on: features, at: [.number(-0.5), .number(0.75)])
    for point in curve.points {
      guard case .number(let value) = point.value else { continue }
      let changed = rows.map { row in row.enumerated().map { $0 == 2 ? Float(value) : $1 } }
      let probabilities = try model.probabilities(
        for: Features(changed.flatMap(\.self), input: .table(featureNames: names)))
      #expect(curve.classNames == ["a+d", "b", "c+e"])
      for k in 0..<3 {
        let mean = (0..<9).reduce(0) { $0 + Double(probabilities[$1 * 3 + k]) } / 9
        // The model's probabilities are Float32.
        #expect(abs(point.probabilities[k] - mean) < 5e-7)
      }
    }
  }
}
