// The Float64 operations of the C table, and what the solvers that use them need of Float32: sizes checked.
//
// Float64 tiles are plain matrices [rows x classes]; `firstRow` may be any of their rows.

internal import CSoftmaxKernels

extension KernelTable {
  /// Lays out `weights` [classes x features] in the order in which `logits64` reads them.
  package func prepare64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, into prepared: WorkBuffer<Double>
  ) {
    precondition(weights.count == shape.weightCount, "weights' shape")
    precondition(prepared.count >= shape.prepared64Count, "prepared weights' shape")
    unsafe table.pointee.prepare64(weights.start, shape.classCount, shape.featureCount, prepared.start)
  }

  /// Turns `rowCount` rows of logits into probabilities.
  package func softmax64(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, firstRow: Int = 0, rowCount: Int
  ) {
    unsafe table.pointee.softmax64(
      rowsOf(tile, shape, firstRow: firstRow, rowCount: rowCount), rowCount, shape.classCount)
  }

  /// Turns logits into `softmax(logits) - y`; also each row's cross-entropy, accurate however small it is, and
  /// predicted class, from `position` on. `labels` holds the class of every row of the matrix.
  package func residuals64(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, firstRow: Int = 0, labels: ClassLabels,
    rows: RowSelection, logLosses: WorkBuffer<Double>, predictions: WorkBuffer<UInt32>, at position: Int
  ) {
    precondition(labels.classCount == shape.classCount, "labels' classes")
    let target = unsafe rowsOf(tile, shape, firstRow: firstRow, rowCount: rows.count)
    logLosses.check(position..<position + rows.count)
    predictions.check(position..<position + rows.count)
    let entries = unsafe entries(of: labels.indices, at: rows)
    unsafe table.pointee.residuals64(
      target, shape.classCount, entries.start, entries.rows, rows.count, logLosses.start + position,
      predictions.start + position)
  }

  /// Multiplies each row's direction by its loss's curvature, `p (direction - sum p direction)`. Both are tiles, each
  /// read from a row of its own on.
  package func curvature(
    of probabilities: WorkBuffer<Float>, firstRow probabilityRow: Int = 0, times directions: WorkBuffer<Float>,
    firstRow directionRow: Int = 0, _ shape: LayerShape, rowCount: Int
  ) {
    unsafe table.pointee.curvature(
      part(of: probabilities, shape, firstRow: probabilityRow, rowCount: rowCount),
      part(of: directions, shape, firstRow: directionRow, rowCount: rowCount), rowCount, shape.classCount)
  }

  /// Multiplies each row of a tile by its factor. `factors` holds one for every row of the matrix.
  package func scaleRows(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int = 0, rows: RowSelection,
    by factors: WorkBuffer<Float>
  ) {
    let target = unsafe part(of: tile, shape, firstRow: firstRow, rowCount: rows.count)
    let entries = unsafe entries(of: factors, at: rows)
    unsafe table.pointee.scale_rows(target, rows.count, shape.classCount, entries.start, entries.rows)
  }

  /// The same in Float64.
  package func scaleRows64(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, firstRow: Int = 0, rows: RowSelection,
    by factors: WorkBuffer<Double>
  ) {
    let target = unsafe rowsOf(tile, shape, firstRow: firstRow, rowCount: rows.count)
    let entries = unsafe entries(of: factors, at: rows)
    unsafe table.pointee.scale_rows64(target, rows.count, shape.classCount, entries.start, entries.rows)
  }

  /// Turns probabilities p into `a - y` with `a = max(0, keep p + shift)`; also each row's entropy `-sum a log a`,
  /// from `position` on. `labels` holds the class of every row of the matrix.
  package func dualResiduals64(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, firstRow: Int = 0, labels: ClassLabels,
    rows: RowSelection, keep: Double, shift: WorkBuffer<Double>, entropies: WorkBuffer<Double>,
    at position: Int
  ) {
    precondition(labels.classCount == shape.classCount, "labels' classes")
    precondition(shift.count == shape.classCount, "shift's shape")
    let target = unsafe rowsOf(tile, shape, firstRow: firstRow, rowCount: rows.count)
    entropies.check(position..<position + rows.count)
    let entries = unsafe entries(of: labels.indices, at: rows)
    unsafe table.pointee.dual_residuals64(
      target, shape.classCount, entries.start, entries.rows, rows.count, keep, shift.start,
      entropies.start + position)
  }

  /// e^x of each argument in Float64, as the kernels compute it.
  package func exponentials64(of arguments: [Double]) -> [Double] {
    unsafe mapEach(arguments, with: table.pointee.exp64_each)
  }

  /// log x of each argument in Float64, as the kernels compute it.
  package func logarithms64(of arguments: [Double]) -> [Double] {
    unsafe mapEach(arguments, with: table.pointee.log64_each)
  }
}

// MARK: - From values to pointers

extension KernelTable {
  /// The rows of a Float64 tile from `firstRow` on.
  func rowsOf(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, firstRow: Int, rowCount: Int
  ) -> UnsafeMutablePointer<Double> {
    let first = firstRow * shape.classCount
    tile.check(first..<first + rowCount * shape.classCount)
    return unsafe tile.start + first
  }

  /// The entry that row 0 of the selection counts from, of a list with one for every row of a matrix, and the row
  /// indices (nil: consecutive).
  private func entries<Entry>(
    of list: WorkBuffer<Entry>, at rows: RowSelection
  ) -> (start: UnsafePointer<Entry>, rows: UnsafePointer<UInt32>?) {
    switch rows {
    case .range(let range):
      list.check(range)
      return unsafe (UnsafePointer(list.start + range.lowerBound), nil)
    case .order(let order, let range):
      precondition(order.rowCount <= list.count, "an entry for each row")
      order.indices.check(range)
      return unsafe (UnsafePointer(list.start), UnsafePointer(order.indices.start + range.lowerBound))
    }
  }
}
