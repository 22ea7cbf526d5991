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
  var pagedByteCount: Int { elements.pages == nil ? 0 : copyByteCount }
  var magnitudeBound: Float? { Element.magnitudeBound }

  func slice(_ range: Range<Int>) -> DenseRows {
    DenseRows(
      elements.slice(range.lowerBound * featureCount..<range.upperBound * featureCount),
      featureCount: featureCount, scale: scale)
  }

  func gathering(_ order: RowOrder) -> DenseRows {
    precondition(order.rowCount <= rowCount, "row index out of bounds")
    let gathered = SharedStorage<Element>(count: order.count * featureCount, unit: featureCount) {
      target, block in
      elements.withSpan { source in
        for row in block.lowerBound / featureCount..<block.upperBound / featureCount {
          let (from, to) = (order[row] * featureCount, row * featureCount)
          for i in 0..<featureCount { target[to + i] = source[from + i] }
        }
      }
      let rows = block.lowerBound / featureCount..<block.upperBound / featureCount
      used(.order(order, rows))
    }
    return DenseRows(gathered, featureCount: featureCount, scale: scale)
  }

  func selecting(columns: [Int]) -> any RowStorage {
    let width = columns.count
    let copy = SharedStorage<Element>(count: rowCount * width, unit: width) { target, block in
      let rows = block.lowerBound / width..<block.upperBound / width
      elements.withSpan { source in
        for row in rows {
          let (from, to) = (row * featureCount, row * width)
          for c in columns.indices { target[to + c] = source[from + columns[c]] }
        }
      }
      elements.use(rows.lowerBound * featureCount..<rows.upperBound * featureCount)
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
    used(rows)
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
      elements.forEachBlock { run, _ in
        let bytes = run.indices.flatMap { run[$0].littleEndianBytes }
        body(bytes.span)
      }
      return
    }
    elements.forEachBlockOfBytes(body)
  }

  /// Calls `body` with where the selected rows lie.
  func withRun(of rows: RowSelection, _ body: (DenseRun<Element>) -> Void) {
    begin(rows)
    defer {
      withExtendedLifetime(elements) {}
      used(rows)
    }
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

extension DenseRows {
  /// These rows are about to be read: those of another block than the last ones need its place.
  private func begin(_ rows: RowSelection) {
    guard let pages = elements.pages, case .order(let order, let range) = rows, !range.isEmpty,
      let length = order.blockLength
    else { return }
    pages.enter(block: order[range.lowerBound] / length)
  }

  /// These rows were read: where they lie in a file, they need not stay in memory.
  private func used(_ rows: RowSelection) {
    switch rows {
    case .range(let range):
      elements.use(range.lowerBound * featureCount..<range.upperBound * featureCount)
    case .order(let order, let range):
      guard let pages = elements.pages, order.blockLength == nil else { return }
      var (first, last) = (rowCount, -1)
      for position in range { (first, last) = (min(first, order[position]), max(last, order[position])) }
      pages.useScattered(range.count, within: (last + 1 - first) * rowByteCount)
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
