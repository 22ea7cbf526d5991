// Sparse matrices as scipy.sparse.save_npz writes them.

package import SoftmaxFiles
package import SoftmaxKernels

/// Reads a `.npz` file with a matrix in compressed rows (csr), compressed columns (csc) or coordinates (coo).
///
/// Rows of the matrix are samples. Columns of a row that are not in order are put into it; entries that are 0 are left out.
package enum SciPyReader {
  /// Whether the bytes are an archive with the arrays that all of SciPy's formats have.
  package static func recognises(_ bytes: SharedStorage<UInt8>) -> Bool {
    guard ZipArchive.isZip(bytes), let archive = try? ZipArchive(bytes, path: "") else { return false }
    let names = Set(archive.entries.map(\.name))
    return names.isSuperset(of: ["format.npy", "shape.npy", "data.npy"])
  }

  /// Reads a file, or standard input for `-`.
  ///
  /// - Throws: `FileError` naming the byte of whatever does not fit. Complexity: O(rows + entries) where columns come in order.
  package static func read(_ path: String) throws(FileError) -> SparseData {
    try read(
      InputFile.contents(of: path), path: path == InputFile.standardInput ? InputFile.standardInputName : path)
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - path: What it is called in messages.
  ///   - outputLimit: The most that compressed arrays may state to come out of them.
  /// - Returns: The matrix.
  /// - Throws: As `read(_:)`.
  package static func read(
    _ bytes: SharedStorage<UInt8>, path: String, outputLimit: Int = ZipArchive.outputLimit
  ) throws(FileError) -> SparseData {
    let arrays = try SciPyArrays(bytes, path: path, outputLimit: outputLimit)
    let format = try arrays.format
    switch format {
    case "csr", "csc": return try compressed(arrays, isRowMajor: format == "csr")
    case "coo": return try coordinates(arrays)
    default:
      let known = ["bsr", "dia", "dok", "lil"].contains(format)
      throw FileError(
        .badData, path: path,
        problem: "the matrix is in SciPy's format \(CellText.shown(format)), expected csr, csc or coo",
        remedy: known
          ? "scipy.sparse.save_npz(path, scipy.sparse.load_npz(path).tocsr()) converts it"
          : "write it with scipy.sparse.save_npz")
    }
  }

  private static func compressed(_ arrays: SciPyArrays, isRowMajor: Bool) throws(FileError) -> SparseData {
    let (rowCount, columnCount) = try arrays.size()
    let (majorCount, minorCount) = isRowMajor ? (rowCount, columnCount) : (columnCount, rowCount)
    let starts = try arrays.starts(
      count: majorCount, of: isRowMajor ? "rows" : "columns")
    let entryCount = Int(starts.withSpan { $0[majorCount] })
    try arrays.checkSize(rowCount: rowCount, columnCount: columnCount, entryCount: entryCount)
    let indices = try arrays.indices("indices", below: minorCount, count: entryCount)
    let (values, isRounded) = try arrays.values(count: entryCount)
    func twice(_ major: Int, _ minor: Int) -> FileError {
      let (row, column) = isRowMajor ? (major, minor) : (minor, major)
      return arrays.twice(row: row, column: column)
    }
    var notes = SparseNotes()
    notes.isRounded = isRounded
    let matrix: SparseMatrix
    if isRowMajor {
      try FileError.checkMemory(
        for: 8 * (rowCount + entryCount), "the matrix of \(rowCount) rows and \(entryCount) entries",
        path: arrays.path)
      var rows = SparseRowCollector(path: arrays.path, rowCapacity: rowCount, entryCapacity: entryCount)
      try withSpans(starts, indices, values) { starts, indices, values throws(FileError) in
        for row in 0..<rowCount {
          for i in Int(starts[row])..<Int(starts[row + 1]) { try rows.add(indices[i], values[i]) }
          if let column = rows.sort() { throw twice(row, Int(column)) }
          try rows.endRow()
        }
      }
      notes.droppedZeroCount = rows.droppedZeroCount
      matrix = try rows.finish(columnCount: columnCount)
    } else {
      var entries = CollectedEntries(path: arrays.path, rowCount: rowCount, columnCount: columnCount)
      try withSpans(starts, indices, values) { starts, indices, values throws(FileError) in
        for column in 0..<columnCount {
          for i in Int(starts[column])..<Int(starts[column + 1]) {
            try entries.add(row: indices[i], column: Int32(truncatingIfNeeded: column), value: values[i])
          }
        }
      }
      (matrix, notes.droppedZeroCount) = try entries.matrix { twice($0.column, $0.row) }
    }
    return SparseData(matrix: matrix, notes: notes)
  }

  /// Three arrays at once, so that none is taken in hand for each element.
  private static func withSpans<A, B, C>(
    _ a: SharedStorage<A>, _ b: SharedStorage<B>, _ c: SharedStorage<C>,
    _ body: (Span<A>, Span<B>, Span<C>) throws(FileError) -> Void
  ) throws(FileError) {
    try a.withSpan { a throws(FileError) in
      try b.withSpan { b throws(FileError) in
        try c.withSpan { c throws(FileError) in try body(a, b, c) }
      }
    }
  }

  private static func coordinates(_ arrays: SciPyArrays) throws(FileError) -> SparseData {
    let (rowCount, columnCount) = try arrays.size()
    let entryCount = try arrays.count(of: "data")
    try arrays.checkSize(rowCount: rowCount, columnCount: columnCount, entryCount: entryCount)
    let rows = try arrays.indices("row", below: rowCount, count: entryCount)
    let columns = try arrays.indices("col", below: columnCount, count: entryCount)
    let (values, isRounded) = try arrays.values(count: entryCount)
    var entries = CollectedEntries(path: arrays.path, rowCount: rowCount, columnCount: columnCount)
    try withSpans(rows, columns, values) { rows, columns, values throws(FileError) in
      for i in 0..<entryCount { try entries.add(row: rows[i], column: columns[i], value: values[i]) }
    }
    var notes = SparseNotes()
    notes.isRounded = isRounded
    let matrix: SparseMatrix
    (matrix, notes.droppedZeroCount) = try entries.matrix { arrays.twice(row: $0.row, column: $0.column) }
    return SparseData(matrix: matrix, notes: notes)
  }
}
