// Rows whose entries come in any order, made into a sparse matrix.

import SoftmaxFiles
import SoftmaxKernels

/// Collects the entries of one row, puts them in order and hands them on to the matrix.
///
/// Storage is kept from row to row, so that nothing is allocated for an entry or a row.
struct SparseRowCollector: ~Copyable {
  /// The columns and values of a row, of which the first `count` are its entries; their lengths are the same.
  struct Row {
    var columns = [Int32](repeating: 0, count: 1024)
    var values = [Float](repeating: 0, count: 1024)
    var count = 0
  }

  /// The row that is collected.
  var row = Row()
  /// How many entries with the value 0 were left out.
  private(set) var droppedZeroCount = 0

  private var builder: SparseMatrixBuilder
  private let path: String

  init(path: String, rowCapacity: Int = 1024, entryCapacity: Int = 1 << 16) {
    self.path = path
    builder = SparseMatrixBuilder(rowCapacity: rowCapacity, entryCapacity: entryCapacity)
  }

  /// The number of rows so far.
  var rowCount: Int { builder.rowCount }

  /// Adds an entry to the row.
  ///
  /// - Throws: `FileError` where memory is short.
  mutating func add(_ column: Int32, _ value: Float) throws(FileError) {
    if row.count == row.columns.count { try grow() }
    row.columns[row.count] = column
    row.values[row.count] = value
    row.count += 1
  }

  private mutating func grow() throws(FileError) {
    let more = row.columns.count
    try FileError.checkMemory(
      for: 2 * more * (MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride),
      "row \(rowCount + 1), of which \(row.count) entries have come,", path: path)
    row.columns += [Int32](repeating: 0, count: more)
    row.values += [Float](repeating: 0, count: more)
  }

  /// Puts the row's entries in ascending order of their columns; the first column that stands twice, or nil.
  mutating func sort() -> Int32? { row.sort() }

  /// Ends the row, whose columns ascend. What is 0 is left out.
  ///
  /// - Throws: `FileError` where memory is short.
  mutating func endRow() throws(FileError) {
    droppedZeroCount += row.dropZeros()
    try FileError.checkMemory(
      for: builder.growth(for: row.count),
      "the entries, of which \(builder.entryCount) in \(rowCount) rows have come,", path: path)
    let row = row
    builder.append(
      columns: row.columns.span.extracting(..<row.count), values: row.values.span.extracting(..<row.count))
    self.row.count = 0
  }

  /// The rows that have ended, as `finish` gives them; then there are none. The row that is collected stays.
  ///
  /// - Throws: `FileError` where memory is short.
  mutating func takeRows(columnCount: Int, base: IndexBase) throws(FileError) -> SparseMatrix {
    var ended = SparseMatrixBuilder()
    swap(&ended, &builder)
    ended.countColumns(from: Int32(base.rawValue))
    try FileError.checkMemory(for: ended.entryCount, "the entries' values as bytes", path: path)
    return ended.finish(columnCount: columnCount).narrowed
  }

  /// The matrix of at least `columnCount` columns, counted from `base` on.
  ///
  /// - Throws: `FileError` where memory is short.
  consuming func finish(columnCount: Int = 1, base: IndexBase = .zero) throws(FileError) -> SparseMatrix {
    builder.countColumns(from: Int32(base.rawValue))
    try FileError.checkMemory(for: builder.entryCount, "the entries' values as bytes", path: path)
    return builder.finish(columnCount: columnCount).narrowed
  }
}

extension SparseRowCollector.Row {
  /// Puts the entries in ascending order of their columns; the first column that stands twice, or nil.
  mutating func sort() -> Int32? {
    if Self.ascends(columns.span.extracting(..<count)) { return nil }
    // Column and value in one number, which sorts by the column.
    var pairs = (0..<count).map { place in
      UInt64(UInt32(bitPattern: columns[place])) << 32 | UInt64(values[place].bitPattern)
    }
    pairs.sort()
    for (place, pair) in pairs.enumerated() {
      columns[place] = Int32(bitPattern: UInt32(truncatingIfNeeded: pair >> 32))
      values[place] = Float(bitPattern: UInt32(truncatingIfNeeded: pair))
      if place > 0, columns[place] == columns[place - 1] { return columns[place] }
    }
    return nil
  }

  private static func ascends(_ columns: Span<Int32>) -> Bool {
    var ascends = true
    var last: Int32 = -1
    for i in columns.indices {
      ascends = ascends && columns[i] > last
      last = columns[i]
    }
    return ascends
  }

  /// Leaves out entries that are 0; how many they were.
  mutating func dropZeros() -> Int {
    let zeros = Self.zeroCount(values.span.extracting(..<count))
    guard zeros > 0 else { return 0 }
    var kept = 0
    for i in 0..<count where values[i] != 0 {
      columns[kept] = columns[i]
      values[kept] = values[i]
      kept += 1
    }
    count = kept
    return zeros
  }

  private static func zeroCount(_ values: Span<Float>) -> Int {
    var count = 0
    for i in values.indices { count &+= values[i] == 0 ? 1 : 0 }
    return count
  }
}
