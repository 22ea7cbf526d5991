// Reads rows that are computed or fetched: made ready in memory, then read like any other numbers there.

internal import CSoftmaxKernels

/// Holds some rows of a storage as Float32, as they were loaded last.
final class StagedReader<Storage: RowStorage>: RowReader {
  private let storage: Storage
  private let kernels: KernelTable
  private let rowCount: Int
  private let room: WorkBuffer<Float>

  init(_ storage: Storage, rowCount: Int, _ kernels: KernelTable) {
    self.storage = storage
    self.kernels = kernels
    self.rowCount = rowCount
    room = WorkBuffer(uninitializedCount: rowCount * storage.featureCount)
  }

  var featureCount: Int { storage.featureCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {
    precondition(part.upperBound <= rowCount, "more rows than the reader was made for")
    storage.widen(selection.part(part), isScaled: false, by: kernels, into: block(part))
  }

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Float>) {
    unsafe Float.logits(run(part), scale: Float(storage.scale), call)
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Float>) {
    unsafe Float.addGradient(run(part), call)
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Float>
  ) {
    unsafe Float.widen(kernels, run(part), scale: isScaled ? Float(storage.scale) : 1, block)
  }

  private func block(_ part: Range<Int>) -> MatrixBlock<Float> {
    MatrixBlock(
      room, first: part.lowerBound * featureCount, stride: featureCount, rowCount: part.count,
      columnCount: featureCount)
  }

  private func run(_ part: Range<Int>) -> DenseRun<Float> {
    unsafe DenseRun(
      start: UnsafePointer(block(part).start), rows: nil, rowCount: part.count, featureCount: featureCount)
  }
}

/// The same as Float64.
final class StagedReader64<Storage: RowStorage>: RowReader {
  private let storage: Storage
  private let kernels: KernelTable
  private let rowCount: Int
  private let room: WorkBuffer<Double>

  init(_ storage: Storage, rowCount: Int, _ kernels: KernelTable) {
    self.storage = storage
    self.kernels = kernels
    self.rowCount = rowCount
    room = WorkBuffer(uninitializedCount: rowCount * storage.featureCount)
  }

  var featureCount: Int { storage.featureCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {
    precondition(part.upperBound <= rowCount, "more rows than the reader was made for")
    storage.widen(selection.part(part), isScaled: false, by: kernels, into: block(part))
  }

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Double>) {
    unsafe call.kernels.table.pointee.logits64_f64(
      block(part).start, featureCount, nil, part.count, storage.scale, call.prepared, call.bias,
      call.classCount,
      call.logits)
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Double>) {
    unsafe call.kernels.table.pointee.gradient64_f64(
      block(part).start, featureCount, nil, part.count, call.residuals, call.classCount,
      call.columns.lowerBound,
      call.columns.upperBound, call.gradient)
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into target: MatrixBlock<Double>
  ) {
    block(part).copy(to: target)
    guard isScaled, storage.scale != 1 else { return }
    target.buffer.withMutableSpan { values in
      for row in 0..<part.count {
        let first = target.first + row * target.stride
        for i in first..<first + featureCount { values[i] *= storage.scale }
      }
    }
  }

  private func block(_ part: Range<Int>) -> MatrixBlock<Double> {
    MatrixBlock(
      room, first: part.lowerBound * featureCount, stride: featureCount, rowCount: part.count,
      columnCount: featureCount)
  }
}
