// The rows of all ranks on each of them.

extension RowPass {
  /// All rows, in order: these themselves where no other process has any, else a copy of their values in Float64.
  ///
  /// For problems of so few rows that every process may hold all of them. Complexity: O(all rows x features).
  package func gathered(_ rows: Rows) -> Rows {
    guard !holdsAllRows else { return rows }
    let count = rows.sampleCount * rows.featureCount
    let values = WorkBuffer<Double>(uninitializedCount: count)
    rows.widen(
      .range(0..<rows.sampleCount), by: engine.kernels,
      into: MatrixBlock(
        values, stride: rows.featureCount, rowCount: rows.sampleCount, columnCount: rows.featureCount))
    var all = communicator.gather(values.array).flatMap(\.self)
    // Too few where the others cannot be reached any more.
    all += [Double](repeating: 0, count: max(0, rowCount * rows.featureCount - all.count))
    return Rows(WorkBuffer(all, default: 0), featureCount: rows.featureCount)
  }
}
