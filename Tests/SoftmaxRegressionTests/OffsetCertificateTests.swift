// Certificates of fits with offsets: the gap is never less than the true one, which code written apart tells.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct OffsetCertificateTests {
  struct Variant: Sendable, CustomTestStringConvertible {
    var classCount = 3
    var hasBias = true
    var isWeighted = false
    var l1Penalty = 0.0
    var l2Penalty = 0.0
    var offset = 2.0
    var penaltyFactors: [Double]?
    var isGrouped = false
    var lowerLimit: Double?
    var testDescription: String {
      "\(classCount) classes\(hasBias ? ", bias" : "")\(isWeighted ? ", weighted" : ""), l1 \(l1Penalty), l2 \(l2Penalty), "
        + "offsets to \(offset)\(penaltyFactors == nil ? "" : ", some free")"
        + "\(isGrouped ? ", grouped" : "")\(lowerLimit == nil ? "" : ", limited")"
    }
  }

  static let variants = [
    Variant(l2Penalty: 0.05), Variant(hasBias: false, l2Penalty: 0.05),
    Variant(isWeighted: true, l2Penalty: 0.01, offset: 20),
    Variant(l1Penalty: 0.02), Variant(hasBias: false, l1Penalty: 0.02),
    Variant(isWeighted: true, l1Penalty: 0.02, offset: 20),
    Variant(l1Penalty: 0.02, l2Penalty: 0.01), Variant(classCount: 18, l1Penalty: 0.01),
    Variant(classCount: 2, l1Penalty: 0.01, offset: 300),
    Variant(l2Penalty: 0.05, penaltyFactors: [0, 1, 1, 2]),
    Variant(l1Penalty: 0.02, penaltyFactors: [1, 0, 1, 1]), Variant(l1Penalty: 0.04, isGrouped: true),
    Variant(l1Penalty: 0.02, l2Penalty: 0.01, isGrouped: true), Variant(l1Penalty: 0.02, lowerLimit: -0.1),
    Variant(l2Penalty: 0.05, lowerLimit: 0),
  ]

  @Test(arguments: variants)
  func theGapIsNeverLessThanTheTrueOne(_ variant: Variant) throws {
    let plain = try MadeData.clouds(
      classCount: variant.classCount, perClass: 54 / variant.classCount, featureCount: 4, seed: 41)
    let (data, rows) = try plain.madeOffset(scale: variant.offset, seed: 42)
    var numbers = MadeNumbers(seed: 5)
    let weights = variant.isWeighted ? data.classIndices.map { _ in Double(abs(numbers.next()) + 0.1) } : nil
    let factors = variant.penaltyFactors ?? [1, 1, 1, 1]
    let problem = ReferenceProblem(
      rows: MadeData.rows(of: data), labels: data.classIndices.map(Int.init), classCount: variant.classCount,
      penalties: factors.map { variant.l2Penalty * $0 }, hasBias: variant.hasBias, sampleWeights: weights,
      offsets: rows)
    let shape = PenaltyShape(
      factors: variant.penaltyFactors, isGrouped: variant.isGrouped,
      limits: try variant.lowerLimit.map { try WeightLimits([.init(feature: 1, lower: $0)]) })
    let l1Penalties = factors.map { variant.l1Penalty * $0 }
    let bend =
      (MadeData.rows(of: data).map { $0.reduce(1) { $0 + $1 * $1 } }.max() ?? 1) / 2 + 2 * variant.l2Penalty
    let best =
      if variant.isGrouped {
        problem.groupedOptimum(l1Penalties: l1Penalties, bend: bend).value
      } else if let lower = variant.lowerLimit {
        problem.limitedOptimum(
          l1Penalties: l1Penalties, lower: (0..<12).map { $0 % 4 == 1 ? lower : -.infinity },
          upper: [Double](repeating: .infinity, count: 12), bend: bend
        ).value
      } else if variant.l1Penalty == 0 {
        problem.optimum().value
      } else {
        problem.sparseOptimum(l1Penalties: l1Penalties, bend: bend).value
      }
    let weighted = try weights.map { try data.weighted(by: $0) } ?? data
    let fit = try SoftmaxClassifier(
      l2Penalty: variant.l2Penalty, l1Penalty: variant.l1Penalty, penaltyShape: shape,
      hasBias: variant.hasBias
    ).fit(weighted)
    #expect(fit.report.stopReason == .converged)
    let certifier = Certifier(
      FitSamples(weighted, Execution.automatic.engine), input: data.features.input,
      l2Penalty: variant.l2Penalty,
      l1Penalty: variant.l1Penalty, standardization: nil, hasBias: variant.hasBias,
      shape: shape,
      box: shape.limits?.box(data.classes, featureCount: 4))
    let own = fit.model.parameters
    for (centre, scale) in [(1.0, 0.0), (1, 1e-6), (1, 1e-3), (1, 0.1), (0, 0), (0, 1), (-2, 0.1)] {
      let parameters = Parameters(
        weights: own.weights.enumerated().map { i, weight in
          let moved = Float(Double(weight) * centre) + numbers.next() * Float(scale)
          // What is beyond the limits is no answer.
          return i % 4 == 1
            ? max(moved, variant.lowerLimit.map { $0 == 0 ? 0 : Float($0).nextUp } ?? -.infinity) : moved
        },
        bias: own.bias.map { variant.hasBias ? Float(Double($0) * centre) + numbers.next() * Float(scale) : 0 })
      let certificate = certifier.certificate(of: parameters)
      let weights = parameters.weights.map(Double.init)
      let bias = parameters.bias.map(Double.init)
      let value =
        variant.isGrouped
        ? problem.value(weights: weights, bias: bias).objective + norms(of: weights, l1Penalties)
        : problem.value(weights: weights, bias: bias, l1Penalties: l1Penalties)
      #expect(Closeness.relative(certificate.objective, from: value) < 1e-13)
      // A dual point for free columns need not be found far from the optimum.
      guard let gap = certificate.gap else {
        #expect(variant.penaltyFactors != nil && centre != 1, "\(centre), \(scale)")
        continue
      }
      // Whatever is lower than F by more than the gap would prove the certificate wrong.
      #expect(gap >= certificate.objective - best, "\(centre), \(scale)")
      // No optimum is below 0, which is known but for the rounding of F.
      #expect(gap <= certificate.objective * (1 + 1e-11))
      // And it says something at the optimum, rounded to Float32.
      if scale == 0, centre == 1 { #expect(gap < 1e-8 * certificate.objective) }
      if scale == 1e-6 { #expect(gap < 1e-3 * certificate.objective) }
    }
  }

  /// The sum of the lengths of the features' weights of all classes, each times its penalty.
  private func norms(of weights: [Double], _ penalties: [Double]) -> Double {
    penalties.indices.reduce(0.0) { sum, j in
      let own = stride(from: j, to: weights.count, by: penalties.count).map { weights[$0] }
      let square = own.reduce(0.0) { $0 + $1 * $1 }
      return sum + penalties[j] * square.squareRoot()
    }
  }

  /// Offsets beside which Float64 loses the differences between the other logits: F is right all the same.
  @Test(arguments: [1e12, 1e16, 1e30])
  func aClassThatOffsetsExcludeLeavesTheOthersTheirDifferences(_ scale: Double) throws {
    let made = try MadeData.clouds(perClass: 6, featureCount: 2, seed: 44)
    let plain = made.samples(at: made.classIndices.indices.filter { made.classIndices[$0] < 2 })
    // The true class is ahead by a number that Float64 does not hold beside the large one.
    let values = plain.classIndices.flatMap { label in
      (0..<3).map { $0 == 2 ? -scale : $0 == Int(label) ? 0.25 : 0 }
    }
    let data = try plain.offset(by: SampleOffsets(values, classNames: plain.classes.names))
    let certifier = Certifier(
      FitSamples(data, Execution.automatic.engine), input: data.features.input, l2Penalty: 0.1,
      standardization: nil)
    let parameters = Parameters(weights: [0.5, 0.25, -0.5, 0.125, 0, 0], bias: [0, 0.5, 0])
    let problem = ReferenceProblem(
      rows: MadeData.rows(of: data), labels: data.classIndices.map(Int.init), classCount: 2,
      penalties: [0.1, 0.1],
      offsets: data.classIndices.map { $0 == 0 ? [0.25, 0] : [0, 0.25] })
    let expected = problem.value(weights: [0.5, 0.25, -0.5, 0.125], bias: [0, 0.5]).objective
    #expect(Closeness.relative(certifier.certificate(of: parameters).objective, from: expected) < 1e-13)
  }
}
