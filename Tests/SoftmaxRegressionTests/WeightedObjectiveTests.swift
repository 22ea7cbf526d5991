// A sample of weight 2 counts like two samples, one of weight 0 like none.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct WeightedObjectiveTests {
  /// The same problem with weights, and with samples as often as their weights say.
  private func pair(classCount: Int, isBytes: Bool) throws -> (
    weighted: MultinomialObjective, repeated: MultinomialObjective, certifiers: [Certifier]
  ) {
    var numbers = MadeNumbers(seed: 41)
    // More than a tile of 256 rows.
    let (sampleCount, featureCount) = (300, 5)
    let count = sampleCount * featureCount
    let features =
      isBytes
      ? try Features(bytes: numbers.bytes(count), input: .image(shape: [featureCount]))
      : try Features(numbers.floats(count), input: .vector(featureCount: featureCount))
    let labels = numbers.indices(sampleCount, below: classCount)
    let weights = (0..<sampleCount).map { Float($0 % 4) }
    let indices = (0..<sampleCount).flatMap { [Int](repeating: $0, count: $0 % 4) }
    let engine = Execution.automatic.engine
    let repeated = features.samples(at: indices)
    let repeatedLabels = indices.map { labels[$0] }
    func objective(_ features: Features, _ labels: [UInt32], _ weights: SampleWeights?) -> MultinomialObjective
    {
      MultinomialObjective(
        features: features.rows, labels: labels, classCount: classCount,
        penalties: (0..<featureCount).map { 0.01 * Double($0 + 1) }, sampleWeights: weights, engine: engine)
    }
    func certifier(_ features: Features, _ labels: [UInt32], _ weights: SampleWeights?) -> Certifier {
      Certifier(
        features: features, labels: labels, classCount: classCount, l2Penalty: 0.01,
        standardization: Standardization(of: repeated), sampleWeights: weights, engine: engine)
    }
    return (
      objective(features, labels, SampleWeights(weights)), objective(repeated, repeatedLabels, nil),
      [certifier(features, labels, SampleWeights(weights)), certifier(repeated, repeatedLabels, nil)]
    )
  }

  private func largestRelative(_ first: [Double], _ second: [Double]) -> Double {
    Closeness.largestDifference(first, second) / max(VectorArithmetic.largest(second), 1e-300)
  }

  @Test(arguments: [(3, false), (3, true), (18, false)])
  func weightsCountLikeRepetitions(_ classCount: Int, _ isBytes: Bool) throws {
    let (weighted, repeated, certifiers) = try pair(classCount: classCount, isBytes: isBytes)
    var numbers = MadeNumbers(seed: 42)
    let point = numbers.floats(weighted.parameterCount).map(Double.init)
    for (precision, tolerance) in [(PassPrecision.single, 2e-6), (.double, 1e-13)] {
      let (first, second) = (weighted.evaluate(at: point, precision), repeated.evaluate(at: point, precision))
      #expect(Closeness.relative(first.value, from: second.value) < tolerance)
      #expect(Closeness.relative(first.logLoss, from: second.logLoss) < tolerance)
      #expect(largestRelative(first.gradient, second.gradient) < tolerance)
      #expect(Closeness.relative(first.estimatedGap ?? 0, from: second.estimatedGap ?? 1) < 10 * tolerance)
    }
    let direction = numbers.floats(weighted.parameterCount).map(Double.init)
    let products = [weighted, repeated].map { $0.curvature(at: point).product(with: direction) }
    #expect(largestRelative(products[0], products[1]) < 2e-6)
    // Preconditioners of the same problem.
    for (kind, tolerance) in [(PreconditionerKind.exact, 1e-10), (.pairs(threshold: 0), 1e-3)] {
      let found = [weighted, repeated].compactMap { $0.preconditioner(kind, at: point)?.apply(to: direction) }
      #expect(found.count == 2 && largestRelative(found[0], found[1]) < tolerance, "\(kind)")
    }
    let parameters = weighted.parameters(point)
    let certificates = certifiers.map { $0.certificate(of: parameters) }
    #expect(Closeness.relative(certificates[0].objective, from: certificates[1].objective) < 1e-13)
    #expect(Closeness.relative(certificates[0].gradientMax, from: certificates[1].gradientMax) < 1e-12)
    #expect(Closeness.relative(certificates[0].gap ?? 0, from: certificates[1].gap ?? 1) < 1e-10)
  }

  @Test func equalWeightsCountLikeNone() throws {
    let data = try MadeData.clouds()
    func objective(_ weights: SampleWeights?) -> MultinomialObjective {
      MultinomialObjective(
        features: data.features.rows, labels: data.classIndices, classCount: 3,
        penalties: [Double](repeating: 0.1, count: 5), sampleWeights: weights,
        engine: Execution.automatic.engine)
    }
    var numbers = MadeNumbers(seed: 43)
    let point = numbers.floats(18).map(Double.init)
    let plain = objective(nil).evaluate(at: point, .double)
    let ones = objective(SampleWeights([Float](repeating: 1, count: 90))).evaluate(at: point, .double)
    let halves = objective(SampleWeights([Float](repeating: 0.5, count: 90))).evaluate(at: point, .double)
    #expect(ones.value == plain.value && ones.gradient == plain.gradient)
    #expect(halves.value == plain.value && halves.gradient == plain.gradient)
  }
}
