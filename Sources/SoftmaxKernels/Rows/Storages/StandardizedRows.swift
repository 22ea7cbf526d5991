// Rows whose columns are centred and scaled while they are read, without a copy of them.

/// Another storage's rows, standardised. Their elements are values: the scale is the columns' own.
struct StandardizedRows: RowStorage {
  private let base: any RowStorage
  private let units: ColumnUnits

  init(_ base: any RowStorage, means: [Double], standardDeviations: [Double]) {
    precondition(means.count == base.featureCount, "units for each column")
    self.init(base, ColumnUnits(means: means, standardDeviations: standardDeviations, scale: base.scale))
  }

  private init(_ base: any RowStorage, _ units: ColumnUnits) {
    self.base = base
    self.units = units
  }

  var rowCount: Int { base.rowCount }
  var featureCount: Int { base.featureCount }
  var scale: Double { 1 }
  var elementType: RowElementType { base.elementType }
  var rowByteCount: Int { featureCount * MemoryLayout<Float>.size }
  var copyByteCount: Int { base.copyByteCount }
  var pagedByteCount: Int { base.pagedByteCount }
  var firstNotFinite: (sample: Int, feature: Int, value: Float)? { base.firstNotFinite }

  func slice(_ range: Range<Int>) -> StandardizedRows { StandardizedRows(base.slice(range), units) }
  func gathering(_ order: RowOrder) -> StandardizedRows { StandardizedRows(base.gathering(order), units) }

  func joined(with other: any RowStorage) -> StandardizedRows? {
    guard let other = other as? StandardizedRows else { return nil }
    guard other.units === units else { return nil }
    return base.joined(with: other.base).map { StandardizedRows($0, units) }
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {
    base.standardize(rows, by: units, kernels, into: block)
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {
    base.standardize(rows, by: units, kernels, into: block)
  }

  func gather(columns: [Int], of rows: RowSelection, into block: MatrixBlock<Float>) {
    let elements = MatrixBlock(
      WorkBuffer<Float>(uninitializedCount: rows.count * columns.count), stride: columns.count,
      rowCount: rows.count, columnCount: columns.count)
    base.gather(columns: columns, of: rows, into: elements)
    units.part(columns).apply(to: elements, .best, into: block)
  }

  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) { base.forEachRunOfBytes(body) }
}
