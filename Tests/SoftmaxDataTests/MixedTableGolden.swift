// What scikit-learn says of a table of numbers, categories and a boolean: Tests/Fixtures/mixed_table.py makes the files.

import SoftmaxTestSupport

/// Probabilities for the rows of a table, by newton-cholesky with tol 1e-12.
struct MixedTableGolden: Decodable, Sendable {
  let l2Penalty: Double
  /// The rows that have figures, counted from 0.
  let rows: [Int]
  /// The classes, in the figures' order.
  let classes: [String]
  /// Of columns as they are, a row for each of `rows`.
  let raw: [[Double]]
  /// Of standardised columns.
  let standardized: [[Double]]

  static let all = GoldenFile("mixed-table.json").required(as: MixedTableGolden.self)

  /// The table's file.
  static let table = GoldenFile("mixed-table.csv")
}
