// The same sparse rows in every format that they are read from.

/// Rows of a few entries, and files of them.
package struct SparseFiles: Sendable {
  /// Of each row its columns, counted from 0 and ascending, and the values there.
  package let rows: [[(column: Int, value: Float)]]
  package let labels: [Int]
  package let columnCount: Int

  package init(rows: [[(column: Int, value: Float)]], labels: [Int], columnCount: Int) {
    (self.rows, self.labels, self.columnCount) = (rows, labels, columnCount)
  }

  /// Rows of three classes that differ in which columns are likely; numbers of few digits, which every format has exactly. The
  /// first and the last column have an entry.
  package static let made: SparseFiles = {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var (rows, labels): ([[(column: Int, value: Float)]], [Int]) = ([], [])
    for i in 0..<90 {
      let label = i % 3
      var row: [(column: Int, value: Float)] = []
      for column in 0..<12 where next(10) < (column % 3 == label ? 5 : 2) {
        row.append((column, Float(next(15) - 4) / 4 + 0.125))
      }
      if i == 0 { row = [(0, 1), (11, -0.5)] }
      rows.append(row)
      labels.append(label)
    }
    return SparseFiles(rows: rows, labels: labels, columnCount: 12)
  }()

  /// Some of the rows.
  package func part(_ range: Range<Int>) -> SparseFiles {
    SparseFiles(rows: Array(rows[range]), labels: Array(labels[range]), columnCount: columnCount)
  }

  private var entryCount: Int { rows.reduce(0) { $0 + $1.count } }

  /// LIBSVM's text, columns counted from `base`.
  package func libsvm(base: Int = 1) -> [UInt8] {
    let lines = zip(labels, rows).map { label, row in
      "\(label)" + row.map { " \($0.column + base):\($0.value)" }.joined() + "\n"
    }
    return Array(lines.joined().utf8)
  }

  /// A Matrix Market file.
  package var matrixMarket: [UInt8] {
    var text = "%%MatrixMarket matrix coordinate real general\n\(rows.count) \(columnCount) \(entryCount)\n"
    for (r, row) in rows.enumerated() {
      for entry in row { text += "\(r + 1) \(entry.column + 1) \(entry.value)\n" }
    }
    return Array(text.utf8)
  }

  /// SciPy's archive of compressed rows.
  package var scipy: [UInt8] {
    func int32(_ values: [Int]) -> [UInt8] { values.flatMap { NPYWriter.bytes(of: Int32($0)) } }
    let starts = rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return ZipWriter.file([
      ZipWriter.Entry(
        "indices.npy",
        NPYWriter.file("<i4", shape: [entryCount], data: int32(rows.flatMap { $0.map(\.column) }))),
      ZipWriter.Entry(
        "indptr.npy", NPYWriter.file("<i4", shape: [rows.count + 1], data: int32(starts))),
      ZipWriter.Entry("format.npy", NPYWriter.file("|S3", shape: [], data: Array("csr".utf8))),
      ZipWriter.Entry("shape.npy", NPYWriter.integers([Int64(rows.count), Int64(columnCount)])),
      ZipWriter.Entry(
        "data.npy", NPYWriter.floats(rows.flatMap { $0.map(\.value) }, shape: [entryCount])),
    ])
  }

  /// All values, row by row.
  package var dense: [Float] {
    rows.flatMap { row in
      var values = [Float](repeating: 0, count: columnCount)
      for entry in row { values[entry.column] = entry.value }
      return values
    }
  }

  /// The values as an array of NumPy.
  package var numpy: [UInt8] { NPYWriter.floats(dense, shape: [rows.count, columnCount]) }

  /// The labels, one a line.
  package var labelText: [UInt8] { Array(labels.map { "\($0)\n" }.joined().utf8) }
}
