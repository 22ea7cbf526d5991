// What the fuzz tests run of sparse files: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// LIBSVM's text behind a byte that says where indices begin and how many columns there are. In chunks of any size it is the same
  /// data or the same error; written and read again it is the same.
  public static func libsvm(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    try? libsvmRows(bytes)
    let bases: [LIBSVMReader.BaseChoice] = [.automatic, .known(.zero), .known(.one), .automatic]
    let options = LIBSVMReader.Options(
      base: bases[Int(form & 3)], columnCount: form & 4 == 0 ? nil : 1 + Int(form >> 3))
    let data = try sameData(Array(bytes.dropFirst())) { (input, sizes) throws(FileError) in
      try LIBSVMReader.read(input, options: options, sizes: sizes)
    }
    let rows = entries(of: data.matrix)
    guard let labels = data.labels?.texts, let base = data.indexBase else {
      preconditionFailure("no labels or no base")
    }
    precondition(labels.count == rows.count, "another number of labels")
    if let columnCount = options.columnCount {
      precondition(data.matrix.columnCount == columnCount, "another number of columns")
    }
    let text = zip(labels, rows).map { label, row in
      "\(label) " + row.map { "\($0.column + base.rawValue):\(Double($0.value))" }.joined(separator: " ") + "\n"
    }
    let again = try? LIBSVMReader.read(
      // Behind a comment, because a mark of the byte order may be a label's first letter.
      ChunkedInput(Array(("#\n" + text.joined()).utf8), name: "fuzz"),
      options: LIBSVMReader.Options(base: .known(base), columnCount: data.matrix.columnCount))
    precondition(again.map { entries(of: $0.matrix) == rows } == true, "other entries when written")
    precondition(again?.labels == data.labels && again?.beyond == nil, "other labels when written")
  }

  /// Rows of LIBSVM's text one after the other, in chunks of any size: those of the whole text, or an error where that has one.
  private static func libsvmRows(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let options = LIBSVMReader.Options(
      base: .known(form & 1 == 0 ? .zero : .one), columnCount: 1 + Int(form >> 3))
    let text = Array(bytes.dropFirst())
    let whole = try LIBSVMReader.read(ChunkedInput(text, name: "fuzz"), options: options)
    var found: [[Entry]] = []
    var labels: [String] = []
    do throws(FileError) {
      var rows = try LIBSVMRows(
        ChunkedInput(text, name: "fuzz"), options: options,
        sizes: TextWindow.Sizes(chunk: 1 + Int(form & 7), longest: 1 << 16), leastRows: 1 + Int(form & 3))
      while let batch = try rows.next() {
        precondition(batch.firstIndex == found.count, "another place")
        for row in 0..<batch.features.sampleCount {
          found.append(
            batch.features.rows.entries(ofRow: row).map {
              Entry(column: $0.column, value: Float($0.value))
            })
        }
        labels += batch.labels.map { batch.labelNames[Int($0)] }
      }
    } catch {
      precondition(whole.beyond != nil, "an error in rows of a text that has none: \(error)")
      return
    }
    precondition(whole.beyond == nil, "rows with entries beyond the columns")
    precondition(found == entries(of: whole.matrix), "other rows")
    precondition(
      labels == whole.labels.map { all in all.codes.map { all.classNames[Int($0)] } }, "other labels")
  }

  /// A Matrix Market file. In chunks of any size it is the same matrix or the same error; written as a general one and read again
  /// it is the same.
  public static func matrixMarket(_ bytes: [UInt8]) throws {
    let data = try sameData(bytes) { (input, sizes) throws(FileError) in
      try MatrixMarketReader.read(input, sizes: sizes)
    }
    let rows = entries(of: data.matrix)
    // Without its zeros, a matrix of very many rows may be refused.
    guard rows.count <= 1 << 20 else { return }
    var text = "%%MatrixMarket matrix coordinate real general\n"
    text += "\(data.matrix.rowCount) \(data.matrix.columnCount) \(data.matrix.entryCount)\n"
    for (number, row) in rows.enumerated() {
      for entry in row.reversed() { text += "\(number + 1) \(entry.column + 1) \(Double(entry.value))\n" }
    }
    let again = try? MatrixMarketReader.read(ChunkedInput(Array(text.utf8), name: "fuzz"))
    precondition(again.map { entries(of: $0.matrix) == rows } == true, "other entries when written")
  }

  /// An archive of SciPy's.
  public static func scipy(_ bytes: [UInt8]) throws {
    let data = try SciPyReader.read(SharedStorage(bytes), path: "fuzz", outputLimit: 1 << 24)
    _ = entries(of: data.matrix)
  }

  private struct Entry: Equatable {
    let column: Int
    let value: Float
  }

  /// The data, or the error, that has to be the same in chunks of any size.
  private static func sameData(
    _ bytes: [UInt8], read: (ChunkedInput, TextWindow.Sizes) throws(FileError) -> SparseData
  ) throws(FileError) -> SparseData {
    let outcomes = [1 << 16, 1, 37].map { chunk in
      Result { () throws(FileError) in
        let input = try ChunkedInput(bytes, name: "fuzz", expansionStart: 1 << 16)
        return try read(input, TextWindow.Sizes(chunk: chunk, longest: 1 << 10))
      }
    }
    // Where gzip is damaged, what came before it may be wrong too.
    if !bytes.starts(with: [0x1f, 0x8b]) {
      for outcome in outcomes.dropFirst() { check(outcome, outcomes[0]) }
    }
    return try outcomes[0].get()
  }

  private static func check(_ found: Result<SparseData, FileError>, _ expected: Result<SparseData, FileError>) {
    switch (found, expected) {
    case (.success(let found), .success(let expected)):
      precondition(entries(of: found.matrix) == entries(of: expected.matrix), "chunks change the entries")
      precondition(
        found.labels == expected.labels && found.indexBase == expected.indexBase
          && found.notes == expected.notes && found.beyond == expected.beyond
          && found.matrix.columnCount == expected.matrix.columnCount, "chunks change what is told")
    case (.failure(let found), .failure(let expected)):
      precondition(found == expected, "chunks change the error")
    default: preconditionFailure("chunks change the outcome")
    }
  }

  /// The entries of each row, which are in order, finite and not 0.
  private static func entries(of matrix: SparseMatrix) -> [[Entry]] {
    precondition(matrix.problem == nil, "rows or columns out of order")
    let (starts, columns) = (matrix.rowStarts.array, matrix.columns.array)
    let values: [Float] =
      switch matrix.values {
      case .ones: [Float](repeating: 1, count: columns.count)
      case .bytes(let bytes): bytes.array.map(Float.init)
      case .floats(let floats): floats.array
      }
    precondition(values.allSatisfy { $0.isFinite && $0 != 0 }, "a value that is 0 or not finite")
    return (0..<matrix.rowCount).map { row in
      (Int(starts[row])..<Int(starts[row + 1])).map { Entry(column: Int(columns[$0]), value: values[$0]) }
    }
  }
}
