// The certificate is a bound on what is left to gain, at any weights whatever.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct CertificateTests {
  /// Which of the problem's variants.
  struct Variant: Sendable, CustomTestStringConvertible {
    var classCount = 3
    var hasBias = true
    var isWeighted = false
    var isStandardized = false
    var l2Penalty = 0.02

    var testDescription: String {
      "\(classCount) classes\(hasBias ? ", bias" : "")\(isWeighted ? ", weighted" : "")"
        + "\(isStandardized ? ", standardised" : ""), l2 \(l2Penalty)"
    }
  }

  static let variants = [
    Variant(), Variant(hasBias: false), Variant(isWeighted: true), Variant(isStandardized: true),
    Variant(hasBias: false, isWeighted: true), Variant(hasBias: false, isStandardized: true),
    Variant(isWeighted: true, isStandardized: true, l2Penalty: 1e-5), Variant(classCount: 2, l2Penalty: 1e-4),
    Variant(classCount: 18), Variant(classCount: 18, isWeighted: true, isStandardized: true),
  ]

  private func data(_ variant: Variant) throws -> Dataset {
    try MadeData.clouds(
      classCount: variant.classCount, perClass: 60 / variant.classCount, featureCount: 3, seed: 21)
  }

  private func sampleWeights(_ variant: Variant, count: Int) -> [Float]? {
    guard variant.isWeighted else { return nil }
    var numbers = MadeNumbers(seed: 5)
    // Some of them 0, but never a class's all.
    return (0..<count).map { $0 % 7 == 3 ? 0 : abs(numbers.next()) + 0.1 }
  }

  private func certifier(_ variant: Variant, _ data: Dataset) -> Certifier {
    Certifier(
      FitSamples(
        data.features, data.classIndices, classCount: variant.classCount,
        weights: sampleWeights(variant, count: data.sampleCount)?.map(Double.init)),
      input: data.features.input, l2Penalty: variant.l2Penalty,
      standardization: variant.isStandardized ? Standardization(of: data.features) : nil,
      hasBias: variant.hasBias)
  }

  private func problem(_ variant: Variant, _ data: Dataset) -> ReferenceProblem {
    EverySolver.problem(
      data, l2Penalty: variant.l2Penalty, isStandardized: variant.isStandardized, hasBias: variant.hasBias,
      sampleWeights: sampleWeights(variant, count: data.sampleCount)?.map { Double($0) })
  }

  /// The optimum in Float32, points near it, random ones, and logits in the thousands.
  private func points(_ variant: Variant, _ optimum: ReferenceProblem.Optimum) -> [Parameters] {
    var numbers = MadeNumbers(seed: 6)
    let count = optimum.weights.count
    let classCount = variant.classCount
    func made(_ centre: Double, _ scale: Float, bias: Float) -> Parameters {
      Parameters(
        weights: (0..<count).map { Float(optimum.weights[$0] * centre) + numbers.next() * scale },
        bias: (0..<classCount).map { k in
          let noise = numbers.next() * bias
          return variant.hasBias ? Float(optimum.bias[k] * centre) + noise : 0
        })
    }
    return [
      made(1, 0, bias: 0), made(1, 1e-5, bias: 1e-5), made(1, 1e-2, bias: 0), made(1, 0, bias: 1),
      made(0, 0, bias: 0),
      made(0, 0, bias: 5), made(0, 1, bias: 1), made(0, 30, bias: 30), made(0, 1e3, bias: 1e3),
      made(-3, 0.1, bias: 100),
    ]
  }

  @Test(arguments: variants)
  func theGapIsNeverLessThanTheTrueOne(_ variant: Variant) throws {
    let data = try data(variant)
    let problem = problem(variant, data)
    let optimum = problem.optimum()
    let certifier = certifier(variant, data)
    for (index, parameters) in points(variant, optimum).enumerated() {
      let certificate = certifier.certificate(of: parameters)
      let value = problem.value(of: parameters)
      let gap = try #require(certificate.gap)
      #expect(Closeness.relative(certificate.objective, from: value) < 1e-13, "point \(index)")
      #expect(gap >= certificate.objective - optimum.value, "point \(index)")
      // The reference's own rounding.
      #expect(certificate.objective >= optimum.value * (1 - 1e-14), "point \(index)")
      // And it says something: at the optimum, rounded to Float32, next to nothing is left.
      if index == 0 { #expect(gap < 1e-11 / variant.l2Penalty) }
      if index == 1 { #expect(gap < 1e-7 / variant.l2Penalty) }
    }
  }

  @Test(arguments: variants.filter { !$0.hasBias })
  func withoutABiasTheGapIsTheSquaredGradientOverTwiceThePenalty(_ variant: Variant) throws {
    let data = try data(variant)
    let problem = problem(variant, data)
    let standardDeviations = problem.penalties.map { ($0 / variant.l2Penalty).squareRoot() }
    for parameters in points(variant, problem.optimum()) {
      let gradient = problem.gradient(
        weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init)
      ).weights.enumerated().map { $1 / standardDeviations[$0 % standardDeviations.count] }
      let squared = gradient.reduce(0) { $0 + $1 * $1 } / (2 * variant.l2Penalty)
      let certificate = certifier(variant, data).certificate(of: parameters)
      let gap = try #require(certificate.gap)
      // More than all of F is never left to gain; and the bound allows for its own rounding.
      let expected = min(squared, certificate.objective)
      #expect(abs(gap - expected) <= 1e-11 * expected + 1e-12 * certificate.objective)
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      #expect(abs(certificate.gradientMax - largest) <= 1e-12 * (1 + largest))
    }
  }

  @Test(arguments: variants)
  func theGradientIsThatOfThePenalisedCoefficients(_ variant: Variant) throws {
    let data = try data(variant)
    let problem = problem(variant, data)
    let standardization = variant.isStandardized ? Standardization(of: data.features) : nil
    let parameters = points(variant, problem.optimum())[6]
    let (weights, bias) = problem.gradient(
      weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init))
    // A coefficient's change moves the bias against it, as far as the column's mean.
    let slopes = weights.enumerated().map { i, slope in
      let (k, j) = i.quotientAndRemainder(dividingBy: 3)
      let mean = variant.hasBias ? standardization?.means[j] ?? 0 : 0
      return (slope - bias[k] * mean) / (standardization?.standardDeviations[j] ?? 1)
    }
    let largest = (slopes + (variant.hasBias ? bias : [])).reduce(0) { max($0, abs($1)) }
    let found = certifier(variant, data).certificate(of: parameters).gradientMax
    #expect(Closeness.relative(found, from: largest) < 1e-12)
  }

  @Test func withoutAPenaltyOrAClassWithoutSamplesThereIsNoBound() throws {
    let data = try MadeData.clouds()
    let model = try SoftmaxClassifier().fit(data).model
    #expect(try model.certificate(on: data, l2Penalty: 0).gap == nil)
    #expect(try model.certificate(on: data, l2Penalty: 0.1).gap != nil)
    let some = data.samples(at: (0..<data.sampleCount).filter { data.classIndices[$0] != 1 })
    #expect(try model.certificate(on: some, l2Penalty: 0.1).gap == nil)
  }

  @Test func withMoreThan512ClassesTheBoundHoldsToo() throws {
    // The bias is then scaled, not solved for.
    var numbers = MadeNumbers(seed: 8)
    let (classCount, featureCount) = (520, 2)
    let data = try Dataset(
      features: Features(numbers.floats(540 * featureCount), input: .vector(featureCount: featureCount)),
      classIndices: (0..<540).map { UInt32($0 % classCount) }, classes: ClassVocabulary(of: 0..<classCount))
    let fit = try SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-4), l2Penalty: 0.001).fit(data)
    #expect(fit.report.stopReason == .converged)
    let far = SoftmaxModel(
      parameters: Parameters(
        weights: numbers.floats(classCount * featureCount), bias: numbers.floats(classCount)),
      classes: data.classes, input: data.features.input)
    let certificate = try far.certificate(on: data, l2Penalty: 0.001)
    let gap = try #require(certificate.gap)
    #expect(gap >= certificate.objective - fit.report.objective)
  }
}
