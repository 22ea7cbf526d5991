// The first columns of a matrix.

import SoftmaxFiles
import SoftmaxKernels

extension SparseMatrix {
  /// The entries in the first `limit` columns, and how many others there were, in how many rows. Complexity: O(entries).
  ///
  /// - Throws: `FileError` where memory is short.
  func keeping(
    columnsBelow limit: Int, path: String
  ) throws(FileError) -> (matrix: SparseMatrix, entryCount: Int, rowCount: Int) {
    var collector = SparseRowCollector(path: path, rowCapacity: rowCount, entryCapacity: entryCount)
    try FileError.checkMemory(
      for: (MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride) * entryCount,
      "the entries in the first \(limit) columns", path: path)
    var droppedRowCount = 0
    for row in 0..<rowCount {
      let range = rowStarts.withSpan { Int($0[row])..<Int($0[row + 1]) }
      var kept = 0
      for i in range {
        let column = columns.withSpan { $0[i] }
        guard column < limit else { break }
        try collector.add(column, value(i))
        kept += 1
      }
      if kept < range.count { droppedRowCount += 1 }
      try collector.endRow()
    }
    let matrix = try collector.finish(columnCount: limit)
    return (matrix, entryCount - matrix.entryCount, droppedRowCount)
  }

  private func value(_ entry: Int) -> Float {
    switch values {
    case .ones: 1
    case .bytes(let bytes): bytes.withSpan { Float($0[entry]) }
    case .floats(let floats): floats.withSpan { $0[entry] }
    }
  }
}
