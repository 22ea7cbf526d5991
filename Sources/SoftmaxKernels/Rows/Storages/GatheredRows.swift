// Values in Float64 that came from several processes.

/// Rows in Float64, in memory. There are no kernels for them: they are widened, and else staged.
struct GatheredRows: RowStorage {
  private let values: WorkBuffer<Double>
  private let first: Int
  let rowCount: Int
  let featureCount: Int

  /// All of `values` [rows x features].
  init(_ values: WorkBuffer<Double>, featureCount: Int) {
    precondition(featureCount > 0 && values.count % featureCount == 0, "not a whole number of rows")
    self.init(values, first: 0, rowCount: values.count / featureCount, featureCount: featureCount)
  }

  private init(_ values: WorkBuffer<Double>, first: Int, rowCount: Int, featureCount: Int) {
    self.values = values
    self.first = first
    self.rowCount = rowCount
    self.featureCount = featureCount
  }

  var scale: Double { 1 }
  var elementType: RowElementType { .float32 }
  var rowByteCount: Int { featureCount * MemoryLayout<Double>.size }
  var copyByteCount: Int { rowCount * rowByteCount }

  func slice(_ range: Range<Int>) -> GatheredRows {
    GatheredRows(values, first: first + range.lowerBound, rowCount: range.count, featureCount: featureCount)
  }

  func gathering(_ order: RowOrder) -> GatheredRows {
    let copy = WorkBuffer<Double>(uninitializedCount: order.count * featureCount)
    widen(
      .order(order, 0..<order.count), isScaled: false, by: .best,
      into: MatrixBlock(copy, stride: featureCount, rowCount: order.count, columnCount: featureCount))
    return GatheredRows(copy, featureCount: featureCount)
  }

  func joined(with other: any RowStorage) -> GatheredRows? { nil }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {
    for r in 0..<rows.count {
      let from = (first + rows.row(r)) * featureCount
      for j in 0..<featureCount { block.buffer[block.first + r * block.stride + j] = values[from + j] }
    }
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {
    for r in 0..<rows.count {
      let from = (first + rows.row(r)) * featureCount
      for j in 0..<featureCount { block.buffer[block.first + r * block.stride + j] = Float(values[from + j]) }
    }
  }

  var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    for row in 0..<rowCount {
      for j in 0..<featureCount {
        let value = values[(first + row) * featureCount + j]
        if !value.isFinite { return (row, j, Float(value)) }
      }
    }
    return nil
  }

  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {
    for row in 0..<rowCount {
      let bytes = (0..<featureCount).flatMap { j in
        let bits = values[(first + row) * featureCount + j].bitPattern
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
      }
      body(bytes.span)
    }
  }
}
