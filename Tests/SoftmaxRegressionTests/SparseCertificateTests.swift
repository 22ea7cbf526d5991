// Certificates of fits with an L1 penalty, and the method where the command does not lead: held against proximal
// gradient steps.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseCertificateTests {
  struct Variant: Sendable, CustomTestStringConvertible {
    var classCount = 3
    var hasBias = true
    var isWeighted = false
    var isStandardized = false
    var l1Penalty = 0.02
    var l2Penalty = 0.0
    var memoryLimit = 1 << 30
    var testDescription: String {
      "\(classCount) classes\(hasBias ? ", bias" : "")\(isWeighted ? ", weighted" : "")"
        + "\(isStandardized ? ", standardised" : ""), l1 \(l1Penalty), l2 \(l2Penalty), \(memoryLimit) bytes"
    }
  }

  static let variants = [
    Variant(), Variant(hasBias: false), Variant(isWeighted: true), Variant(isStandardized: true),
    Variant(hasBias: false, isWeighted: true, l2Penalty: 0.01),
    Variant(isWeighted: true, isStandardized: true, l2Penalty: 0.003), Variant(classCount: 2, l1Penalty: 0.005),
    Variant(classCount: 9, l1Penalty: 0.01), Variant(classCount: 9, l1Penalty: 0.01, memoryLimit: 1),
  ]

  private struct Case {
    let objective: MultinomialObjective
    let certifier: Certifier
    let problem: ReferenceProblem
    /// By the weights in the user's units.
    let l1Penalties: [Double]
    /// Above all second derivatives.
    let bend: Double
  }

  private func made(_ variant: Variant) throws -> Case {
    let data = try MadeData.clouds(
      classCount: variant.classCount, perClass: 54 / variant.classCount, featureCount: 4, seed: 41)
    var numbers = MadeNumbers(seed: 5)
    let weights = variant.isWeighted ? data.classIndices.map { _ in abs(numbers.next()) + 0.1 } : nil
    let standardization = variant.isStandardized ? Standardization(of: data.features) : nil
    let standardDeviations = standardization?.standardDeviations ?? [1, 1, 1, 1]
    let problem = EverySolver.problem(
      data, l2Penalty: variant.l2Penalty, isStandardized: variant.isStandardized, hasBias: variant.hasBias,
      sampleWeights: weights?.map(Double.init))
    let largest = MadeData.rows(of: data).map { $0.reduce(1) { $0 + $1 * $1 } }.max() ?? 1
    let l1Penalties = standardDeviations.map { variant.l1Penalty * $0 }
    let samples = FitSamples(
      data.features, data.classIndices, classCount: variant.classCount, weights: weights?.map(Double.init))
    return Case(
      objective: MultinomialObjective(
        samples, penalties: problem.penalties, l1Penalties: l1Penalties, hasBias: variant.hasBias,
        memoryLimit: variant.memoryLimit),
      certifier: Certifier(
        samples, input: data.features.input, l2Penalty: variant.l2Penalty, l1Penalty: variant.l1Penalty,
        standardization: standardization, hasBias: variant.hasBias),
      problem: problem, l1Penalties: l1Penalties, bend: largest / 2 + (problem.penalties.max() ?? 0))
  }

  @Test(arguments: variants)
  func theGapIsNeverLessThanTheTrueOneAndTheMethodFindsTheOptimum(_ variant: Variant) throws {
    let made = try made(variant)
    let reference = made.problem.sparseOptimum(l1Penalties: made.l1Penalties, bend: made.bend)
    var descent = Descent(
      of: made.objective, by: ProximalNewton(), from: made.objective.emptyPoint,
      DescentSettings(tolerance: 1e-10, maxIterations: 300, isDouble: true))
    // Nothing is asked of a certificate here: the values are held against the reference's.
    let stopReason = try descent.run(DescentCallbacks(beforePass: {}, remaining: { _, _ in 0 })) { _, _ in
      .continue
    }
    let point = descent.state.point
    let weights = Array(point[..<made.objective.weightCount])
    let bias =
      variant.hasBias
      ? Array(point[made.objective.weightCount...]) : [Double](repeating: 0, count: variant.classCount)
    let reached = made.problem.value(weights: weights, bias: bias, l1Penalties: made.l1Penalties)
    #expect(stopReason == .converged)
    #expect(reached <= reference.value * (1 + 1e-9))

    var numbers = MadeNumbers(seed: 6)
    for (centre, scale) in [(1.0, 0.0), (1, 1e-6), (1, 1e-3), (1, 0.1), (0, 0), (0, 1), (-2, 0.1), (0, 50)] {
      let parameters = Parameters(
        weights: weights.map { Float($0 * centre) + numbers.next() * Float(scale) },
        bias: bias.map { variant.hasBias ? Float($0 * centre) + numbers.next() * Float(scale) : 0 })
      let certificate = made.certifier.certificate(of: parameters)
      let value = made.problem.value(
        weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init),
        l1Penalties: made.l1Penalties)
      let gap = try #require(certificate.gap)
      #expect(Closeness.relative(certificate.objective, from: value) < 1e-13)
      // Whatever is lower than F by more than the gap would prove the certificate wrong.
      #expect(gap >= certificate.objective - min(reference.value, reached), "\(centre), \(scale)")
      #expect(gap <= certificate.objective)
      // And it says something at the optimum, rounded to Float32.
      if scale == 0, centre == 1 { #expect(gap < 1e-9 * certificate.objective) }
      if scale == 1e-6 { #expect(gap < 1e-4 * certificate.objective) }
    }
  }

  @Test(arguments: [1.0, 5000.0])
  func theSameNumbersHaveTheSameCertificateWhereverTheyComeFrom(_ unit: Float) throws {
    let made = try MadeData.clouds(perClass: 40, seed: 5)
    let rows = (0..<made.sampleCount).map {
      made.features.row($0).enumerated().map { $0 == 0 ? $1 * unit : $1 }
    }
    let inputs = [
      InputDescription.vector(featureCount: made.featureCount), .table(featureCount: made.featureCount),
    ]
    let fits = try inputs.map { input in
      let data = try Dataset(
        features: Features(rows: rows, input: input), classIndices: made.classIndices, classes: made.classes)
      return try SoftmaxClassifier(l2Penalty: 0, l1Penalty: 0.01, standardize: .never).fit(data)
    }
    #expect(fits[0].model.weights == fits[1].model.weights)
    #expect(fits[0].report.certifiedGap == fits[1].report.certifiedGap)
    #expect(fits[0].report.certifiedGap != nil)
  }
}
