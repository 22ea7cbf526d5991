// Coefficients that can be compared, against sums by hand in Float64.

import Testing

@testable import SoftmaxRegression

@Suite struct ModelCoefficientsTests {
  private func model(_ weights: [[Float]], bias: [Float]) throws -> SoftmaxModel {
    SoftmaxModel(
      parameters: Parameters(weights: weights.flatMap(\.self), bias: bias),
      classes: try ClassVocabulary(names: weights.indices.map { "class \($0)" }),
      input: .table(featureNames: weights[0].indices.map { "column \($0)" }))
  }

  private func coefficients(
    _ weights: [[Float]], standardDeviations: [Double?]
  ) throws -> ModelCoefficients {
    ModelCoefficients(
      try model(weights, bias: weights.indices.map(Float.init)), standardDeviations: standardDeviations)
  }

  private static let three: [[Float]] = [[1, -0.5, 0], [0.25, 2, 0], [-4, 0.75, 0]]

  @Test func contrastsAreLessTheMeanOverTheClasses() throws {
    let found = try coefficients(Self.three, standardDeviations: [0.5, 10, 1])
    #expect(found.classNames == ["class 0", "class 1", "class 2"] && found.featureNames[1] == "column 1")
    for (k, row) in Self.three.enumerated() {
      for (j, weight) in row.enumerated() {
        let mean = Self.three.reduce(0.0) { $0 + Double($1[j]) } / 3
        #expect(found.contrast(ofClass: k, feature: j) == Double(weight) - mean)
        #expect(
          found.standardizedContrast(ofClass: k, feature: j) == (Double(weight) - mean) * [0.5, 10, 1][j])
      }
      #expect(found.biasContrast(ofClass: k) == Double(k) - 1)
    }
    #expect(found.shownClasses == 0..<3)
  }

  @Test func aShiftOfAllClassesChangesNoContrast() throws {
    let shifted = Self.three.map { row in zip(row, [8, -16, 32] as [Float]).map(+) }
    let (first, second) = (
      try coefficients(Self.three, standardDeviations: [1, 1, 1]),
      try coefficients(shifted, standardDeviations: [1, 1, 1])
    )
    for k in 0..<3 {
      for j in 0..<3 {
        #expect(abs(first.contrast(ofClass: k, feature: j) - second.contrast(ofClass: k, feature: j)) < 1e-14)
      }
    }
  }

  @Test func ofTwoClassesAContrastIsTheLogOdds() throws {
    let found = try coefficients([[0.5, -2], [1.5, 1]], standardDeviations: [2, 3])
    #expect(found.contrast(ofClass: 1, feature: 0) == 1 && found.contrast(ofClass: 0, feature: 0) == -1)
    #expect(found.standardizedContrast(ofClass: 1, feature: 1) == 9)
    #expect(found.shownClasses == 1..<2 && found.biasContrast(ofClass: 1) == 1)
    // The change of the log odds of two samples that differ by one unit.
    let model = try model([[0.5, -2], [1.5, 1]], bias: [0, 1])
    let logs = try model.logProbabilities(
      for: Features(rows: [[0, 0], [0, 1]] as [[Float]], input: model.input))
    let odds = Double(logs[3] - logs[2]) - Double(logs[1] - logs[0])
    #expect(abs(odds - found.contrast(ofClass: 1, feature: 1)) < 1e-5)
  }

  @Test func theStrongestComeFirstInUnitsOfStandardDeviations() throws {
    let found = try coefficients(Self.three, standardDeviations: [0.5, 10, 1])
    // Column 0 has the largest weights, and column 1 the largest standard deviation.
    #expect(found.strongest(ofClass: 1, count: 5) == [1, 0] && found.strongest(ofClass: 1, count: 1) == [1])
    // What does nothing to a class is not among them: column 1 is at its mean there, column 2 is 0 everywhere.
    #expect(found.strongest(ofClass: 2, count: 5) == [0])
    #expect(found.strongest(count: 40) == [1, 0])
    #expect(found.areComparable)
  }

  @Test func unknownStandardDeviationsLeaveTheUnitsOfTheColumns() throws {
    let found = try coefficients(Self.three, standardDeviations: [0.5, nil, 1])
    #expect(!found.areComparable && found.standardizedContrast(ofClass: 0, feature: 1) == nil)
    #expect(found.strongest(ofClass: 2, count: 5) == [0])
    #expect(found.strongest(count: 5) == [0, 1])
  }

  @Test func aFitsStandardizationIsItsScale() throws {
    let data = try Dataset(
      features: Features(rows: [[1, 200], [2, 100], [3, 500], [4, 400]], featureNames: ["a", "b"]),
      labels: ["x", "x", "y", "y"])
    let fit = try SoftmaxClassifier().fit(data)
    let found = ModelCoefficients(fit.model, standardization: fit.report.standardization)
    // Of 1 to 4 over n, and of 100 times the same numbers in another order.
    for (j, variance) in [1.25, 25_000.0].enumerated() {
      let deviation = try #require(found.standardDeviations[j])
      #expect(abs(deviation - variance.squareRoot()) < 1e-12 * deviation)
    }
    #expect(ModelCoefficients(fit.model).standardDeviations == [nil, nil])
  }
}
