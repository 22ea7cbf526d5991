// The numbers that dense rows are made of, and which entries of the table belong to each.

internal import CSoftmaxKernels

/// Where selected rows lie: from `start` on, or where `rows` says.
@unsafe struct DenseRun<Element> {
  let start: UnsafePointer<Element>
  /// Nil: one after another.
  let rows: UnsafePointer<UInt32>?
  let rowCount: Int
  let featureCount: Int
}

/// UInt8 or Float. The functions hand their arguments to the table, unchecked.
protocol DenseElement: BitwiseCopyable, Sendable {
  static var elementType: RowElementType { get }
  static var zero: Self { get }
  /// No element has a larger magnitude; nil where that depends on them.
  static var magnitudeBound: Float? { get }
  /// The element in Float32, exactly.
  var value: Float { get }
  var littleEndianBytes: [UInt8] { get }

  static func firstNotFinite(_ elements: SharedStorage<Self>) -> (position: Int, value: Float)?

  @unsafe static func logits(_ run: DenseRun<Self>, scale: Float, _ call: LogitsCall<Float>)
  @unsafe static func logits(_ run: DenseRun<Self>, scale: Double, _ call: LogitsCall<Double>)
  @unsafe static func addGradient(_ run: DenseRun<Self>, _ call: GradientCall<Float>)
  @unsafe static func addGradient(_ run: DenseRun<Self>, _ call: GradientCall<Double>)
  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<Self>, scale: Float, _ block: MatrixBlock<Float>)
  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<Self>, scale: Double, _ block: MatrixBlock<Double>)
  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<Self>, _ units: ColumnUnits, _ block: MatrixBlock<Float>)
  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<Self>, _ units: ColumnUnits, _ block: MatrixBlock<Double>)
}

extension UInt8: DenseElement {
  static var elementType: RowElementType { .uint8 }
  static var magnitudeBound: Float? { 255 }
  var value: Float { Float(self) }
  var littleEndianBytes: [UInt8] { [self] }

  static func firstNotFinite(_ elements: SharedStorage<UInt8>) -> (position: Int, value: Float)? { nil }

  @unsafe static func logits(_ run: DenseRun<UInt8>, scale: Float, _ call: LogitsCall<Float>) {
    unsafe call.kernels.table.pointee.logits_u8(
      run.start, run.featureCount, run.rows, run.rowCount, scale, call.prepared, call.bias, call.classCount,
      call.logits, call.workspace)
  }

  @unsafe static func logits(_ run: DenseRun<UInt8>, scale: Double, _ call: LogitsCall<Double>) {
    unsafe call.kernels.table.pointee.logits64_u8(
      run.start, run.featureCount, run.rows, run.rowCount, scale, call.prepared, call.bias, call.classCount,
      call.logits)
  }

  @unsafe static func addGradient(_ run: DenseRun<UInt8>, _ call: GradientCall<Float>) {
    unsafe call.kernels.table.pointee.gradient_u8(
      run.start, run.featureCount, run.rows, run.rowCount, call.residuals, call.classCount,
      call.columns.lowerBound, call.columns.upperBound, call.gradient, call.workspace)
  }

  @unsafe static func addGradient(_ run: DenseRun<UInt8>, _ call: GradientCall<Double>) {
    unsafe call.kernels.table.pointee.gradient64_u8(
      run.start, run.featureCount, run.rows, run.rowCount, call.residuals, call.classCount,
      call.columns.lowerBound, call.columns.upperBound, call.gradient)
  }

  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<UInt8>, scale: Float, _ block: MatrixBlock<Float>
  ) {
    unsafe kernels.table.pointee.widen_rows_u8(
      run.start, run.featureCount, run.rows, run.rowCount, scale, block.start, block.stride)
  }

  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<UInt8>, scale: Double, _ block: MatrixBlock<Double>
  ) {
    unsafe kernels.table.pointee.widen_rows64_u8(
      run.start, run.featureCount, run.rows, run.rowCount, scale, block.start, block.stride)
  }

  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<UInt8>, _ units: ColumnUnits, _ block: MatrixBlock<Float>
  ) {
    unsafe kernels.table.pointee.standardize_rows_u8(
      run.start, run.featureCount, run.rows, run.rowCount, units.centres.start, units.factors.start,
      units.offsets.start, block.start, block.stride)
  }

  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<UInt8>, _ units: ColumnUnits, _ block: MatrixBlock<Double>
  ) {
    unsafe kernels.table.pointee.standardize_rows64_u8(
      run.start, run.featureCount, run.rows, run.rowCount, units.means64.start, units.factors64.start,
      block.start, block.stride)
  }
}

extension Float: DenseElement {
  static var elementType: RowElementType { .float32 }
  static var magnitudeBound: Float? { nil }
  var value: Float { self }
  var littleEndianBytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bitPattern >> UInt32(8 * $0)) }
  }

  static func firstNotFinite(_ elements: SharedStorage<Float>) -> (position: Int, value: Float)? {
    var found: (position: Int, value: Float)?
    elements.forEachBlock { span, range in
      guard found == nil else { return }
      // In blocks without a branch inside, which the compiler can do in vectors.
      for first in stride(from: 0, to: span.count, by: 4096) {
        let block = span.extracting(first..<min(first + 4096, span.count))
        var largest: UInt32 = 0
        for i in block.indices { largest = max(largest, block[i].bitPattern & 0x7fff_ffff) }
        guard largest >= Float.infinity.bitPattern else { continue }
        for i in block.indices where !block[i].isFinite {
          found = (range.lowerBound + first + i, block[i])
          return
        }
      }
    }
    return found
  }

  @unsafe static func logits(_ run: DenseRun<Float>, scale: Float, _ call: LogitsCall<Float>) {
    unsafe call.kernels.table.pointee.logits_f32(
      run.start, run.featureCount, run.rows, run.rowCount, scale, call.prepared, call.bias, call.classCount,
      call.logits, call.workspace)
  }

  @unsafe static func logits(_ run: DenseRun<Float>, scale: Double, _ call: LogitsCall<Double>) {
    unsafe call.kernels.table.pointee.logits64_f32(
      run.start, run.featureCount, run.rows, run.rowCount, scale, call.prepared, call.bias, call.classCount,
      call.logits)
  }

  @unsafe static func addGradient(_ run: DenseRun<Float>, _ call: GradientCall<Float>) {
    unsafe call.kernels.table.pointee.gradient_f32(
      run.start, run.featureCount, run.rows, run.rowCount, call.residuals, call.classCount,
      call.columns.lowerBound, call.columns.upperBound, call.gradient, call.workspace)
  }

  @unsafe static func addGradient(_ run: DenseRun<Float>, _ call: GradientCall<Double>) {
    unsafe call.kernels.table.pointee.gradient64_f32(
      run.start, run.featureCount, run.rows, run.rowCount, call.residuals, call.classCount,
      call.columns.lowerBound, call.columns.upperBound, call.gradient)
  }

  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<Float>, scale: Float, _ block: MatrixBlock<Float>
  ) {
    unsafe kernels.table.pointee.widen_rows_f32(
      run.start, run.featureCount, run.rows, run.rowCount, scale, block.start, block.stride)
  }

  @unsafe static func widen(
    _ kernels: KernelTable, _ run: DenseRun<Float>, scale: Double, _ block: MatrixBlock<Double>
  ) {
    unsafe kernels.table.pointee.widen_rows64_f32(
      run.start, run.featureCount, run.rows, run.rowCount, scale, block.start, block.stride)
  }

  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<Float>, _ units: ColumnUnits, _ block: MatrixBlock<Float>
  ) {
    unsafe kernels.table.pointee.standardize_rows_f32(
      run.start, run.featureCount, run.rows, run.rowCount, units.centres.start, units.factors.start,
      units.offsets.start, block.start, block.stride)
  }

  @unsafe static func standardize(
    _ kernels: KernelTable, _ run: DenseRun<Float>, _ units: ColumnUnits, _ block: MatrixBlock<Double>
  ) {
    unsafe kernels.table.pointee.standardize_rows64_f32(
      run.start, run.featureCount, run.rows, run.rowCount, units.means64.start, units.factors64.start,
      block.start, block.stride)
  }
}
