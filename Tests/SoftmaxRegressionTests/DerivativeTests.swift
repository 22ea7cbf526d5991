// Gradients and second derivatives against differences, and against plain Float64 loops.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DerivativeTests {
  struct Variant: Sendable {
    var classCount: Int
    var hasBias = true
    var isWeighted = false
    var isBytes = false
  }

  static let variants = [
    Variant(classCount: 2), Variant(classCount: 3, hasBias: false), Variant(classCount: 4, isWeighted: true),
    Variant(classCount: 3, isBytes: true), Variant(classCount: 18, isWeighted: true),
  ]

  private static let penalties = [0.5, 0, 0.01, 2]

  private func made(_ variant: Variant) throws -> (
    objective: MultinomialObjective, reference: ReferenceProblem, point: [Double], direction: [Double]
  ) {
    var numbers = MadeNumbers(seed: 51)
    let (sampleCount, featureCount) = (50, 4)
    let features =
      variant.isBytes
      ? try Features(bytes: numbers.bytes(sampleCount * featureCount), input: .image(shape: [featureCount]))
      : try Features(numbers.floats(sampleCount * featureCount), input: .vector(featureCount: featureCount))
    let labels = numbers.indices(sampleCount, below: variant.classCount)
    let weights = variant.isWeighted ? (0..<sampleCount).map { Double($0 % 3) } : nil
    let objective = MultinomialObjective(
      FitSamples(features, labels, classCount: variant.classCount, weights: weights),
      penalties: Self.penalties, hasBias: variant.hasBias)
    let reference = ReferenceProblem(
      rows: EverySolver.exactRows(of: features), labels: labels.map(Int.init), classCount: variant.classCount,
      penalties: Self.penalties, hasBias: variant.hasBias, sampleWeights: weights)
    // Numbers that Float32 holds, so that both precisions are at one point.
    let point = numbers.floats(objective.parameterCount, scale: 2).map(Double.init)
    return (objective, reference, point, numbers.floats(objective.parameterCount).map(Double.init))
  }

  private func parts(_ vector: [Double], _ objective: MultinomialObjective) -> (
    weights: [Double], bias: [Double]
  ) {
    let weights = Array(vector[..<objective.weightCount])
    let none = [Double](repeating: 0, count: objective.classCount)
    return (weights, objective.hasBias ? Array(vector[objective.weightCount...]) : none)
  }

  @Test(arguments: variants)
  func gradientsAreThoseOfFivePointDifferences(_ variant: Variant) throws {
    let (objective, _, point, _) = try made(variant)
    let found = objective.evaluate(at: point, .double)
    #expect(found.gradient.count == objective.parameterCount)
    for i in point.indices {
      let derivative = ReferenceSoftmax.derivative { step in
        var moved = point
        moved[i] += step
        return objective.evaluate(at: moved, .double).value
      }
      // Values near 4 are good to some 1e-15, over steps of 1e-3; the fifth derivative is below 10.
      #expect(abs(found.gradient[i] - derivative) < 2e-11)
    }
  }

  @Test(arguments: variants)
  func valuesAndGradientsAreThoseOfPlainLoops(_ variant: Variant) throws {
    let (objective, reference, point, _) = try made(variant)
    let (weights, bias) = parts(point, objective)
    let expected = reference.value(weights: weights, bias: bias)
    let slopes = reference.gradient(weights: weights, bias: bias)
    for (precision, tolerance) in [(PassPrecision.double, 1e-14), (.single, 2e-6)] {
      let found = objective.evaluate(at: point, precision)
      #expect(Closeness.relative(found.value, from: expected.objective) < tolerance)
      #expect(Closeness.relative(found.logLoss, from: expected.logLoss) < tolerance)
      let gradient = slopes.weights + (objective.hasBias ? slopes.bias : [])
      #expect(Closeness.largestDifference(found.gradient, gradient) < tolerance)
    }
  }

  @Test(arguments: variants)
  func curvatureProductsAreDifferencesOfGradients(_ variant: Variant) throws {
    let (objective, reference, point, direction) = try made(variant)
    let product = objective.curvature(at: point).product(with: direction)
    let h = 1e-4
    let differences = zip(
      objective.evaluate(at: VectorArithmetic.moved(point, by: h, along: direction), .double).gradient,
      objective.evaluate(at: VectorArithmetic.moved(point, by: -h, along: direction), .double).gradient
    ).map { ($0 - $1) / (2 * h) }
    let (weights, bias) = parts(point, objective)
    let expected = reference.curvature(weights: weights, bias: bias, times: parts(direction, objective))
    let plain = expected.weights + (objective.hasBias ? expected.bias : [])
    // The differences are good to h^2, the loops to rounding, the product to that of Float32.
    #expect(Closeness.largestDifference(differences, plain) < 1e-7)
    #expect(Closeness.largestDifference(product, plain) < 2e-6)
  }

  @Test func curvatureProductsKeepTheirDigitsHoweverShortTheDirection() throws {
    let (objective, _, point, direction) = try made(Variant(classCount: 4))
    let curvature = objective.curvature(at: point)
    let product = curvature.product(with: direction)
    for factor in [1e-30, 1e30] {
      let scaled = curvature.product(with: direction.map { $0 * factor }).map { $0 / factor }
      #expect(Closeness.largestDifference(scaled, product) < 1e-6)
    }
    let zero = [Double](repeating: 0, count: direction.count)
    #expect(curvature.product(with: zero) == zero)
  }

  @Test(arguments: [false, true])
  func theEstimatedGapIsThereWhereAPenaltyBoundsIt(_ hasPenalty: Bool) throws {
    let data = try MadeData.clouds()
    let objective = MultinomialObjective(
      FitSamples(data.features, data.classIndices, classCount: 3),
      // A feature may be without one: what it has to gain is estimated by its curvature.
      penalties: hasPenalty ? [1, 1, 0, 1, 1] : [0, 0, 0, 0, 0])
    let found = objective.evaluate(at: [Double](repeating: 0, count: 18), .double)
    #expect((found.estimatedGap != nil) == hasPenalty)
  }
}
