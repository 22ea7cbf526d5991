// Fits that have no standard errors, and the reasons that are given.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct StatisticsRefusalTests {
  private func refusal(_ classifier: SoftmaxClassifier, _ data: Dataset) throws -> StatisticsError? {
    let fit = try classifier.fit(data)
    return #expect(throws: StatisticsError.self) { try fit.statistics(on: data) }
  }

  private func unpenalised() throws -> SoftmaxClassifier { try SoftmaxClassifier(l2Penalty: 0) }

  /// The students with further columns.
  private func students(_ names: [String], _ columns: (Int, [Float]) -> [Float]) throws -> Dataset {
    let data = try StatisticsGolden.data()
    return try Dataset(
      name: "students",
      features: Features(
        rows: (0..<200).map { data.features.row($0) + columns($0, data.features.row($0)) },
        input: .table(featureNames: StatisticsGolden.columnNames + names)),
      labels: (0..<200).map { data.label($0) })
  }

  @Test func aPenaltyIsRefused() throws {
    let data = try StatisticsGolden.data()
    #expect(try refusal(SoftmaxClassifier(), data) == .penalised(l2Penalty: 1 / 200, l1Penalty: 0))
    #expect(try refusal(SoftmaxClassifier(l2Penalty: 1e-9), data) == .penalised(l2Penalty: 1e-9, l1Penalty: 0))
    #expect(
      try refusal(SoftmaxClassifier(l1Penalty: 1e-3), data) == .penalised(l2Penalty: 0, l1Penalty: 1e-3))
  }

  @Test func sgdIsRefused() throws {
    #expect(
      try refusal(SoftmaxClassifier(solver: .stochastic(epochs: 1)), StatisticsGolden.data()) == .stochastic)
  }

  @Test func aFitThatEndedEarlyIsRefused() throws {
    let classifier = try SoftmaxClassifier(solver: .lbfgs(maxIterations: 1), l2Penalty: 0)
    #expect(try refusal(classifier, StatisticsGolden.data()) == .notConverged(.iterationLimit))
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func separatedClassesAreRefusedByName(_ solver: SolverConfiguration) throws {
    let error = try refusal(SoftmaxClassifier(solver: solver, l2Penalty: 0), IrisRows.dataset())
    guard case .separated(let separations) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(separations.map(\.className) == ["0"])
    #expect(
      error?.description.contains("class '0' can be told from all others without error by feature ") == true)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func quasiCompleteSeparationIsRefusedByClassAndColumn(_ solver: SolverConfiguration) throws {
    // Six of the academic students alone have a scholarship.
    let data = try students(["scholarship"]) { sample, _ in [0] }
    var (left, values) = (6, [Float]())
    for sample in 0..<200 {
      let has = data.label(sample) == "academic" && left > 0
      if has { left -= 1 }
      values += data.features.row(sample).dropLast() + [has ? 1 : 0]
    }
    let separated = try Dataset(
      features: Features(values, input: data.features.input), labels: (0..<200).map { data.label($0) })
    let error = try refusal(SoftmaxClassifier(solver: solver, l2Penalty: 0), separated)
    #expect(error == .estimatesRunOff(className: "academic", columns: ["scholarship"]))
    #expect(error?.description.contains("quasi-complete separation") == true)
  }

  @Test func aColumnThatIsASumOfOthersIsRefusedByName() throws {
    // All three levels of the status beside an intercept.
    let levels = try students(["status 0"]) { _, row in [1 - row[0] - row[1]] }
    #expect(
      try refusal(unpenalised(), levels) == .dependentColumn("status 0", on: ["status 1", "status 2"]))
    // In other units, rounded to Float32.
    let units = try students(["inches"]) { _, row in [row[2] / 2.54] }
    #expect(try refusal(unpenalised(), units) == .dependentColumn("inches", on: ["score"]))
    let shown = StatisticsError.dependentColumn("inches", on: ["score"]).description
    #expect(shown.contains("'inches' is a combination of 'score'"))
  }

  @Test func aColumnThatIsNearlyASumOfOthersIsNot() throws {
    var numbers = MadeNumbers(seed: 303)
    let data = try students(["noisy score"]) { _, row in [row[2] + numbers.next() / 64] }
    let rows = try unpenalised().fit(data).statistics(on: data).coefficients()
    #expect(rows.allSatisfy { $0.standardError > 0 && $0.standardError.isFinite })
  }

  @Test func constantColumnsAreRefusedByName() throws {
    let data = try students(["year", "school"]) { _, _ in [2026, 0] }
    #expect(try refusal(unpenalised(), data) == .constantColumns(["year", "school"]))
  }

  @Test func withoutInterceptsAConstantColumnIsOne() throws {
    let data = try students(["one"]) { _, _ in [1] }
    let with = try StatisticsGolden.data()
    let fit = try unpenalised().fit(with)
    var weights: [Float] = []
    for k in 0..<3 { weights += fit.model.weights[k * 3..<k * 3 + 3] + [fit.model.bias[k]] }
    let statistics = try LikelihoodAnalysis(data, hasBias: false, engine: Execution.automatic.engine).run(
      from: Parameters(weights: weights, bias: [0, 0, 0]), stopReason: .converged, reference: 0,
      confidence: 0.95)
    let expected = try fit.statistics(on: with).coefficients()
    for row in try statistics.coefficients() {
      let name = row.term == "one" ? "(intercept)" : row.term
      let other = try #require(expected.first { $0.className == row.className && $0.term == name })
      #expect(Closeness.relative(row.standardError, from: other.standardError) < 1e-9)
    }
    let zero = try students(["none"]) { _, _ in [0] }
    let error = #expect(throws: StatisticsError.self) {
      try LikelihoodAnalysis(zero, hasBias: false, engine: Execution.automatic.engine)
    }
    #expect(error == .dependentColumn("none", on: []))
  }

  @Test func moreColumnsThanSamplesAreRefused() throws {
    var numbers = MadeNumbers(seed: 304)
    let data = try Dataset(
      features: Features(numbers.floats(6 * 9), input: .vector(featureCount: 9)), labels: [0, 1, 2, 0, 1, 2])
    let error = #expect(throws: StatisticsError.self) {
      try LikelihoodAnalysis(data, engine: Execution.automatic.engine)
    }
    guard case .dependentColumn("feature 5", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func tooManyParametersAreRefusedWithTheirMemory() throws {
    let data = try StatisticsGolden.data()
    let error = #expect(throws: StatisticsError.self) {
      try LikelihoodAnalysis(data, engine: Execution.automatic.engine, memoryLimit: 1 << 10)
    }
    guard case .tooManyParameters(8, let bytes) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(bytes > 1 << 10)
    #expect(error?.description.contains("the covariance of 8 estimates would take ") == true)
  }

  @Test func otherDataIsRefused() throws {
    let data = try StatisticsGolden.data()
    let fit = try unpenalised().fit(data)
    for other in [try StatisticsGolden.data(sampleCount: 199), try StatisticsGolden.data(scale: 2)] {
      let error = #expect(throws: StatisticsError.self) { try fit.statistics(on: other) }
      #expect(error == .otherData)
    }
  }

  @Test func aStartFarFromTheMaximumIsRefused() throws {
    let data = try StatisticsGolden.data()
    let error = #expect(throws: StatisticsError.self) {
      try LikelihoodAnalysis(data, engine: Execution.automatic.engine).run(
        from: Parameters(weights: (0..<9).map { $0.isMultiple(of: 2) ? 3 : -3 }, bias: [9, -9, 0]),
        stopReason: .converged, reference: 0, confidence: 0.95)
    }
    #expect(error == .notConverged(.converged))
  }
}
