/// A number for each row and class that is added to the row's logits, [rows x classes].
package final class LogitOffsets: Sendable {
  package let classCount: Int
  package let rowCount: Int
  /// The largest magnitude.
  package let largest: Double
  /// As passes in Float32 read them: rounded.
  private let single: WorkBuffer<Float>
  /// As passes in Float64 read them.
  private let double: WorkBuffer<Double>

  /// Numbers that Float32 can hold, row by row.
  package init(_ values: [Double], classCount: Int) {
    precondition(classCount > 0 && values.count % classCount == 0, "an offset for each row and class")
    self.classCount = classCount
    rowCount = values.count / classCount
    largest = values.reduce(0) { max($0, abs($1)) }
    precondition(Float(largest).isFinite, "offsets that Float32 can hold")
    single = WorkBuffer(values.map { Float($0) }, default: 0)
    double = WorkBuffer(values, default: 0)
  }

  /// For the kernels' wrappers: valid while this object lives.
  @unsafe var singleStart: UnsafeMutablePointer<Float> { unsafe single.start }

  /// The offset of a row and class.
  package subscript(row: Int, classIndex: Int) -> Double { double[row * classCount + classIndex] }

  /// Adds the offsets of `rows` to a tile of their logits, from the tile's row `firstRow` on.
  package func add(
    to tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int = 0, rows: RowSelection,
    by kernels: KernelTable
  ) {
    check(rows, shape)
    let target = unsafe kernels.part(of: tile, shape, firstRow: firstRow, rowCount: rows.count)
    let source = unsafe single.start
    let unit = LayerShape.rowUnit
    let (first, indices) = unsafe Self.places(of: rows)
    for r in 0..<rows.count {
      let row = unsafe indices.map { Int(unsafe $0[r]) } ?? first + r
      let from = unsafe source + row * classCount
      if shape.hasFewClasses {
        let to = unsafe target + (r / unit * classCount * unit + r % unit)
        for k in 0..<classCount { unsafe to[k * unit] += from[k] }
      } else {
        let to = unsafe target + r * classCount
        for k in 0..<classCount { unsafe to[k] += from[k] }
      }
    }
  }

  /// The first of consecutive rows, or the indices of others.
  private static func places(of rows: RowSelection) -> (first: Int, indices: UnsafePointer<UInt32>?) {
    switch rows {
    case .range(let range): return (range.lowerBound, nil)
    case .order(let order, let range):
      order.indices.check(range)
      return unsafe (0, UnsafePointer(order.indices.start + range.lowerBound))
    }
  }

  /// The same in Float64, whose tiles are plain matrices.
  package func add(to tile: WorkBuffer<Double>, _ shape: LayerShape, rows: Range<Int>, by kernels: KernelTable)
  {
    check(.range(rows), shape)
    let target = unsafe kernels.rowsOf(tile, shape, firstRow: 0, rowCount: rows.count)
    let source = unsafe double.start + rows.lowerBound * classCount
    for i in 0..<rows.count * classCount { unsafe target[i] += source[i] }
  }

  private func check(_ rows: RowSelection, _ shape: LayerShape) {
    precondition(classCount == shape.classCount, "offsets' classes")
    switch rows {
    case .range(let range): precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "offsets' rows")
    case .order(let order, _): precondition(order.rowCount <= rowCount, "an offset for each row")
    }
  }
}
