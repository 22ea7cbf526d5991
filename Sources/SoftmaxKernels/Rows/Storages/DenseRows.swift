// Rows of which every number is stored, in memory or a mapped file: kernels read them where they lie.

/// `rowCount x featureCount` elements, row-major.
struct DenseRows<Element: DenseElement>: RowStorage {
  let elements: SharedStorage<Element>
  let rowCount: Int
  let featureCount: Int
  let scale: Double

  init(_ elements: SharedStorage<Element>, featureCount: Int, scale: Double) {
    precondition(featureCount > 0 && elements.count % featureCount == 0, "not a whole number of rows")
    self.elements = elements
    self.featureCount = featureCount
    self.scale = scale
    rowCount = elements.count / featureCount
  }

  var elementType: RowElementType { Element.elementType }
  var rowByteCount: Int { featureCount * MemoryLayout<Element>.stride }
  var copyByteCount: Int { elements.count * MemoryLayout<Element>.stride }
  var magnitudeBound: Float? { Element.magnitudeBound }

  func slice(_ range: Range<Int>) -> DenseRows {
    DenseRows(
      elements.slice(range.lowerBound * featureCount..<range.upperBound * featureCount),
      featureCount: featureCount, scale: scale)
  }

  func gathering(_ order: RowOrder) -> DenseRows {
    precondition(order.rowCount <= rowCount, "row index out of bounds")
    let gathered = SharedStorage<Element>(count: order.count * featureCount, initial: .zero) { target in
      elements.withSpan { source in
        for row in 0..<order.count {
          let (from, to) = (order[row] * featureCount, row * featureCount)
          for i in 0..<featureCount { target[to + i] = source[from + i] }
        }
      }
    }
    return DenseRows(gathered, featureCount: featureCount, scale: scale)
  }

  func selecting(columns: [Int]) -> any RowStorage {
    let copy = SharedStorage<Element>(count: rowCount * columns.count, initial: .zero) { target in
      elements.withSpan { source in
        for row in 0..<rowCount {
          let (from, to) = (row * featureCount, row * columns.count)
          for c in columns.indices { target[to + c] = source[from + columns[c]] }
        }
      }
    }
    return DenseRows(copy, featureCount: columns.count, scale: scale)
  }

  func selectionByteCount(columnCount: Int) -> Int {
    rowCount * columnCount * MemoryLayout<Element>.stride
  }

  func joined(with other: any RowStorage) -> DenseRows? {
    guard let other = other as? DenseRows<Element> else { return nil }
    guard other.scale == scale else { return nil }
    return DenseRows(
      SharedStorage(elements.array + other.elements.array), featureCount: featureCount, scale: scale)
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {
    unsafe withRun(of: rows) { unsafe Element.widen(kernels, $0, scale: isScaled ? Float(scale) : 1, block) }
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {
    unsafe withRun(of: rows) { unsafe Element.widen(kernels, $0, scale: isScaled ? scale : 1, block) }
  }

  @_specialize(where Element == UInt8)
  @_specialize(where Element == Float)
  func gather(columns: [Int], of rows: RowSelection, into block: MatrixBlock<Float>) {
    elements.withSpan { source in
      block.buffer.withMutableSpan { target in
        for r in 0..<rows.count {
          let (from, to) = (rows.row(r) * featureCount, block.first + r * block.stride)
          for c in columns.indices { target[to + c] = source[from + columns[c]].value }
        }
      }
    }
  }

  func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Float>
  ) {
    guard units.fitFloat32 else { return units.apply(to: rows, of: self, kernels, into: block) }
    unsafe withRun(of: rows) { unsafe Element.standardize(kernels, $0, units, block) }
  }

  func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Double>
  ) {
    unsafe withRun(of: rows) { unsafe Element.standardize(kernels, $0, units, block) }
  }

  func reader(rowCount: Int, by kernels: KernelTable) -> any RowReader<Float> { DenseReader(self) }
  func reader64(rowCount: Int, by kernels: KernelTable) -> any RowReader<Double> { DenseReader64(self) }

  var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    Element.firstNotFinite(elements).map { ($0.position / featureCount, $0.position % featureCount, $0.value) }
  }

  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {
    guard UInt32(1).littleEndian == 1 || MemoryLayout<Element>.size == 1 else {
      elements.withSpan { span in
        for first in stride(from: 0, to: span.count, by: 4096) {
          let run = span.extracting(first..<min(first + 4096, span.count))
          let bytes = run.indices.flatMap { run[$0].littleEndianBytes }
          body(bytes.span)
        }
      }
      return
    }
    elements.withBytes(body)
  }

  /// Calls `body` with where the selected rows lie.
  func withRun(of rows: RowSelection, _ body: (DenseRun<Element>) -> Void) {
    defer { withExtendedLifetime(elements) {} }
    switch rows {
    case .range(let range):
      precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "rows out of bounds")
      unsafe body(
        DenseRun(
          start: elements.unsafeStart + range.lowerBound * featureCount, rows: nil, rowCount: range.count,
          featureCount: featureCount))
    case .order(let order, let range):
      precondition(order.rowCount <= rowCount, "row index out of bounds")
      order.indices.check(range)
      unsafe body(
        DenseRun(
          start: elements.unsafeStart, rows: UnsafePointer(order.indices.start + range.lowerBound),
          rowCount: range.count, featureCount: featureCount))
    }
  }
}

/// Has the kernels read dense rows where they lie.
private final class DenseReader<Element: DenseElement>: RowReader {
  private let rows: DenseRows<Element>

  init(_ rows: DenseRows<Element>) { self.rows = rows }

  var featureCount: Int { rows.featureCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {}

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Float>) {
    unsafe rows.withRun(of: selection.part(part)) { unsafe Element.logits($0, scale: Float(rows.scale), call) }
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Float>) {
    unsafe rows.withRun(of: selection.part(part)) { unsafe Element.addGradient($0, call) }
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Float>
  ) {
    rows.widen(selection.part(part), isScaled: isScaled, by: kernels, into: block)
  }
}

/// The same for Float64.
private final class DenseReader64<Element: DenseElement>: RowReader {
  private let rows: DenseRows<Element>

  init(_ rows: DenseRows<Element>) { self.rows = rows }

  var featureCount: Int { rows.featureCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {}

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Double>) {
    unsafe rows.withRun(of: selection.part(part)) { unsafe Element.logits($0, scale: rows.scale, call) }
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Double>) {
    unsafe rows.withRun(of: selection.part(part)) { unsafe Element.addGradient($0, call) }
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Double>
  ) {
    rows.widen(selection.part(part), isScaled: isScaled, by: kernels, into: block)
  }
}
