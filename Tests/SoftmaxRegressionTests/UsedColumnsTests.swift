// Columns without an entry cost a fit nothing and change nothing.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct UsedColumnsTests {
  /// The same entries, spread over far more columns: column j becomes 1000 j + 7.
  private func wide(_ data: Dataset) throws -> Dataset {
    let matrix = SparseNumbers(rowCount: 80, featureCount: 12).matrix()
    let columns = matrix.columns.array.map { 1000 * $0 + 7 }
    let spread = SparseMatrix(
      columnCount: 12_500, rowStarts: matrix.rowStarts, columns: SharedStorage(columns), values: matrix.values)
    return try Dataset(
      features: Features(checked: Rows(spread), input: .vector(featureCount: 12_500)),
      classIndices: data.classIndices, classes: data.classes)
  }

  @Test(arguments: [false, true], [false, true])
  func theirWeightsAreZeroAndTheOthersAreTheSame(isL1: Bool, isStandardized: Bool) throws {
    let narrow = try MadeSparse(rowCount: 80, featureCount: 12).sparse
    let wide = try wide(narrow)
    let solvers: [SolverConfiguration] = isL1 ? [.proximalNewton()] : [.sdca(), .newtonCG(), .lbfgs()]
    for solver in solvers {
      let classifier = try SoftmaxClassifier(
        solver: solver, l2Penalty: isL1 ? 0 : 0.01, l1Penalty: isL1 ? 0.01 : 0,
        standardize: isStandardized ? .always : .never)
      let (a, b) = (try classifier.fit(narrow), try classifier.fit(wide))
      #expect(b.model.featureCount == 12_500)
      for k in 0..<3 {
        for j in 0..<12 {
          #expect(
            a.model.weights[k * 12 + j].bitPattern == b.model.weights[k * 12_500 + 1000 * j + 7].bitPattern)
        }
      }
      #expect(b.model.weights.filter { $0 != 0 }.count == a.model.weights.filter { $0 != 0 }.count)
      #expect(a.report.certificate == b.report.certificate)
      // What was left out is certified with all else.
      let certificate = try b.model.certificate(
        on: wide, l2Penalty: b.report.l2Penalty, l1Penalty: b.report.l1Penalty,
        standardization: b.report.standardization)
      #expect(Closeness.relative(certificate.objective, from: b.report.objective) < 1e-12)
      // A model of all columns is a start.
      let again = try classifier.fit(wide, from: b.model)
      #expect(again.report.iterations.count <= b.report.iterations.count)
      #expect(again.model.featureCount == 12_500)
    }
  }

  @Test func withoutAPenaltyTheyStay() throws {
    let narrow = try MadeSparse(rowCount: 80, featureCount: 12).sparse
    let rows = narrow.features.rows
    #expect(rows.usedColumns == (0..<12).filter { $0 != 2 })
    let configuration = try SoftmaxClassifier(l2Penalty: 0)
    #expect(UsedColumns(of: narrow, l2Penalty: 0, configuration, isWhole: true) == nil)
    #expect(UsedColumns(of: narrow, l2Penalty: 0.1, configuration, isWhole: false) == nil)
    #expect(UsedColumns(of: narrow, l2Penalty: 0.1, configuration, isWhole: true)?.samples.featureCount == 11)
  }
}
