// Rows of which only the entries that are not 0 are stored: never made dense where kernels read them.

/// Compressed sparse rows, with a copy by columns that is made when a gradient first asks for it.
///
/// A logit costs the entries of its row. Gradients are formed column by column (`ColumnEntries`), once all residuals are
/// there: no thread has sums of its own, and a column's order does not depend on threads.
struct SparseRows: RowStorage {
  let entries: SparseEntries
  /// Where each row's entries begin, and where the last one's end [rows + 1]: of a slice, within all entries.
  let starts: SharedStorage<Int64>
  let featureCount: Int
  let scale: Double
  /// What each column is multiplied by, of rows that were scaled; the scale is then 1.
  let factors: ColumnFactors?
  private let columns: ColumnCopy

  init(_ matrix: SparseMatrix, scale: Double) {
    self.init(
      SparseEntries(indices: matrix.columns, values: matrix.values), starts: matrix.rowStarts,
      featureCount: matrix.columnCount, scale: scale, factors: nil, columns: ColumnCopy())
  }

  private init(
    _ entries: SparseEntries, starts: SharedStorage<Int64>, featureCount: Int, scale: Double,
    factors: ColumnFactors?, columns: ColumnCopy
  ) {
    self.entries = entries
    self.starts = starts
    self.featureCount = featureCount
    self.scale = scale
    self.factors = factors
    self.columns = columns
  }

  var rowCount: Int { starts.count - 1 }
  var elementType: RowElementType {
    if factors == nil, case .floats = entries.values { return .float32 }
    return factors == nil ? .uint8 : .float32
  }
  var rowByteCount: Int { copyByteCount / max(1, rowCount) + 1 }
  var copyByteCount: Int { storedCount * entries.entryByteCount + 8 * starts.count }
  var storedCount: Int { starts.withSpan { Int($0[$0.count - 1] - $0[0]) } }
  var entryCount: Int? { storedCount }

  var magnitudeBound: Float? {
    guard factors == nil else { return nil }
    return switch entries.values {
    case .ones: 1
    case .bytes: 255
    case .floats: nil
    }
  }

  var columnEntries: ColumnEntries? {
    ColumnEntries(columns.entries(of: self), factors: factors)
  }

  func scaled(by standardDeviations: [Double]) -> (any RowStorage)? {
    SparseRows(
      entries, starts: starts, featureCount: featureCount, scale: 1,
      factors: ColumnFactors(
        standardDeviations.indices.map { (factors?.double[$0] ?? 1) * scale / standardDeviations[$0] }),
      columns: columns)
  }

  // MARK: Some of the rows or columns

  func slice(_ range: Range<Int>) -> SparseRows {
    SparseRows(
      entries, starts: starts.slice(range.lowerBound..<range.upperBound + 1), featureCount: featureCount,
      scale: scale, factors: factors, columns: range == 0..<rowCount ? columns : ColumnCopy())
  }

  func gathering(_ order: RowOrder) -> SparseRows {
    precondition(order.rowCount <= rowCount, "row index out of bounds")
    let rows = (0..<order.count).map { row(order[$0]) }
    let from = rows.flatMap { $0 }
    return picking(from, columns: nil, rowCounts: rows.map(\.count), featureCount: featureCount)
  }

  func selecting(columns: [Int]) -> any RowStorage {
    var place = [Int32](repeating: -1, count: featureCount)
    var isAscending = true
    for (i, column) in columns.enumerated() {
      isAscending = isAscending && (i == 0 || columns[i - 1] < column)
      place[column] = Int32(i)
    }
    if isAscending, let indices = renumbered(place) {
      return SparseRows(
        SparseEntries(indices: indices, values: entries.values), starts: starts, featureCount: columns.count,
        scale: scale, factors: factors.map { factors in ColumnFactors(columns.map { factors.double[$0] }) },
        columns: ColumnCopy())
    }
    var (from, to, counts): ([Int], [Int32], [Int]) = ([], [], [])
    counts.reserveCapacity(rowCount)
    entries.indices.withSpan { indices in
      for r in 0..<rowCount {
        let first = from.count
        for e in row(r) where place[Int(indices[e])] >= 0 {
          from.append(e)
          to.append(place[Int(indices[e])])
        }
        counts.append(from.count - first)
        guard !isAscending else { continue }
        let sorted = (first..<from.count).sorted { to[$0] < to[$1] }
        let (entries, places) = (sorted.map { from[$0] }, sorted.map { to[$0] })
        from.replaceSubrange(first..., with: entries)
        to.replaceSubrange(first..., with: places)
      }
    }
    let kept = picking(from, columns: to, rowCounts: counts, featureCount: columns.count)
    guard let factors else { return kept }
    return SparseRows(
      kept.entries, starts: kept.starts, featureCount: columns.count, scale: scale,
      factors: ColumnFactors(columns.map { factors.double[$0] }), columns: ColumnCopy())
  }

  func selectionByteCount(columnCount: Int) -> Int {
    // No more than everything, and as if entries were spread evenly.
    Int(Double(copyByteCount) * min(1, Double(columnCount) / Double(featureCount)) + 1) + 8 * starts.count
  }

  func joined(with other: any RowStorage) -> SparseRows? {
    guard let other = other as? SparseRows else { return nil }
    guard other.scale == scale, other.featureCount == featureCount, factors == nil, other.factors == nil else {
      return nil
    }
    let (own, more) = (starts.withSpan { Int($0[0]) }, other.starts.withSpan { Int($0[0]) })
    let (ownRange, moreRange) = (own..<own + storedCount, more..<more + other.storedCount)
    let indices = SharedStorage(
      entries.indices.slice(ownRange).array + other.entries.indices.slice(moreRange).array)
    let values: SparseMatrix.Values
    switch (entries.values, other.entries.values) {
    case (.ones, .ones): values = .ones
    case (.bytes(let a), .bytes(let b)):
      values = .bytes(SharedStorage(a.slice(ownRange).array + b.slice(moreRange).array))
    default:
      values = .floats(
        SharedStorage(
          entries.withValues { value in ownRange.map(value) }
            + other.entries.withValues { value in moreRange.map(value) }))
    }
    let ends = starts.array.dropLast().map { $0 - Int64(own) }
    let shift = Int64(ownRange.count) - Int64(more)
    return SparseRows(
      SparseEntries(indices: indices, values: values),
      starts: SharedStorage(ends + other.starts.array.map { $0 + shift }), featureCount: featureCount,
      scale: scale, factors: nil, columns: ColumnCopy())
  }

  /// Rows of these entries, one after another.
  private func picking(
    _ from: [Int], columns: [Int32]?, rowCounts: [Int], featureCount: Int
  ) -> SparseRows {
    let indices =
      columns.map { SharedStorage($0) }
      ?? SharedStorage(count: from.count, initial: 0) { target in
        entries.indices.withSpan { source in for i in from.indices { target[i] = source[from[i]] } }
      }
    let values: SparseMatrix.Values =
      switch entries.values {
      case .ones: .ones
      case .bytes(let bytes):
        .bytes(
          SharedStorage(count: from.count, initial: 0) { target in
            bytes.withSpan { source in for i in from.indices { target[i] = source[from[i]] } }
          })
      case .floats(let floats):
        .floats(
          SharedStorage(count: from.count, initial: 0) { target in
            floats.withSpan { source in for i in from.indices { target[i] = source[from[i]] } }
          })
      }
    let starts = SharedStorage<Int64>(count: rowCounts.count + 1, initial: 0) { target in
      for i in rowCounts.indices { target[i + 1] = target[i] + Int64(rowCounts[i]) }
    }
    return SparseRows(
      SparseEntries(indices: indices, values: values), starts: starts, featureCount: featureCount,
      scale: scale, factors: columns == nil ? factors : nil, columns: ColumnCopy())
  }

  /// A row's entries.
  func row(_ r: Int) -> Range<Int> { starts.withSpan { Int($0[r])..<Int($0[r + 1]) } }

  // MARK: As dense blocks

  /// An entry as Float32 passes see it, but for the scale.
  @inline(__always)
  private func element(_ value: Float, _ column: Int) -> Float {
    factors.map { value * $0.single[column] } ?? value
  }

  private func element(_ value: Float, _ column: Int) -> Double {
    factors.map { Double(value) * $0.double[column] } ?? Double(value)
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {
    let factor = isScaled ? Float(scale) : 1
    block.clear()
    forEachEntry(of: rows) { r, column, value in
      block.buffer[block.first + r * block.stride + column] = factor * element(value, column)
    }
  }

  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {
    let factor = isScaled ? scale : 1
    block.clear()
    forEachEntry(of: rows) { r, column, value in
      block.buffer[block.first + r * block.stride + column] = factor * element(value, column)
    }
  }

  func gather(columns: [Int], of rows: RowSelection, into block: MatrixBlock<Float>) {
    block.clear()
    if columns.count * 16 < featureCount {
      // Fewer than a row has places: each is looked for among the row's entries.
      entries.indices.withSpan { indices in
        entries.withValues { value in
          for r in 0..<rows.count {
            let own = row(rows.row(r))
            for (c, column) in columns.enumerated() {
              guard let e = Self.position(of: Int32(column), in: own, indices) else { continue }
              block.buffer[block.first + r * block.stride + c] = element(value(e), column)
            }
          }
        }
      }
      return
    }
    var places = [Int](repeating: -1, count: featureCount)
    for (c, column) in columns.enumerated() { places[column] = c }
    forEachEntry(of: rows) { r, column, value in
      if places[column] >= 0 {
        block.buffer[block.first + r * block.stride + places[column]] = element(value, column)
      }
    }
  }

  /// Where a row has an entry of that column.
  private static func position(of column: Int32, in row: Range<Int>, _ indices: Span<Int32>) -> Int? {
    var (low, high) = (row.lowerBound, row.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < row.upperBound && indices[low] == column ? low : nil
  }

  /// Calls `body` with each entry of rows: which of the selected rows, the column, and the value.
  private func forEachEntry(of rows: RowSelection, _ body: (Int, Int, Float) -> Void) {
    entries.indices.withSpan { indices in
      entries.withValues { value in
        for r in 0..<rows.count {
          for e in row(rows.row(r)) { body(r, Int(indices[e]), value(e)) }
        }
      }
    }
  }

  // MARK: Kernels

  func reader(rowCount: Int, by kernels: KernelTable) -> any RowReader<Float> { SparseReader(self) }
  func reader64(rowCount: Int, by kernels: KernelTable) -> any RowReader<Double> { SparseReader64(self) }

  var weightLayout: WeightLayout { .byFeature(isScaled: factors != nil) }

  func prepare(_ weights: WorkBuffer<Float>, _ shape: LayerShape, by kernels: KernelTable) -> WorkBuffer<Float>
  {
    kernels.turned(weights, shape, factors: factors?.single)
  }

  func preparedCount(_ shape: LayerShape) -> Int { shape.turnedCount }

  func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, by kernels: KernelTable,
    into prepared: WorkBuffer<Float>
  ) {
    kernels.turn(weights, shape, features: features, factors: factors?.single, into: prepared)
  }

  func prepare64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Double> {
    kernels.turned64(weights, shape, factors: factors?.double)
  }

  // MARK: All values

  func forEachSum(of rows: Range<Int>, _ body: (Int, Double) -> Void) {
    entries.indices.withSpan { indices in
      entries.withValues { value in
        for r in rows {
          let own = row(r)
          var sum = 0.0
          for e in own { sum += abs(element(value(e), Int(indices[e])) as Double) }
          body(own.count, sum)
        }
      }
    }
  }

  var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    guard case .floats(let floats) = entries.values else { return nil }
    return floats.withSpan { values in
      entries.indices.withSpan { indices in
        for r in 0..<rowCount {
          for e in row(r) where !values[e].isFinite { return (r, Int(indices[e]), values[e]) }
        }
        return nil
      }
    }
  }

  /// Of each row the number of its entries, their columns, and their values as Float32, so that equal rows give equal bytes
  /// however their values are stored.
  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {
    entries.indices.withSpan { indices in
      entries.withValues { value in
        var bytes: [UInt8] = []
        for r in 0..<rowCount {
          let own = row(r)
          Self.append(UInt64(own.count), 8, to: &bytes)
          for e in own { Self.append(UInt64(UInt32(bitPattern: indices[e])), 4, to: &bytes) }
          for e in own { Self.append(UInt64(value(e).bitPattern), 4, to: &bytes) }
          if bytes.count >= 1 << 16 {
            body(bytes.span)
            bytes.removeAll(keepingCapacity: true)
          }
        }
        if !bytes.isEmpty { body(bytes.span) }
      }
    }
  }

  private static func append(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    for i in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * i))) }
  }
}
