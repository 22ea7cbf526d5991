// A sparse matrix in values that can be compared to the bit.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport

/// All that a matrix has.
struct SparseContents: Hashable, CustomStringConvertible {
  enum Kind: Hashable {
    case ones
    case bytes
    case floats
  }

  let columnCount: Int
  let rowStarts: [Int64]
  let columns: [Int32]
  let kind: Kind
  /// The values as Float32.
  let values: [UInt32]

  init(_ matrix: SparseMatrix) {
    columnCount = matrix.columnCount
    rowStarts = matrix.rowStarts.array
    columns = matrix.columns.array
    switch matrix.values {
    case .ones:
      kind = .ones
      values = columns.map { _ in Float(1).bitPattern }
    case .bytes(let bytes):
      kind = .bytes
      values = bytes.array.map { Float($0).bitPattern }
    case .floats(let floats):
      kind = .floats
      values = floats.array.map(\.bitPattern)
    }
  }

  /// Each row with its zeros.
  var rows: [[Float]] {
    (0..<rowStarts.count - 1).map { row in
      var cells = [Float](repeating: 0, count: columnCount)
      for i in Int(rowStarts[row])..<Int(rowStarts[row + 1]) {
        cells[Int(columns[i])] = Float(bitPattern: values[i])
      }
      return cells
    }
  }

  var description: String { "\(kind) \(rows)" }
}

extension SparseData {
  /// The rows with their zeros.
  var rows: [[Float]] { SparseContents(matrix).rows }
}

/// Files that scikit-learn 1.9.1 and SciPy 1.17.1 wrote: Tests/Fixtures/sparse_files.py makes them.
enum GoldenSparseFiles {
  static func path(_ name: String, beside source: String = #filePath) -> String {
    var folder = source.split(separator: "/", omittingEmptySubsequences: false)
    folder.removeLast(2)
    return (folder + ["Goldens", "Sparse", Substring(name)]).joined(separator: "/")
  }

  /// The rows of the made table in `zero-based.svm`, `general.mtx`, `csr.npz` and others, as Float32.
  static let table: [[Float]] = [
    [0.5, 0, 0, -2.25, 0, 0],
    // 1/3 and 3e20 are no Float32; these are the nearest.
    [0, 0, Float(bitPattern: 0x3eaa_aaab), 0, 0, Float(bitPattern: 0x6182_1ab1)],
    [0, 0, 0, 0, 0, 0],
    [Float(bitPattern: 0x3727_c5ac), 0, 255, 0, 7, 0],
    [0, 0, 0, 0, Float(bitPattern: 0xbdcc_cccd), 1],
  ]
}
