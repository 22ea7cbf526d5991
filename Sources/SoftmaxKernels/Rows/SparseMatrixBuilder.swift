// A sparse matrix made row by row.

/// Collects the entries of rows, in order, and becomes a `SparseMatrix`.
package struct SparseMatrixBuilder: ~Copyable {
  private var rowStarts: GrowingStorage<Int64>
  private var columns: GrowingStorage<Int32>
  private var values: GrowingStorage<Float>
  /// One more than the greatest column so far.
  package private(set) var columnCount = 0
  package private(set) var rowCount = 0

  /// Room for so many rows and entries to begin with.
  package init(rowCapacity: Int = 1024, entryCapacity: Int = 1 << 16) {
    rowStarts = GrowingStorage(capacity: rowCapacity + 1)
    columns = GrowingStorage(capacity: entryCapacity)
    values = GrowingStorage(capacity: entryCapacity)
    let first: [Int64] = [0]
    rowStarts.append(first.span)
  }

  /// The number of entries so far.
  package var entryCount: Int { columns.count }

  /// The bytes that a row of so many entries takes beside what is there; 0 where there is room.
  package func growth(for entryCount: Int) -> Int {
    rowStarts.growth(for: 1) + columns.growth(for: entryCount) + values.growth(for: entryCount)
  }

  /// Adds a row: its columns ascend from 0 on, none stands twice.
  package mutating func append(columns: Span<Int32>, values: Span<Float>) {
    precondition(columns.count == values.count, "a value for each entry")
    var last: Int32 = -1
    for i in columns.indices {
      precondition(columns[i] > last, "columns in ascending order")
      last = columns[i]
    }
    columnCount = max(columnCount, Int(last) + 1)
    self.columns.append(columns)
    self.values.append(values)
    let end = [Int64(self.columns.count)]
    rowStarts.append(end.span)
    rowCount += 1
  }

  /// Counts columns from `base` on, which none is below: it becomes 0. For files that count from 1.
  package mutating func countColumns(from base: Int32) {
    guard base != 0, entryCount > 0 else { return }
    columns.withMutableSpan { columns in
      for i in columns.indices {
        precondition(columns[i] >= base, "no column below the first")
        columns[i] &-= base
      }
    }
    columnCount -= Int(base)
  }

  /// The matrix, of at least `columnCount` columns.
  package consuming func finish(columnCount least: Int = 1) -> SparseMatrix {
    let columnCount = max(self.columnCount, least, 1)
    return SparseMatrix(
      columnCount: columnCount, rowStarts: rowStarts.finish(), columns: columns.finish(),
      values: .floats(values.finish()))
  }
}
