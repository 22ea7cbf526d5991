// Has the kernels read sparse rows where they lie.

internal import CSoftmaxKernels

/// Reads sparse rows for sums in Float32.
final class SparseReader: RowReader {
  private let rows: SparseRows

  /// Rows whose sums stay in the first cache until they are logits.
  static let groupLength = 64

  init(_ rows: SparseRows) { self.rows = rows }

  var featureCount: Int { rows.featureCount }

  func preparedCount(_ shape: LayerShape) -> Int { shape.turnedCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {}

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Float>) {
    let (table, classCount) = unsafe (call.kernels.table, call.classCount)
    let sums = WorkBuffer<Double>(uninitializedCount: min(part.count, Self.groupLength) * classCount)
    unsafe rows.entries.withEntries { entries in
      for first in stride(from: 0, to: part.count, by: Self.groupLength) {
        let group = part.lowerBound + first..<part.lowerBound + min(first + Self.groupLength, part.count)
        unsafe rows.withLines(selection.part(group)) { starts, lines in
          unsafe table.pointee.sparse_sums(
            entries, starts, starts + 1, lines, group.count, call.prepared, call.classCount, sums.start)
        }
        // Groups begin at multiples of a tile's.
        unsafe table.pointee.tile_from_sums(
          sums.start, group.count, call.classCount, Double(Float(rows.scale)), call.bias,
          call.logits + smk_tile_count(first, call.classCount))
      }
    }
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Float>) {
    let classCount = unsafe call.classCount
    unsafe rows.addGradient(part, of: selection, call, factors: rows.factors?.single) {
      smk_tile_index($0, $1, classCount)
    }
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Float>
  ) {
    rows.widen(selection.part(part), isScaled: isScaled, by: kernels, into: block)
  }
}

/// The same for sums in Float64.
final class SparseReader64: RowReader {
  private let rows: SparseRows

  init(_ rows: SparseRows) { self.rows = rows }

  var featureCount: Int { rows.featureCount }

  func preparedCount(_ shape: LayerShape) -> Int { shape.turnedCount }

  func load(_ part: Range<Int>, of selection: RowSelection) {}

  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Double>) {
    let (table, classCount) = unsafe (call.kernels.table, call.classCount)
    unsafe rows.entries.withEntries { entries in
      unsafe rows.withLines(selection.part(part)) { starts, lines in
        unsafe table.pointee.sparse_sums64(
          entries, starts, starts + 1, lines, part.count, call.prepared, call.classCount, call.logits)
      }
    }
    for r in 0..<part.count {
      for k in 0..<classCount {
        let place = r * classCount + k
        unsafe call.logits[place] = unsafe call.bias[k].addingProduct(rows.scale, call.logits[place])
      }
    }
  }

  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Double>) {
    let classCount = unsafe call.classCount
    unsafe rows.addGradient(part, of: selection, call, factors: rows.factors?.double) { $0 * classCount + $1 }
  }

  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Double>
  ) {
    rows.widen(selection.part(part), isScaled: isScaled, by: kernels, into: block)
  }
}

extension SparseRows {
  /// Adds residual x element for each entry of rows, row by row, for the few rows of a minibatch: passes over all rows have
  /// `ColumnEntries`. `place` tells where the residual of a row and a class lies.
  @inline(__always)
  func addGradient<Scalar: RowScalar>(
    _ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Scalar>, factors: WorkBuffer<Scalar>?,
    residualAt place: (Int, Int) -> Int
  ) {
    let classCount = unsafe call.classCount
    entries.indices.withSpan { indices in
      entries.withValues { value in
        for r in 0..<part.count {
          for e in row(selection.row(part.lowerBound + r)) {
            let column = Int(indices[e])
            guard unsafe call.columns.contains(column) else { continue }
            let element = factors.map { Scalar(value(e)) * $0[column] } ?? Scalar(value(e))
            for k in 0..<classCount {
              let residual = unsafe call.residuals[place(r, k)]
              let place = k * featureCount + column
              unsafe call.gradient[place] = unsafe call.gradient[place].addingProduct(residual, element)
            }
          }
        }
      }
    }
  }

  /// Calls `body` with the starts that lines are counted from, and with the lines' numbers; nil: one after another.
  func withLines(_ rows: RowSelection, _ body: (UnsafePointer<Int64>, UnsafePointer<UInt32>?) -> Void) {
    defer { withExtendedLifetime(starts) {} }
    switch rows {
    case .range(let range):
      precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "rows out of bounds")
      unsafe body(starts.unsafeStart + range.lowerBound, nil)
    case .order(let order, let range):
      precondition(order.rowCount <= rowCount, "row index out of bounds")
      order.indices.check(range)
      unsafe body(starts.unsafeStart, UnsafePointer(order.indices.start + range.lowerBound))
    }
  }
}

extension LayerShape {
  /// Numbers that weights take feature by feature, with room that kernels may read behind them.
  var turnedCount: Int { weightCount + Int(SMK_LANES) }
}

extension KernelTable {
  /// Weights [classes x features] as [features x classes], each feature's times its factor.
  func turned(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, factors: WorkBuffer<Float>?
  ) -> WorkBuffer<Float> {
    precondition(
      weights.count == shape.weightCount && factors?.count ?? shape.featureCount == shape.featureCount,
      "weights' shape")
    let turned = WorkBuffer<Float>(uninitializedCount: shape.turnedCount)
    turn(weights, shape, features: 0..<shape.featureCount, factors: factors, into: turned)
    turned.fill(shape.weightCount..<shape.turnedCount, with: 0)
    return turned
  }

  /// The same of some features.
  func turn(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, factors: WorkBuffer<Float>?,
    into turned: WorkBuffer<Float>
  ) {
    precondition(
      weights.count == shape.weightCount && factors?.count ?? shape.featureCount == shape.featureCount
        && turned.count >= shape.turnedCount, "weights' shape")
    precondition(
      features.lowerBound >= 0 && features.upperBound <= shape.featureCount, "features out of bounds")
    unsafe table.pointee.turn_weights(
      weights.start, shape.classCount, shape.featureCount, features.lowerBound, features.upperBound,
      factors.map { unsafe UnsafePointer($0.start) }, turned.start)
  }

  /// The same in Float64.
  func turned64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, factors: WorkBuffer<Double>?
  ) -> WorkBuffer<Double> {
    precondition(
      weights.count == shape.weightCount && factors?.count ?? shape.featureCount == shape.featureCount,
      "weights' shape")
    let turned = WorkBuffer<Double>(uninitializedCount: shape.turnedCount)
    unsafe table.pointee.turn_weights64(
      weights.start, shape.classCount, shape.featureCount, 0, shape.featureCount,
      factors.map { unsafe UnsafePointer($0.start) }, turned.start)
    turned.fill(shape.weightCount..<shape.turnedCount, with: 0)
    return turned
  }
}
