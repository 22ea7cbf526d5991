// Samples in the caller's memory, checked, as rows that the libraries read.

import CSoftmax
import SoftmaxKernels
import SoftmaxRegression

/// The caller's memory, which stays as it is until the call returns.
private final class Caller {}

/// Samples of the caller's.
struct CallerMatrix {
  let rows: Rows
  let isSingle: Bool

  /// Rows and classes are counted in 32 bits.
  private static let countLimit: Int64 = 1 << 31
  /// Sparse samples of double with so many places are computed with as they are.
  private static let denseLimit: Int64 = 1 << 22

  /// - Parameters:
  ///   - matrix: The structure.
  ///   - wholeRowCount: The rows of all processes, where others have some: then there may be none here. Nil: all are here.
  /// - Throws: `Failure` for a matrix that is none.
  init(_ matrix: UnsafePointer<softmax_matrix>?, wholeRowCount: Int64? = nil) throws {
    guard let matrix = matrix?.pointee else { throw Failure.argument("there are no samples: samples is NULL") }
    guard matrix.size >= MemoryLayout<softmax_matrix>.size else {
      throw Failure.argument(
        "softmax_matrix.size is \(matrix.size), but must be \(MemoryLayout<softmax_matrix>.size): sizeof(softmax_matrix)"
      )
    }
    let (rowCount, columnCount) = (matrix.row_count, matrix.column_count)
    guard rowCount > 0 || rowCount == 0 && wholeRowCount != nil, rowCount < Self.countLimit,
      wholeRowCount ?? rowCount > 0
    else {
      throw Failure.data(
        "there are \(wholeRowCount ?? rowCount) samples: at least 1 is needed, and fewer than 2^31")
    }
    guard columnCount > 0, columnCount < Self.countLimit else {
      throw Failure.data("there are \(columnCount) features: at least 1 is needed, and fewer than 2^31")
    }
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    // What becomes of doubles must not depend on who holds them.
    let (whole, wholeOverflow) = (wholeRowCount ?? rowCount).multipliedReportingOverflow(by: columnCount)
    let isSmall = !wholeOverflow && whole <= Self.denseLimit
    if rowCount == 0 {
      (rows, isSingle) = try Self.none(columnCount, matrix.storage, isSmall: isSmall)
      return
    }
    guard let values = matrix.values else { throw Failure.argument("softmax_matrix.values is NULL") }
    let caller = Caller()
    let isChecked = matrix.is_finite != 0
    switch softmax_storage(UInt32(bitPattern: matrix.storage)) {
    case SOFTMAX_DENSE_FLOAT32:
      guard !overflow, count <= Int64.max / 8 else { throw Self.tooMany(rowCount, columnCount) }
      rows = Rows(
        try Self.storage(values, as: Float.self, Int(count), caller), featureCount: Int(columnCount))
      isSingle = true
    case SOFTMAX_DENSE_FLOAT64:
      guard !overflow, count <= Int64.max / 8 else { throw Self.tooMany(rowCount, columnCount) }
      rows = Rows(
        try Self.storage(values, as: Double.self, Int(count), caller), featureCount: Int(columnCount))
      isSingle = false
    case SOFTMAX_SPARSE_FLOAT32:
      rows = try Self.sparse(
        matrix, try Self.storage(values, as: Float.self, try Self.entryCount(matrix), caller), caller)
      isSingle = true
    case SOFTMAX_SPARSE_FLOAT64:
      let entries = try Self.storage(values, as: Double.self, try Self.entryCount(matrix), caller)
      if isSmall {
        rows = try Self.dense(matrix, entries, caller)
      } else {
        let rounded = SharedStorage<Float>(count: entries.count, initial: 0) { target in
          entries.withSpan { source in for i in source.indices { target[i] = Float(source[i]) } }
        }
        rows = try Self.sparse(matrix, rounded, caller)
      }
      isSingle = false
    default:
      throw Failure.argument("softmax_matrix.storage is \(matrix.storage): it is none of softmax_storage")
    }
    if !isChecked, let found = rows.firstNotFinite {
      throw DatasetError.notFinite(sample: found.sample, feature: found.feature, value: found.value.description)
    }
  }

  /// No samples, as others have them.
  private static func none(
    _ columnCount: Int64, _ storage: Int32, isSmall: Bool
  ) throws -> (rows: Rows, isSingle: Bool) {
    let width = Int(columnCount)
    let sparse = SparseMatrix(
      columnCount: width, rowStarts: SharedStorage<Int64>([0]), columns: SharedStorage<Int32>([]),
      values: .floats(SharedStorage<Float>([])))
    switch softmax_storage(UInt32(bitPattern: storage)) {
    case SOFTMAX_DENSE_FLOAT32: return (Rows(SharedStorage<Float>([]), featureCount: width), true)
    case SOFTMAX_DENSE_FLOAT64: return (Rows(SharedStorage<Double>([]), featureCount: width), false)
    case SOFTMAX_SPARSE_FLOAT32: return (Rows(sparse), true)
    case SOFTMAX_SPARSE_FLOAT64:
      return (isSmall ? Rows(SharedStorage<Double>([]), featureCount: width) : Rows(sparse), false)
    default: throw Failure.argument("softmax_matrix.storage is \(storage): it is none of softmax_storage")
    }
  }

  private static func tooMany(_ rowCount: Int64, _ columnCount: Int64) -> Failure {
    Failure.data("\(rowCount) samples of \(columnCount) features are more numbers than memory has addresses")
  }

  private static func storage<Element: BitwiseCopyable & Sendable>(
    _ start: UnsafeRawPointer, as type: Element.Type, _ count: Int, _ caller: Caller
  ) throws -> SharedStorage<Element> {
    guard Int(bitPattern: start) % MemoryLayout<Element>.alignment == 0 else {
      throw Failure.argument(
        "an array of \(type) begins at an address that is no multiple of \(MemoryLayout<Element>.alignment): copy it to one that is"
      )
    }
    return SharedStorage(owner: caller, start: start.assumingMemoryBound(to: type), count: count)
  }

  private static func entryCount(_ matrix: softmax_matrix) throws -> Int {
    guard matrix.entry_count >= 0, matrix.entry_count <= Int64.max / 16 else {
      throw Failure.argument("softmax_matrix.entry_count is \(matrix.entry_count): it must be at least 0")
    }
    return Int(matrix.entry_count)
  }

  /// The entries as the libraries hold them, with starts and columns checked.
  private static func checked(
    _ matrix: softmax_matrix, _ values: SharedStorage<Float>, _ caller: Caller
  ) throws -> SparseMatrix {
    guard let starts = matrix.row_starts, let columns = matrix.columns else {
      throw Failure.argument("a sparse matrix needs row_starts and columns, of which one is NULL")
    }
    let sparse = SparseMatrix(
      columnCount: Int(matrix.column_count),
      rowStarts: try storage(starts, as: Int64.self, Int(matrix.row_count) + 1, caller),
      columns: try storage(columns, as: Int32.self, values.count, caller), values: .floats(values))
    if let problem = sparse.problem {
      switch problem {
      case .start(let row, let value):
        throw Failure.data(
          "row \(row) of the sparse matrix begins at \(value), before the row ahead of it or beyond the entries"
        )
      case .end(let end, let count):
        throw Failure.data("the rows of the sparse matrix end at \(end), but it has \(count) entries")
      case .column(let row, let value):
        throw Failure.data(
          "row \(row) of the sparse matrix has an entry in column \(value), of \(matrix.column_count)")
      case .order(let row, let column):
        throw Failure.data(
          "column \(column) in row \(row) of the sparse matrix does not come after the one ahead of it: sort them, and add up those that stand twice"
        )
      }
    }
    return sparse
  }

  private static func sparse(
    _ matrix: softmax_matrix, _ values: SharedStorage<Float>, _ caller: Caller
  ) throws -> Rows {
    Rows(try checked(matrix, values, caller))
  }

  /// A small sparse matrix as a dense one, so that doubles stay doubles.
  private static func dense(
    _ matrix: softmax_matrix, _ values: SharedStorage<Double>, _ caller: Caller
  ) throws -> Rows {
    let shape = try checked(matrix, SharedStorage<Float>(count: values.count, initial: 0) { _ in }, caller)
    let width = Int(matrix.column_count)
    let filled = SharedStorage<Double>(count: Int(matrix.row_count) * width, initial: 0) { target in
      shape.rowStarts.withSpan { starts in
        shape.columns.withSpan { columns in
          values.withSpan { values in
            for row in 0..<starts.count - 1 {
              for i in Int(starts[row])..<Int(starts[row + 1]) {
                target[row * width + Int(columns[i])] = values[i]
              }
            }
          }
        }
      }
    }
    return Rows(filled, featureCount: width)
  }
}
