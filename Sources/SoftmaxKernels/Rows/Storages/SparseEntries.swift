// The entries that lines of a sparse matrix list, as kernels take them.

internal import CSoftmaxKernels

/// Entries, line after line: lines are rows that name columns, or columns that name rows.
struct SparseEntries: Sendable {
  let indices: SharedStorage<Int32>
  let values: SparseMatrix.Values

  var count: Int { indices.count }

  /// Calls `body` with what kernels read.
  func withEntries(_ body: (UnsafePointer<smk_entries>) -> Void) {
    defer { withExtendedLifetime(self) {} }
    let start: UnsafeRawPointer?
    let kind: Int
    switch values {
    case .ones: unsafe (start, kind) = (nil, SMK_ENTRIES_ONES)
    case .bytes(let bytes): unsafe (start, kind) = (UnsafeRawPointer(bytes.unsafeStart), SMK_ENTRIES_U8)
    case .floats(let floats): unsafe (start, kind) = (UnsafeRawPointer(floats.unsafeStart), SMK_ENTRIES_F32)
    }
    let entries = unsafe smk_entries(indices: indices.unsafeStart, values: start, kind: Int32(kind))
    unsafe withUnsafePointer(to: entries) { unsafe body($0) }
  }

  /// Calls `body` with a function that tells the value of an entry.
  @inline(__always)
  func withValues<Result>(_ body: ((Int) -> Float) -> Result) -> Result {
    switch values {
    case .ones: body { _ in 1 }
    case .bytes(let bytes): bytes.withSpan { span in body { Float(span[$0]) } }
    case .floats(let floats): floats.withSpan { span in body { span[$0] } }
    }
  }

  /// The bytes of an entry.
  var entryByteCount: Int {
    switch values {
    case .ones: 4
    case .bytes: 5
    case .floats: 8
    }
  }
}

/// What the columns of sparse rows are multiplied by.
final class ColumnFactors: Sendable {
  let single: WorkBuffer<Float>
  let double: WorkBuffer<Double>

  init(_ factors: [Double]) {
    single = WorkBuffer(factors.map { Float($0) }, default: 0)
    double = WorkBuffer(factors, default: 0)
  }
}
