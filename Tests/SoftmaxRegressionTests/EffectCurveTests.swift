// The effect of a column against brute force: the changed table, prepared and scored anew.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct EffectCurveTests {
  /// The mean probabilities of a table's rows, in Float64 from the prepared features.
  private func meanProbabilities(_ made: ExplainedTable, _ table: Table) throws -> [Double] {
    let features = try made.preparation.features(of: table)
    let (k, d) = (made.model.classCount, made.model.featureCount)
    var sums = [Double](repeating: 0, count: k)
    for row in 0..<table.rowCount {
      let values = features.row(row)
      let logits = (0..<k).map { c in
        values.indices.reduce(Double(made.model.bias[c])) {
          $0 + Double(made.model.weights[c * d + $1]) * Double(values[$1])
        }
      }
      let powers = logits.map { exp($0 - (logits.max() ?? 0)) }
      for c in 0..<k { sums[c] += powers[c] / powers.reduce(0, +) }
    }
    return sums.map { $0 / Double(table.rowCount) }
  }

  @Test(arguments: [MissingValues.indicator, .mean, .error])
  func curvesAreThoseOfChangedTables(_ missing: MissingValues) throws {
    for contrasts in [nil, TreatmentContrasts(bases: ["member": "yes"])] {
      let made = try ExplainedTable(rows: 40, missing: missing, contrasts: contrasts)
      let features = try made.preparation.features(of: made.table)
      for column in ExplainedTable.columns.map(\.name) {
        let curve = try made.model.effect(of: column, on: features, preparedBy: made.preparation)
        let knowsMissing = missing != .error
        #expect(curve.points.contains { $0.value == .missing } == knowsMissing, "\(column)")
        #expect(curve.sampleCount == 40 && curve.points.count > 1)
        for point in curve.points.prefix(6) + curve.points.suffix(1) {
          let expected = try meanProbabilities(made, made.setting(column, to: point.value))
          // Prepared products are rounded to Float32: some 2^-25 of terms of about 1.
          #expect(
            Closeness.largestDifference(point.probabilities, expected) < 1e-6, "\(column) \(point.value.text)")
          #expect(abs(point.probabilities.reduce(0, +) - 1) < 1e-14)
        }
      }
    }
  }

  @Test func aCurveGoesThroughWhatTheModelSaysOfTheSample() throws {
    let made = try ExplainedTable(missing: .error)
    let features = try made.preparation.features(of: made.table)
    for sample in [0, 17, 59] {
      let own = try made.model.value(of: "age", in: features, sample: sample, preparedBy: made.preparation)
      let curve = try made.model.effect(
        of: "age", on: features.samples(sample..<sample + 1), preparedBy: made.preparation,
        at: [try #require(own)])
      let expected = try made.model.predict(features)[sample].probabilities.values
      // The model's are Float32.
      let difference = Closeness.largestDifference(curve.points[0].probabilities, expected.map { Double($0) })
      #expect(difference < 1e-5)
    }
  }

  @Test func everyNumberOfThreadsAndEveryInstructionSetGivesTheSameBits() throws {
    // Several chunks of 4,096 rows.
    let made = try ExplainedTable(rows: 8200, missing: .error, interactions: [("age", "colour")])
    let features = try made.preparation.features(of: made.table)
    let curves = try SameBitsTests.executions.map {
      try made.model.effect(
        of: "age", on: features, preparedBy: made.preparation, at: [20, 31.5, 60], execution: $0)
    }
    for curve in curves.dropFirst() { #expect(curve == curves[0]) }
  }

  @Test func offsetsCountInACurve() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [0, 1], bias: [0, 0]), classes: try ClassVocabulary(names: ["a", "b"]),
      input: .table(featureNames: ["x"]), needsOffsets: true)
    let features = try Features([0, 2] as [Float], input: model.input)
    let offsets = try SampleOffsets([0.5, -1], classNames: ["a"])
    let curve = try model.effect(of: "x", on: features, at: [1], offsets: offsets)
    let expected = [0.5, -1.0].map { (offset: Double) -> Double in 1 / (1 + exp(offset - 1)) }.reduce(0, +) / 2
    #expect(abs(curve.points[0].probabilities[1] - expected) < 1e-15)
    #expect(throws: DatasetError.missingOffsets) { try model.effect(of: "x", on: features) }
  }

  private func numbers(_ values: [Float], _ count: Int = 50) throws -> [Double] {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [0, 1], bias: [0, 0]), classes: try ClassVocabulary(names: ["a", "b"]),
      input: .table(featureNames: ["x"]))
    return try model.effectValues(of: "x", on: Features(values, input: model.input), count: count).map {
      guard case .number(let number) = $0 else { return .nan }
      return number
    }
  }

  @Test func fewNumbersAreTakenAsTheyAreAndOfManyRoundOnes() throws {
    #expect(try numbers([3, 1, 3, 2.5]) == [1, 2.5, 3])
    #expect(try numbers([7]) == [7])
    let tenths = (0...999).map { (i: Int) -> Float in Float(i) / 10 + 0.05 }
    let many = try numbers(tenths, 11)
    #expect(many.first == 0.05 && many.last == Double("\(tenths[999])"))
    #expect(Array(many.dropFirst().dropLast()) == [10, 20, 30, 40, 50, 60, 70, 80, 90])
    let small = try numbers((0...999).map { (i: Int) -> Float in Float(i) * 1e-6 }, 21)
    #expect(small.count <= 22)
    for number in small.dropFirst().dropLast() { #expect((number * 1e5).rounded() / 1e5 == number) }
    for scale in [Float(1e-38), 1, 1e30] {
      let found = try numbers((0..<200).map { (i: Int) -> Float in Float(i - 100) * scale })
      #expect(
        found.count >= 2 && found.count < 60 && found == found.sorted() && Set(found).count == found.count)
    }
  }

  @Test func missingNumbersAreNotMeasuredOnes() throws {
    let made = try ExplainedTable(missing: .mean)
    let features = try made.preparation.features(of: made.table)
    let values = try made.model.effectValues(of: "age", on: features, preparedBy: made.preparation)
    #expect(values.last == .missing)
    for value in values.dropLast() {
      guard case .number(let number) = value else { return #expect(Bool(false), "\(value)") }
      #expect(number == number.rounded())
    }
  }

  @Test func whatIsNoColumnIsRefusedWithWhatIsNear() throws {
    let made = try ExplainedTable()
    let features = try made.preparation.features(of: made.table)
    func effect(_ column: String, at values: [TableValue]? = nil) throws {
      _ = try made.model.effect(of: column, on: features, preparedBy: made.preparation, at: values)
    }
    #expect(throws: ExplanationError.unknownColumn("colours", nearest: ["colour"])) { try effect("colours") }
    #expect(throws: ExplanationError.unknownColumn("zzzzzzz", nearest: ExplainedTable.columns.map(\.name))) {
      try effect("zzzzzzz")
    }
    #expect(throws: ExplanationError.datesOf("seen", parts: ["seen.days", "seen.weekday"])) {
      try effect("seen")
    }
    #expect(throws: ExplanationError.productOf("age:colour", first: "age", second: "colour")) {
      try effect("age:colour")
    }
    for (column, value) in [("age", TableValue.category("red")), ("colour", "green"), ("member", 1)] {
      #expect(throws: ExplanationError.self) { try effect(column, at: [value]) }
    }
    #expect(throws: ExplanationError.pointCount(0)) { try effect("age", at: []) }
    #expect(throws: ExplanationError.pointCount(1)) {
      try made.model.effectValues(of: "age", on: features, preparedBy: made.preparation, count: 1)
    }
    let pictures = SoftmaxModel(
      parameters: Parameters(weights: [0, 1, 2, 3], bias: [0, 0]),
      classes: try ClassVocabulary(names: ["a", "b"]), input: .image(shape: [1, 2]))
    #expect(throws: ExplanationError.noColumns) {
      try pictures.effect(of: "x", on: Features(bytes: [1, 2], input: pictures.input))
    }
  }
}
