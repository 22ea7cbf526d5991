// Rows of numbers as kernels read them, however they are stored.

/// `sampleCount x featureCount` numbers. Nobody outside this folder knows how they are stored: kernels read them
/// through `reader` (a part at a time, in the order that a pass wants), everybody else through what is offered here.
///
/// A stored element stands for `scale * element`. Sums over elements are cheaper and more exact than sums over values,
/// which is why gradients come in units of stored elements.
package struct Rows: Sendable {
  let storage: any RowStorage

  /// The number of rows.
  package let sampleCount: Int
  /// The numbers in each.
  package let featureCount: Int
  /// What a stored element is multiplied by: 1/255 for an image's bytes, 1 for plain numbers. Passes in Float32
  /// multiply by it rounded to Float32.
  package let scale: Double

  /// Rows of a storage. Whoever has plain numbers uses one of the other initialisers.
  package init(_ storage: some RowStorage) {
    self.storage = storage
    sampleCount = storage.rowCount
    featureCount = storage.featureCount
    scale = storage.scale
  }

  /// Bytes, row by row, where they lie; each stands for `scale * byte`.
  package init(_ bytes: SharedStorage<UInt8>, featureCount: Int, scale: Double = 1) {
    self.init(DenseRows(bytes, featureCount: featureCount, scale: scale))
  }

  /// Numbers, row by row, where they lie.
  package init(_ values: SharedStorage<Float>, featureCount: Int) {
    self.init(DenseRows(values, featureCount: featureCount, scale: 1))
  }

  /// Numbers in Float64, row by row, where they lie.
  package init(_ values: SharedStorage<Double>, featureCount: Int) {
    self.init(Float64Rows(values, featureCount: featureCount))
  }

  /// Numbers in Float64, row by row.
  package init(_ values: WorkBuffer<Double>, featureCount: Int) {
    self.init(GatheredRows(values, featureCount: featureCount))
  }

  /// The bytes of a row as kernels read it.
  package var rowByteCount: Int { storage.rowByteCount }

  /// The bytes that a copy of all rows takes, as `gathering` makes one.
  package var copyByteCount: Int { storage.copyByteCount }

  /// Rows that are shuffled together: all, or so many neighbours as have 256 MiB. It depends on the shape alone, so that an
  /// order is the same whatever lies in memory.
  package var shuffledRowCount: Int {
    Self.shuffledRowCount(sampleCount, ofBytes: storage.copyByteCount / max(1, sampleCount))
  }

  static func shuffledRowCount(_ rowCount: Int, ofBytes rowBytes: Int) -> Int {
    max(1, min(rowCount, shuffledByteCount / max(1, rowBytes)))
  }

  private static let shuffledByteCount = 256 << 20

  /// The bytes of rows that lie in a file of which a part is in memory at a time.
  package var pagedByteCount: Int { storage.pagedByteCount }

  /// Whether copies may lie in a file where memory is limited.
  package var canMoveOut: Bool { storage.entryCount == nil }

  /// What the elements were stored as.
  package var elementType: RowElementType { storage.elementType }

  /// The rows at `range`, without a copy.
  package func rows(_ range: Range<Int>) -> Rows {
    precondition(range.lowerBound >= 0 && range.upperBound <= sampleCount, "rows out of bounds")
    return Rows(storage.slice(range))
  }

  /// A copy of the rows at `indices`, in that order. Complexity: O(indices x features).
  package func gathering(_ indices: [UInt32]) -> Rows {
    Rows(storage.gathering(RowOrder(indices, rowCount: sampleCount)))
  }

  /// A copy of these columns of all rows, in that order: dense rows keep their width. Complexity: O(rows x columns).
  package func selecting(columns: [Int]) -> Rows {
    precondition(
      !columns.isEmpty && columns.allSatisfy { $0 >= 0 && $0 < featureCount }, "column out of bounds")
    let selected = storage.selecting(columns: columns)
    return Rows(selected)
  }

  /// The bytes that `selecting` so many columns takes.
  package func selectionByteCount(columnCount: Int) -> Int {
    storage.selectionByteCount(columnCount: columnCount)
  }

  /// These rows and then `other`'s, copied: as they are stored where both are stored alike, else as Float32.
  package func appending(_ other: Rows) -> Rows {
    precondition(other.featureCount == featureCount, "rows of one length")
    if let joined = storage.joined(with: other.storage) { return Rows(joined) }
    return Rows(SharedStorage(values + other.values), featureCount: featureCount)
  }

  /// The same rows with values in Float32: themselves, where they are stored in no more than that.
  package var rounded: Rows {
    guard let wide = storage as? Float64Rows else { return self }
    return Rows(wide.rounded, featureCount: featureCount)
  }

  /// One row's values, in Float32. For people and tests, not for loops.
  package func row(_ index: Int) -> [Float] {
    precondition(index >= 0 && index < sampleCount, "row out of bounds")
    return rows(index..<index + 1).values
  }

  /// All values, in Float32.
  private var values: [Float] {
    let widened = WorkBuffer<Float>(uninitializedCount: sampleCount * featureCount)
    widen(
      .range(0..<sampleCount),
      into: MatrixBlock(widened, stride: featureCount, rowCount: sampleCount, columnCount: featureCount))
    return widened.array
  }

  /// The same rows, each column less its mean and divided by its standard deviation, without a copy: kernels get them
  /// standardised tile by tile. Their elements are their values, in Float32 right to two roundings of these however
  /// many standard deviations the mean lies from 0, in Float64 (value - mean) x (1 / standard deviation). Complexity:
  /// O(features).
  package func standardized(means: [Double], standardDeviations: [Double]) -> Rows {
    precondition(
      means.count == featureCount && standardDeviations.count == featureCount, "units for each column")
    if means.allSatisfy({ $0 == 0 }), let scaled = storage.scaled(by: standardDeviations) {
      return Rows(scaled)
    }
    return Rows(StandardizedRows(storage, means: means, standardDeviations: standardDeviations))
  }

  /// The first element that is NaN or infinite, in the order of the rows. Complexity: O(count).
  package var firstNotFinite: (sample: Int, feature: Int, value: Float)? { storage.firstNotFinite }

  /// Calls `body` with the bytes of what is stored, in its natural width, little-endian, row by row: all of them, in runs
  /// of any length. What it hands over is the same on every machine.
  package func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) { storage.forEachRunOfBytes(body) }
}

/// What the elements of rows were stored as, by the name of the type.
package enum RowElementType: String, Sendable, Hashable {
  case uint8 = "UInt8"
  case float32 = "Float32"
}
