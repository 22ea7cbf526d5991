// Rows of Float64 in memory: kernels of Float64 read them where they lie, others get them rounded, some at a time.

internal import CSoftmaxKernels
import Synchronization

/// `rowCount x featureCount` numbers in Float64, row-major: the matrix of a program that computes in Float64.
///
/// Passes in Float32 read a copy, which the first of them makes: to round the numbers in each pass takes as long as half a
/// pass.
struct Float64Rows: RowStorage {
  private let values: SharedStorage<Double>
  let rowCount: Int
  let featureCount: Int
  private let copy = RoundedCopy()

  init(_ values: SharedStorage<Double>, featureCount: Int) {
    precondition(featureCount > 0 && values.count % featureCount == 0, "not a whole number of rows")
    self.values = values
    self.featureCount = featureCount
    rowCount = values.count / featureCount
  }

  /// The numbers in Float32, once somebody has asked for them.
  private final class RoundedCopy: Sendable {
    private let made = Mutex<SharedStorage<Float>?>(nil)

    func values(_ make: () -> SharedStorage<Float>) -> SharedStorage<Float> {
      made.withLock { made in
        if let made { return made }
        let new = make()
        made = new
        return new
      }
    }
  }

  var scale: Double { 1 }
  /// What readers of Float32 make of them.
  var elementType: RowElementType { .float32 }
  var rowByteCount: Int { featureCount * MemoryLayout<Double>.stride }
  var copyByteCount: Int { values.count * MemoryLayout<Double>.stride }

  /// The values in Float32.
  var rounded: SharedStorage<Float> {
    copy.values {
      SharedStorage(count: values.count, initial: 0) { target in
        values.withSpan { source in for i in source.indices { target[i] = Float(source[i]) } }
      }
    }
  }

  func slice(_ range: Range<Int>) -> Float64Rows {
    Float64Rows(
      values.slice(range.lowerBound * featureCount..<range.upperBound * featureCount),
      featureCount: featureCount)
  }

  func gathering(_ order: RowOrder) -> Float64Rows {
    precondition(order.rowCount <= rowCount, "row index out of bounds")
    let copy = SharedStorage<Double>(count: order.count * featureCount, initial: 0) { target in
      values.withSpan { source in
        for row in 0..<order.count {
          let (from, to) = (order[row] * featureCount, row * featureCount)
          for j in 0..<featureCount { target[to + j] = source[from + j] }
        }
      }
    }
    return Float64Rows(copy, featureCount: featureCount)
  }

  func joined(with other: any RowStorage) -> Float64Rows? {
    guard let other = other as? Float64Rows, other.featureCount == featureCount else { return nil }
    return Float64Rows(SharedStorage(values.array + other.values.array), featureCount: featureCount)
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {
    values.withSpan { source in
      block.buffer.withMutableSpan { target in
        for r in 0..<rows.count {
          let (from, to) = (rows.row(r) * featureCount, block.first + r * block.stride)
          for j in 0..<featureCount { target[to + j] = source[from + j] }
        }
      }
    }
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {
    values.withSpan { source in
      block.buffer.withMutableSpan { target in
        for r in 0..<rows.count {
          let (from, to) = (rows.row(r) * featureCount, block.first + r * block.stride)
          for j in 0..<featureCount { target[to + j] = Float(source[from + j]) }
        }
      }
    }
  }

  func reader(rowCount: Int, by kernels: KernelTable) -> any RowReader<Float> {
    DenseRows(rounded, featureCount: featureCount, scale: 1).reader(rowCount: rowCount, by: kernels)
  }

  func reader64(rowCount: Int, by kernels: KernelTable) -> any RowReader<Double> { Float64Reader(self) }

  /// The first one that Float32 cannot hold either.
  var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    values.withSpan { values in
      for i in values.indices where !Float(values[i]).isFinite {
        return (i / featureCount, i % featureCount, Float(values[i]))
      }
      return nil
    }
  }

  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {
    values.forEachBlock { run, _ in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(run.count * MemoryLayout<Double>.size)
      for i in run.indices {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: run[i].bitPattern >> shift))
        }
      }
      body(bytes.span)
    }
  }

  /// Calls `body` with where the selected rows lie: the first one, or of an order the matrix and the rows in it.
  fileprivate func withRun(
    of rows: RowSelection, _ body: (UnsafePointer<Double>, UnsafePointer<UInt32>?, Int) -> Void
  ) {
    defer { withExtendedLifetime(values.owner) {} }
    switch rows {
    case .range(let range):
      precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "rows out of bounds")
      unsafe body(values.unsafeStart + range.lowerBound * featureCount, nil, range.count)
    case .order(let order, let range):
      precondition(order.rowCount <= rowCount, "row index out of bounds")
      order.indices.check(range)
      unsafe body(
        values.unsafeStart, UnsafePointer(order.indices.start + range.lowerBound), range.count)
    }
  }
}

/// Has the kernels of Float64 read rows where they lie.
private final class Float64Reader: RowReader {
  private let rows: Float64Rows

  init(_ rows: Float64Rows) { self.rows = rows }

  var featureCount: Int { rows.featureCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {}

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Double>) {
    unsafe rows.withRun(of: selection.part(part)) { start, order, count in
      unsafe call.kernels.table.pointee.logits64_f64(
        start, featureCount, order, count, 1, call.prepared, call.bias, call.classCount, call.logits)
    }
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Double>) {
    unsafe rows.withRun(of: selection.part(part)) { start, order, count in
      unsafe call.kernels.table.pointee.gradient64_f64(
        start, featureCount, order, count, call.residuals, call.classCount, call.columns.lowerBound,
        call.columns.upperBound, call.gradient)
    }
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Double>
  ) {
    rows.widen(selection.part(part), isScaled: isScaled, by: kernels, into: block)
  }
}
