// Copies and telling columns of sparse rows, held against the same rows made dense.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct SparseLeakageTests {
  /// The rows as sparse ones.
  private func sparse(_ rows: [[Float]]) -> Features {
    var builder = SparseMatrixBuilder()
    for row in rows {
      let columns = row.indices.filter { row[$0] != 0 }
      let indices = columns.map { Int32($0) }
      let values = columns.map { row[$0] }
      builder.append(columns: indices.span, values: values.span)
    }
    return Features(
      checked: Rows(builder.finish(columnCount: rows[0].count)), input: .vector(featureCount: rows[0].count))
  }

  @Test func equalRowsAreFoundAsAmongDenseOnes() throws {
    let rows: [[Float]] = [[1, 0, 2], [0, 0, 0], [1, 0, 2], [0, 1, 2], [0, 0, 0], [1, 2, 0], [0, 0, 0]]
    let labels = [0, 1, 1, 0, 0, 1, 1]
    let test: [[Float]] = [[0, 1, 2], [2, 1, 0]]
    let dense = try RowDuplicates(
      in: Dataset(features: Features(rows: rows, input: .vector(featureCount: 3)), labels: labels),
      test: Dataset(features: Features(rows: test, input: .vector(featureCount: 3)), labels: [0, 1]),
      nearness: 0)
    let found = try RowDuplicates(
      in: Dataset(features: sparse(rows), labels: labels),
      test: Dataset(features: sparse(test), labels: [0, 1]))
    #expect(found == dense && found.copyCount == 3 && found.conflicts == [[0, 2], [1, 4, 6]])
    #expect(found.crossing.map(\.second) == [0])
    #expect(throws: ConfigurationError.self) {
      try RowDuplicates(in: Dataset(features: sparse(rows), labels: labels), nearness: 0.1)
    }
  }

  @Test func distancesAreThoseOfDenseRows() {
    var numbers = MadeNumbers(seed: 3)
    let rows = (0..<12).map { _ in numbers.floats(9).map { abs($0) < 0.5 ? 0 : $0 } }
    let (thin, dense) = (sparse(rows).rows, Rows(SharedStorage(Array(rows.joined())), featureCount: 9))
    let pairs = (0..<11).map { RowPair(first: $0, second: $0 + 1) }
    let factors = (0..<9).map { 1 / Double($0 + 1) }
    // The same terms in the same order, but for sums with 0.
    #expect(RowDistances.squared(of: pairs, in: thin) == RowDistances.squared(of: pairs, in: dense))
    #expect(
      RowDistances.squared(of: pairs, in: thin, factors: factors)
        == RowDistances.squared(of: pairs, in: dense, factors: factors))
  }

  @Test func tellingColumnsAreThoseOfDenseRows() throws {
    var numbers = MadeNumbers(seed: 4)
    let labels = (0..<600).map { $0 * 7 % 11 % 3 }
    let noise = numbers.floats(600)
    let rows = labels.indices.map { row -> [Float] in
      [
        Float([0, -1, 3][labels[row]]), noise[row], row % 50 == 0 ? 1 : 0, Float(labels[row] == 1 ? 2 : 0), 0,
        Float(row % 10 == 0 ? 1 : labels[row] + 1),
      ]
    }
    func rules(_ features: Features) throws -> [ColumnRule] {
      ColumnRule.all(
        in: try Dataset(features: features, labels: labels), preparation: nil,
        foldIndices: labels.indices.map { $0 % 5 }, foldCount: 5)
    }
    let dense = try rules(Features(rows: rows, input: .vector(featureCount: 6)))
    let found = try rules(sparse(rows))
    #expect(found.filter(\.isSuspicious) == dense.filter(\.isSuspicious))
    #expect(found.filter(\.isSuspicious).map(\.column) == ["feature 0"])
    // Of the others those are left out that have too few entries to be suspicious.
    #expect(Set(found).isSubset(of: Set(dense)) && !found.contains { $0.column == "feature 2" })
  }

  @Test func valuesAreWithinARangeAsOfDenseRows() {
    let rows: [[Float]] = [[0, 0.5], [1, 0]]
    #expect(sparse(rows).rows.areWithin(0...1) && !sparse(rows).rows.areWithin(0.25...1))
    #expect(sparse([[0.5, 0.5], [1, 0.25]]).rows.areWithin(0.25...1))
  }
}
