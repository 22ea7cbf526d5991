// The objective and its gradient against finite differences and figures of others.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ObjectiveTests {
  private func objective(
    _ data: Dataset, l2Penalty: Double, weights: [Double], bias: [Double]
  ) -> ObjectiveEvaluation {
    MultinomialObjective(
      features: data.features, labels: data.classIndices, classCount: data.classes.count, l2Penalty: l2Penalty
    ).evaluate(at: Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }))
  }

  @Test(arguments: [0, 0.1])
  func gradientIsThatOfFivePointDifferences(_ l2Penalty: Double) throws {
    // More than one tile of 256 rows, the last one short.
    let data = try MadeData.clouds(classCount: 4, perClass: 70)
    let reference = ReferenceSoftmax(
      rows: MadeData.rows(of: data), labels: data.classIndices.map(Int.init), classCount: 4)
    var numbers = MadeNumbers(seed: 8)
    let weights = numbers.floats(4 * 5).map(Double.init)
    let bias = numbers.floats(4).map(Double.init)
    let found = objective(data, l2Penalty: l2Penalty, weights: weights, bias: bias)

    // Float32 work on logits up to 15: each term is good to 1e-6.
    let exact = reference.objective(weights: weights, bias: bias, l2Penalty: l2Penalty)
    #expect(abs(found.value - exact) < 2e-6)
    for i in weights.indices {
      let derivative = ReferenceSoftmax.derivative { step in
        var moved = weights
        moved[i] += step
        return reference.objective(weights: moved, bias: bias, l2Penalty: l2Penalty)
      }
      #expect(abs(found.weightGradient[i] - derivative) < 2e-6)
    }
    for k in bias.indices {
      let derivative = ReferenceSoftmax.derivative { step in
        var moved = bias
        moved[k] += step
        return reference.objective(weights: weights, bias: moved, l2Penalty: l2Penalty)
      }
      #expect(abs(found.biasGradient[k] - derivative) < 2e-6)
    }
    #expect(found.gradientMax == (found.weightGradient + found.biasGradient).map(abs).max())
  }

  @Test func lossAndGradientAreThoseOfAnotherImplementation() throws {
    // A test of the Rust crate linfa-logistic: sums instead of means, penalty 0.6 / 2 ||W||^2, no bias;
    // recomputed in NumPy 2.4.
    let rows: [[Float]] = [[0, 0.5]] + (1...7).map { [Float($0), -Float($0)] }
    let data = try Dataset(
      features: Features(rows.flatMap { $0 }, input: .vector(featureCount: 2)),
      labels: [0, 0, 1, 1, 1, 2, 2, 2])
    let found = objective(
      data, l2Penalty: 0.6 / 8, weights: [4.4, 3.4, -1.2, 0.1, 3.3, 0], bias: [0, 0, 0])
    #expect(Closeness.relative(found.value * 8, from: 57.11212197835295) < 1e-6)
    let expected = [1.7536815, 2.79002537, -9.71074369, 9.12059357, 11.85706219, -9.81061893]
    // Float32 logits up to 55 are good to 2e-6 each, over eight samples with features up to 7.
    #expect(Closeness.largestDifference(found.weightGradient.map { $0 * 8 }, expected) < 1e-4)
  }

  @Test func permutingSamplesOrClassesPermutesTheResult() throws {
    let data = try MadeData.clouds()
    var numbers = MadeNumbers(seed: 3)
    let weights = numbers.floats(15).map(Double.init)
    let bias = numbers.floats(3).map(Double.init)
    let straight = objective(data, l2Penalty: 0.01, weights: weights, bias: bias)
    let reversed = objective(
      data.samples(at: (0..<data.sampleCount).reversed()), l2Penalty: 0.01, weights: weights, bias: bias)
    // The same terms in another order: only their Float32 rounding differs.
    #expect(abs(straight.value - reversed.value) < 1e-6)
    #expect(Closeness.largestDifference(straight.weightGradient, reversed.weightGradient) < 1e-6)

    let renamed = try Dataset(
      features: data.features, classIndices: data.classIndices.map { 2 - $0 }, classes: data.classes)
    let mirrored = objective(
      renamed, l2Penalty: 0.01, weights: Array(weights[10...] + weights[5..<10] + weights[..<5]),
      bias: bias.reversed())
    #expect(abs(straight.value - mirrored.value) < 1e-6)
    let blocks = [10..<15, 5..<10, 0..<5].flatMap { mirrored.weightGradient[$0] }
    #expect(Closeness.largestDifference(straight.weightGradient, blocks) < 1e-6)
  }
}
