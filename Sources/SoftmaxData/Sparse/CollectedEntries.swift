// Entries in any order, made into rows.

import SoftmaxFiles
import SoftmaxKernels

/// Collects entries, each with its row and column, and puts them in order.
struct CollectedEntries: ~Copyable {
  /// Two entries in one place: the numbers of both, counted from 0 in the order in which they came.
  struct Twice {
    let row: Int
    let column: Int
    let first: Int
    let second: Int
  }

  /// The most entries. Their order takes 32 bits each.
  static let limit = Int(UInt32.max)

  /// Entries that are on their way into the storages.
  private struct New {
    var rows = [Int32](repeating: 0, count: 1 << 12)
    var columns = [Int32](repeating: 0, count: 1 << 12)
    var values = [Float](repeating: 0, count: 1 << 12)
    var count = 0
  }

  let path: String
  let rowCount: Int
  let columnCount: Int
  /// Whether each entry off the diagonal is followed by its mirror image, with which it counts as one.
  let isMirrored: Bool
  private var rows = GrowingStorage<Int32>(capacity: 1 << 12)
  private var columns = GrowingStorage<Int32>(capacity: 1 << 12)
  private var values = GrowingStorage<Float>(capacity: 1 << 12)
  // What is not yet in them.
  private var new = New()
  private var areRowsInOrder = true
  private var lastRow: Int32 = 0

  /// For a matrix of this size, with which `problem` finds nothing wrong.
  init(path: String, rowCount: Int, columnCount: Int, isMirrored: Bool = false) {
    (self.path, self.rowCount, self.columnCount) = (path, rowCount, columnCount)
    self.isMirrored = isMirrored
  }

  /// What is wrong with the size of a matrix; nil where it can be held. Empty rows take memory too, so that there may not be far
  /// more of them than entries.
  static func problem(rowCount: Int, columnCount: Int, entryCount: Int) -> String? {
    if rowCount < 1 || columnCount < 1 {
      return "the matrix is \(rowCount) x \(columnCount), expected at least one row and one column"
    }
    if rowCount > SparseMatrix.columnLimit || columnCount > SparseMatrix.columnLimit {
      return
        "the matrix is \(rowCount) x \(columnCount), expected at most \(SparseMatrix.columnLimit) rows and "
        + "columns"
    }
    if entryCount > limit { return "there are \(entryCount) entries, expected at most \(limit)" }
    if rowCount > 1 << 20, rowCount / 64 > entryCount {
      return "the matrix has \(rowCount) rows, but only \(entryCount) entries: expected one in 64 rows at least"
    }
    return nil
  }

  /// The number of entries so far.
  var count: Int { rows.count + new.count }

  /// Adds an entry within the matrix.
  ///
  /// - Throws: `FileError` where memory is short.
  @inline(__always)
  mutating func add(row: Int32, column: Int32, value: Float) throws(FileError) {
    if new.count == new.rows.count { try flush() }
    new.rows[new.count] = row
    new.columns[new.count] = column
    new.values[new.count] = value
    new.count &+= 1
    areRowsInOrder = areRowsInOrder && row >= lastRow
    lastRow = row
  }

  private mutating func flush() throws(FileError) {
    try FileError.checkMemory(
      for: rows.growth(for: new.count) + columns.growth(for: new.count) + values.growth(for: new.count),
      "the entries, of which \(rows.count) have come,", path: path)
    let new = new
    rows.append(new.rows.span.extracting(..<new.count))
    columns.append(new.columns.span.extracting(..<new.count))
    values.append(new.values.span.extracting(..<new.count))
    self.new.count = 0
  }

  /// The rows of the entries, and how many entries were 0 and are left out.
  ///
  /// - Parameter problem: What to say of two entries in one place.
  /// - Returns: The matrix, and the number of entries that were 0.
  /// - Throws: `FileError` for these, and where memory is short. Complexity: O(rows + entries), where columns come in order.
  consuming func matrix(
    problem: (Twice) -> FileError
  ) throws(FileError) -> (matrix: SparseMatrix, droppedZeroCount: Int) {
    try flush()
    let (path, rowCount, columnCount, isMirrored) = (path, rowCount, columnCount, isMirrored)
    let inOrder = areRowsInOrder
    let (rows, columns, values) = (rows.finish(), columns.finish(), values.finish())
    try FileError.checkMemory(
      for: 24 * rowCount + (inOrder ? 8 : 12) * rows.count,
      "the matrix of \(rowCount) rows and \(rows.count) entries", path: path)
    let starts = rows.withSpan { Self.starts(of: $0, rowCount: rowCount) }
    let order = inOrder ? nil : rows.withSpan { Self.order(of: $0, starts: starts) }
    var collector = SparseRowCollector(path: path, rowCapacity: rowCount, entryCapacity: rows.count)
    for row in 0..<rowCount {
      for place in starts[row]..<starts[row + 1] {
        let entry = order.map { Int($0[place]) } ?? place
        try collector.add(columns.withSpan { $0[entry] }, values.withSpan { $0[entry] })
      }
      if let column = collector.sort() {
        throw problem(Self.twice(row: row, column: column, rows, columns, isMirrored: isMirrored))
      }
      try collector.endRow()
    }
    let droppedZeroCount = collector.droppedZeroCount
    return (try collector.finish(columnCount: columnCount), droppedZeroCount)
  }

  /// Where the entries of each row begin, once they are in order [rows + 1].
  private static func starts(of rows: Span<Int32>, rowCount: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: rowCount + 1)
    for i in rows.indices { starts[Int(rows[i]) + 1] += 1 }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    return starts
  }

  /// The numbers of the entries, row by row, those of a row as they came.
  private static func order(of rows: Span<Int32>, starts: [Int]) -> [UInt32] {
    var next = starts
    var order = [UInt32](repeating: 0, count: rows.count)
    for i in rows.indices {
      let row = Int(rows[i])
      order[next[row]] = UInt32(truncatingIfNeeded: i)
      next[row] += 1
    }
    return order
  }

  private static func twice(
    row: Int, column: Int32, _ rows: SharedStorage<Int32>, _ columns: SharedStorage<Int32>, isMirrored: Bool
  ) -> Twice {
    rows.withSpan { rows in
      columns.withSpan { columns in
        var found: [Int] = []
        var (number, isMirror) = (-1, false)
        for i in rows.indices {
          // Behind each entry off the diagonal comes its mirror image.
          isMirror = isMirrored && i > 0 && !isMirror && rows[i - 1] != columns[i - 1]
          if !isMirror { number += 1 }
          if rows[i] == row, columns[i] == column { found.append(number) }
          if found.count == 2 { break }
        }
        return Twice(row: row, column: Int(column), first: found.first ?? 0, second: found.last ?? 0)
      }
    }
  }
}
