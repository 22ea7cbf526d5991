// Standardised columns, and weights folded back into the user's units.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StandardizationTests {
  @Test func columnsGetMeanZeroAndStandardDeviationOne() throws {
    let features = try Features(
      [1, 100, 7, 3, 300, 7, 5, 200, 7, 7, 400, 7], input: .table(featureCount: 3))
    let standardization = Standardization(of: features)
    #expect(standardization.means == [4, 250, 7])
    // The constant column keeps scale 1.
    let standardDeviations = [Double(5).squareRoot(), Double(12_500).squareRoot(), 1]
    #expect(Closeness.largestDifference(standardization.standardDeviations, standardDeviations) < 1e-12)
    let applied = standardization.rows(of: features.rows)
    for column in 0..<3 {
      let values = (0..<4).map { Double(applied.row($0)[column]) }
      #expect(abs(values.reduce(0, +)) < 1e-6)
      let expected = column == 2 ? 0.0 : 4.0
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - expected) < 1e-5)
    }
  }

  @Test func foldedWeightsGiveTheSameLogitsOnRawFeatures() throws {
    let data = try MadeData.clouds(kind: .table)
    let standardization = Standardization(of: data.features)
    var numbers = MadeNumbers(seed: 12)
    let parameters = Parameters(weights: numbers.floats(15), bias: numbers.floats(3))
    func logits(_ parameters: Parameters, _ features: Features) throws -> [Double] {
      try SoftmaxModel(parameters: parameters, classes: data.classes, input: data.features.input)
        .logits(for: features).map(Double.init)
    }
    let inside = try logits(
      parameters, Features(checked: standardization.rows(of: data.features.rows), input: data.features.input))
    let outside = try logits(standardization.fold(parameters), data.features)
    // Five products of Float32 numbers up to 4 on each side.
    #expect(Closeness.largestDifference(inside, outside) < 5e-6)
  }

  @Test func theReportIsTrueOfTheReturnedWeightsHoweverFarTheColumnsAreFromZero() throws {
    // At an offset of a million Float32 keeps a sixteenth of a unit: the folded model is another one than the
    // fit saw, and it is the one that is reported.
    let data = try MadeData.clouds(perClass: 60, kind: .table)
    let rows = (0..<data.sampleCount).flatMap { data.features.row($0).map { $0 + 1e6 } }
    let far = try Dataset(
      features: Features(rows, input: data.features.input), labels: data.classIndices.map(Int.init))
    let fit = try SoftmaxClassifier(solver: .stochastic(epochs: 5, batchSize: 16), l2Penalty: 0.01).fit(far)
    let reference = ReferenceSoftmax(
      rows: MadeData.rows(of: far), labels: far.classIndices.map(Int.init), classCount: 3)
    let logLoss = reference.objective(
      weights: fit.model.weights.map(Double.init), bias: fit.model.bias.map(Double.init), l2Penalty: 0)
    // Float64 logits are differences of terms near 1e6.
    #expect(abs(fit.report.trainLogLoss - logLoss) < 1e-8)
  }

  @Test func gradientAndPenaltyAreThoseOfTheStandardisedCoefficients() throws {
    let data = try MadeData.clouds(kind: .table)
    let standardization = Standardization(of: data.features)
    let prepared = Features(checked: standardization.rows(of: data.features.rows), input: data.features.input)
    var numbers = MadeNumbers(seed: 13)
    let inside = Parameters(weights: numbers.floats(15), bias: numbers.floats(3))
    let labels = data.classIndices
    let expected = MultinomialObjective(features: prepared, labels: labels, classCount: 3, l2Penalty: 0.1)
      .evaluate(at: inside)
    let found = Certifier(
      FitSamples(data.features, labels, classCount: 3), input: data.features.input, l2Penalty: 0.1,
      standardization: standardization
    ).certificate(of: standardization.fold(inside))
    // The same point, once rounded to Float32 inside and once outside.
    #expect(abs(found.objective - expected.value) < 2e-6)
    #expect(abs(found.gradientMax - expected.gradientMax) < 2e-6)
  }

  @Test func unitsDoNotChangeAStandardisedFit() throws {
    let data = try MadeData.clouds(kind: .table)
    // The same columns in other units, by powers of two so that no value is rounded anew.
    let rows = (0..<data.sampleCount).flatMap { sample in
      zip(data.features.row(sample), [1024, 1, 0.125, 4096, 2] as [Float]).map { $0 * $1 }
    }
    let scaled = try Dataset(
      features: Features(rows, input: .table(featureCount: 5)), labels: data.classIndices.map(Int.init))
    let classifier = try SoftmaxClassifier(solver: .stochastic(epochs: 3, batchSize: 16), l2Penalty: 0.01)
    let first = try classifier.fit(data)
    let second = try classifier.fit(scaled)
    #expect(abs(first.report.objective - second.report.objective) < 1e-6)
    let never = try SoftmaxClassifier(solver: .stochastic(epochs: 3, batchSize: 16), standardize: .never)
    #expect(try never.fit(data).report.standardized == false)
  }
}
