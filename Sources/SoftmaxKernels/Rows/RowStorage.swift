// What a way of storing rows has to offer: a new one is one file in Storages.

/// A way of storing rows.
///
/// There are two kinds. One has kernels of its own, and its `RowReader`s read the elements where they lie: bytes and
/// Float32 in memory, entries that are not 0, and whatever else kernels can read. The other computes or fetches its rows: it offers `widen`, and
/// `StagedReader` does the rest.
package protocol RowStorage: Sendable {
  var rowCount: Int { get }
  var featureCount: Int { get }
  /// What an element is multiplied by.
  var scale: Double { get }
  /// What the elements were stored as.
  var elementType: RowElementType { get }
  /// The bytes of a row as kernels read it.
  var rowByteCount: Int { get }

  /// The bytes that a copy of all rows takes.
  var copyByteCount: Int { get }
  /// Those of the rows that lie in a file of which a part is in memory at a time.
  var pagedByteCount: Int { get }

  /// The rows at `range`, without a copy.
  func slice(_ range: Range<Int>) -> Self
  /// A copy of rows.
  func gathering(_ order: RowOrder) -> Self
  /// A copy of these columns of all rows, in that order.
  func selecting(columns: [Int]) -> any RowStorage
  /// The bytes that a copy of so many columns takes.
  func selectionByteCount(columnCount: Int) -> Int
  /// These rows and then the other's, where both are stored alike; else nil.
  func joined(with other: any RowStorage) -> Self?

  /// Writes the elements of rows to `block` [rows x features], times `scale` where `isScaled`.
  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>)
  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>)
  /// Writes some columns' elements to the first columns of `block`.
  func gather(columns: [Int], of rows: RowSelection, into block: MatrixBlock<Float>)
  /// Writes the elements of rows, standardised, to `block`: what `ColumnUnits` says.
  func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Float>)
  func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Double>)

  /// Adds a weighted Gram matrix of rows: `Rows.addGram` says what.
  func addGram(of rows: RowSelection, _ call: GramCall)

  /// In which order the readers' kernels read weights, and weights laid out so.
  var weightLayout: WeightLayout { get }
  func prepare(_ weights: WorkBuffer<Float>, _ shape: LayerShape, by kernels: KernelTable) -> WorkBuffer<Float>
  /// The same for some features, into room for `preparedCount` numbers.
  func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, by kernels: KernelTable,
    into prepared: WorkBuffer<Float>)
  func preparedCount(_ shape: LayerShape) -> Int
  func prepare64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Double>

  /// The number of entries that are stored; nil where all elements are.
  var entryCount: Int? { get }
  /// Calls `body` with the number of each row's entries and the sum of the elements' magnitudes; of sparse rows only.
  func forEachSum(of rows: Range<Int>, _ body: (Int, Double) -> Void)
  /// The columns with an entry in some row, in order; nil where all elements are stored.
  var usedColumns: [Int]? { get }
  /// The entries by columns; nil where readers form gradients row by row.
  var columnEntries: ColumnEntries? { get }
  /// Each column divided by its standard deviation, without a copy; nil where `StandardizedRows` does it.
  func scaled(by standardDeviations: [Double]) -> (any RowStorage)?

  /// For up to `rowCount` rows at a time; what it makes ready, it makes by these kernels.
  func reader(rowCount: Int, by kernels: KernelTable) -> any RowReader<Float>
  func reader64(rowCount: Int, by kernels: KernelTable) -> any RowReader<Double>

  /// The first element that is no finite number.
  var firstNotFinite: (sample: Int, feature: Int, value: Float)? { get }
  /// All elements' bytes, little-endian, row by row, in runs of any length.
  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void)
  /// No element of a column has a larger magnitude; nil where that has to be looked at.
  var magnitudeBound: Float? { get }
}

extension RowStorage {
  package var magnitudeBound: Float? { nil }
  package var pagedByteCount: Int { 0 }

  /// Elements become Float32.
  package func selecting(columns: [Int]) -> any RowStorage {
    let copy = SharedStorage<Float>(count: rowCount * columns.count, initial: 0) { target in
      // Some rows at a time, so that no second copy of them is made.
      let rowsAtOnce = max(1, min(rowCount, 8192 / featureCount))
      let values = WorkBuffer<Float>(uninitializedCount: rowsAtOnce * columns.count)
      for first in stride(from: 0, to: rowCount, by: rowsAtOnce) {
        let rows = first..<min(first + rowsAtOnce, rowCount)
        gather(
          columns: columns, of: .range(rows),
          into: MatrixBlock(values, stride: columns.count, rowCount: rows.count, columnCount: columns.count))
        for i in 0..<rows.count * columns.count { target[first * columns.count + i] = values[i] }
      }
    }
    return DenseRows(copy, featureCount: columns.count, scale: scale)
  }

  package func selectionByteCount(columnCount: Int) -> Int {
    rowCount * columnCount * MemoryLayout<Float>.stride
  }

  package func reader(rowCount: Int, by kernels: KernelTable) -> any RowReader<Float> {
    StagedReader(self, rowCount: rowCount, kernels)
  }

  package func reader64(rowCount: Int, by kernels: KernelTable) -> any RowReader<Double> {
    StagedReader64(self, rowCount: rowCount, kernels)
  }

  package func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Float>
  ) {
    units.apply(to: rows, of: self, kernels, into: block)
  }

  package func standardize(
    _ rows: RowSelection, by units: ColumnUnits, _ kernels: KernelTable, into block: MatrixBlock<Double>
  ) {
    widen(rows, isScaled: false, by: kernels, into: block)
    units.apply(to: block)
  }

  package func gather(columns: [Int], of rows: RowSelection, into block: MatrixBlock<Float>) {
    let whole = WorkBuffer<Float>(uninitializedCount: rows.count * featureCount)
    widen(
      rows, isScaled: false, by: .best,
      into: MatrixBlock(whole, stride: featureCount, rowCount: rows.count, columnCount: featureCount))
    block.buffer.withMutableSpan { target in
      for r in 0..<rows.count {
        let to = block.first + r * block.stride
        for (c, column) in columns.enumerated() { target[to + c] = whole[r * featureCount + column] }
      }
    }
  }
}
