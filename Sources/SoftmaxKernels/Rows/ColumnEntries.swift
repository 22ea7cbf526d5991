// Sums over rows, formed column by column from the entries that are not 0.

internal import CSoftmaxKernels

/// The entries of sparse rows by columns: what gradients of such rows are made of, once all residuals are there.
package struct ColumnEntries: Sendable {
  private let copy: ColumnCopy.Entries
  private let factors: ColumnFactors?

  init(_ copy: ColumnCopy.Entries, factors: ColumnFactors?) {
    self.copy = copy
    self.factors = factors
  }

  package var columnCount: Int { copy.starts.count - 1 }
  package var rowCount: Int { copy.rowCount }
  /// The number of entries.
  package var entryCount: Int { copy.entries.count }
  /// Runs of columns with about equally many entries, for threads to take.
  package var units: [Range<Int>] { copy.units }

  /// The number of a column's entries.
  package func entryCount(of column: Int) -> Int { range(of: column).count }

  private func range(of column: Int) -> Range<Int> {
    copy.starts.withSpan { Int($0[column])..<Int($0[column + 1]) }
  }

  // MARK: Sums

  /// Writes, for each of some columns, the sum over the entries of some rows of the stored element times the row's numbers
  /// in `matrix` [rows x classes], behind which 16 elements more may be read, to `sums` [columns x classes]. Columns' factors
  /// are left to `turn`, which comes once for all rows. Complexity: O(entries x classes).
  package func sum(
    _ columns: Range<Int>, rows: Range<Int>, times matrix: WorkBuffer<Float>, classCount: Int,
    by kernels: KernelTable, into sums: WorkBuffer<Double>
  ) {
    check(matrix.count, sums.count, columns, classCount)
    unsafe withLines(columns, rows) { entries, starts, ends in
      unsafe kernels.table.pointee.sparse_sums(
        entries, starts, ends, nil, columns.count, matrix.start, classCount, sums.start)
    }
  }

  /// The same in Float64.
  package func sum64(
    _ columns: Range<Int>, rows: Range<Int>, times matrix: WorkBuffer<Double>, classCount: Int,
    by kernels: KernelTable, into sums: WorkBuffer<Double>
  ) {
    check(matrix.count, sums.count, columns, classCount)
    unsafe withLines(columns, rows) { entries, starts, ends in
      unsafe kernels.table.pointee.sparse_sums64(
        entries, starts, ends, nil, columns.count, matrix.start, classCount, sums.start)
    }
  }

  private func check(_ matrixCount: Int, _ sumCount: Int, _ columns: Range<Int>, _ classCount: Int) {
    precondition(matrixCount >= rowCount * classCount + Int(SMK_LANES), "a number for each row and class")
    precondition(sumCount >= columns.count * classCount, "sums' shape")
  }

  /// Writes the sums of some columns over all rows [columns x classes], each times its column's factor, to these columns'
  /// places in each row of `target` [classes x any].
  package func turn(
    _ sums: WorkBuffer<Double>, of columns: Range<Int>, classCount: Int, by kernels: KernelTable,
    into target: WorkBuffer<Double>
  ) {
    precondition(sums.count >= columns.count * classCount, "sums' shape")
    let stride = target.count / classCount
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= min(stride, columnCount), "columns out of bounds")
    unsafe kernels.table.pointee.turn_sums(
      sums.start, columns.count, classCount,
      factors.map { unsafe UnsafePointer($0.double.start + columns.lowerBound) },
      target.start + columns.lowerBound, stride)
  }

  /// Calls `body` with the entries, and with where those of columns begin and end, of these rows only.
  private func withLines(
    _ columns: Range<Int>, _ rows: Range<Int>,
    _ body: (UnsafePointer<smk_entries>, UnsafePointer<Int64>, UnsafePointer<Int64>) -> Void
  ) {
    precondition(columns.lowerBound >= 0 && columns.upperBound <= columnCount, "columns out of bounds")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows out of bounds")
    defer { withExtendedLifetime(copy.starts) {} }
    if rows == 0..<rowCount {
      let starts = unsafe copy.starts.unsafeStart + columns.lowerBound
      return unsafe copy.entries.withEntries { unsafe body($0, starts, starts + 1) }
    }
    let bounds = WorkBuffer<Int64>(uninitializedCount: 2 * columns.count)
    copy.entries.indices.withSpan { indices in
      for (i, column) in columns.enumerated() {
        let own = range(of: column)
        bounds[i] = Int64(Self.first(in: own, notBelow: rows.lowerBound, indices))
        bounds[columns.count + i] = Int64(Self.first(in: own, notBelow: rows.upperBound, indices))
      }
    }
    unsafe copy.entries.withEntries { unsafe body($0, bounds.start, bounds.start + columns.count) }
  }

  /// The first of a column's entries whose row is not below a bound.
  private static func first(in column: Range<Int>, notBelow bound: Int, _ indices: Span<Int32>) -> Int {
    var (low, high) = (column.lowerBound, column.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if Int(indices[middle]) < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: Single entries

  /// Calls `body` with each entry of a column among some rows, in their order: the row, and the stored element in Float64.
  /// Complexity: O(log entries + entries among these rows).
  @inline(__always)
  package func forEachEntry(of column: Int, rows: Range<Int>, _ body: (Int, Double) -> Void) {
    let factor = factors?.double[column] ?? 1
    copy.entries.indices.withSpan { indices in
      let own = range(of: column)
      let isWhole = rows == 0..<rowCount
      let first = isWhole ? own.lowerBound : Self.first(in: own, notBelow: rows.lowerBound, indices)
      copy.entries.withValues { value in
        var e = first
        while e < own.upperBound, Int(indices[e]) < rows.upperBound {
          body(Int(indices[e]), Double(value(e)) * factor)
          e += 1
        }
      }
    }
  }

  /// The same entries with the squares of the stored elements as Float32, and without factors.
  package var squared: ColumnEntries {
    let values: SparseMatrix.Values =
      switch copy.entries.values {
      case .ones: .ones
      default:
        .floats(
          copy.entries.withValues { value in
            SharedStorage(count: copy.entries.count, initial: 0) { target in
              for i in 0..<copy.entries.count { target[i] = value(i) * value(i) }
            }
          })
      }
    return ColumnEntries(
      ColumnCopy.Entries(
        entries: SparseEntries(indices: copy.entries.indices, values: values), starts: copy.starts,
        rowCount: copy.rowCount, units: copy.units),
      factors: factors.map { factors in
        ColumnFactors((0..<columnCount).map { factors.double[$0] * factors.double[$0] })
      })
  }
}

extension RowStorage {
  package var columnEntries: ColumnEntries? { nil }
  package var entryCount: Int? { nil }
  package func forEachSum(of rows: Range<Int>, _ body: (Int, Double) -> Void) {}
  package func scaled(by standardDeviations: [Double]) -> (any RowStorage)? { nil }
}

extension Rows {
  /// Sparse rows, each element times `scale`.
  package init(_ matrix: SparseMatrix, scale: Double = 1) {
    self.init(SparseRows(matrix, scale: scale))
  }

  /// Whether only entries that are not 0 are stored.
  package var isSparse: Bool { storage.entryCount != nil }

  /// The number of entries that are stored; nil where all elements are.
  package var entryCount: Int? { storage.entryCount }

  /// Calls `body` with the number of each row's entries and the sum of the stored elements' magnitudes: of sparse rows, in
  /// their order; else never. Complexity: O(entries).
  package func forEachSum(of rows: Range<Int>, _ body: (Int, Double) -> Void) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= sampleCount, "rows out of bounds")
    storage.forEachSum(of: rows, body)
  }

  /// The elements that a pass reads.
  package var readCount: Int { entryCount ?? sampleCount * featureCount }

  /// The entries by columns; nil where all elements are stored, and kernels form gradients row by row. Complexity: O(columns
  /// + entries) the first time.
  package var columnEntries: ColumnEntries? { storage.columnEntries }
}
