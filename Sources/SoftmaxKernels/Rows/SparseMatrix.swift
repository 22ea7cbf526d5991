// Rows of which only the entries that are not 0 are listed: what readers make, and `Rows` take.

/// A matrix in compressed sparse rows: of each row its columns, in ascending order, and the values there. Everything
/// else is 0.
package struct SparseMatrix: Sendable {
  /// The entries' values.
  package enum Values: Sendable {
    /// Every entry is 1, and none is stored.
    case ones
    case bytes(SharedStorage<UInt8>)
    case floats(SharedStorage<Float>)
  }

  package let columnCount: Int
  /// Where each row's entries begin, and where the last one's end [rows + 1].
  package let rowStarts: SharedStorage<Int64>
  /// Each entry's column.
  package let columns: SharedStorage<Int32>
  package let values: Values

  /// The most columns that an index of 32 bits can name.
  package static let columnLimit = Int(Int32.max)

  /// The number of rows.
  package var rowCount: Int { rowStarts.count - 1 }

  /// The number of entries.
  package var entryCount: Int { columns.count }

  /// Takes entries that are known to be in order: starts ascend from 0 to the number of entries, the columns of a row
  /// ascend and are below `columnCount`. Whoever does not know calls `problem` before anything else.
  package init(
    columnCount: Int, rowStarts: SharedStorage<Int64>, columns: SharedStorage<Int32>, values: Values
  ) {
    precondition(
      columnCount > 0 && columnCount <= Self.columnLimit, "a column, and no more than an index can name")
    precondition(rowStarts.count > 0, "a start for each row, and the end")
    switch values {
    case .ones: break
    case .bytes(let bytes): precondition(bytes.count == columns.count, "a value for each entry")
    case .floats(let floats): precondition(floats.count == columns.count, "a value for each entry")
    }
    self.columnCount = columnCount
    self.rowStarts = rowStarts
    self.columns = columns
    self.values = values
  }

  /// What is wrong with starts and columns, for files that state them.
  package enum Problem: Sendable, Equatable {
    /// A row begins before the one ahead of it, or beyond the entries.
    case start(row: Int, value: Int64)
    /// The last row does not end where the entries do.
    case end(Int64, entryCount: Int)
    /// No column of the matrix.
    case column(row: Int, value: Int32)
    /// A column is not greater than the one ahead of it in its row.
    case order(row: Int, column: Int32)
  }

  /// The first thing that is wrong with starts and columns. Complexity: O(rows + entries).
  package var problem: Problem? {
    rowStarts.withSpan { starts -> Problem? in
      var last: Int64 = 0
      for row in starts.indices {
        let start = starts[row]
        guard start >= last, start <= Int64(columns.count), row > 0 || start == 0 else {
          return .start(row: row, value: start)
        }
        last = start
      }
      guard last == Int64(columns.count) else { return .end(last, entryCount: columns.count) }
      return columns.withSpan { columns -> Problem? in
        for row in 0..<starts.count - 1 {
          var previous: Int32 = -1
          for i in Int(starts[row])..<Int(starts[row + 1]) {
            let column = columns[i]
            guard column >= 0, Int(column) < columnCount else { return .column(row: row, value: column) }
            guard column > previous else { return .order(row: row, column: column) }
            previous = column
          }
        }
        return nil
      }
    }
  }
}
