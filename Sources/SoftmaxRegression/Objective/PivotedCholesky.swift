// The root of a positive semidefinite matrix, as far as its rank goes.

import SoftmaxKernels

/// A = L L^T in Float64, L with as many columns as A has independent rows, each pivot the largest that is left.
///
/// Blocks of columns: within one, what its own columns take from the pivot's row; after it, what the block takes from the
/// whole matrix, by the kernels. Higham, Analysis of the Cholesky decomposition of a semi-definite matrix, 1990.
struct PivotedCholesky: Sendable {
  let order: Int
  /// The rows that were pivots, in order: in their places L is triangular.
  private(set) var pivots: [Int] = []
  /// L's columns, one after another, each with `order` elements.
  private let columns: WorkBuffer<Double>

  /// At least one, be it of zeros, so that there is something to fit.
  var columnCount: Int { max(1, pivots.count) }

  private static let blockSize = 64
  private static let bandHeight = 64
  /// Pivots below this share of the largest are what rounding has left.
  private static let leastPivot = 1e-13

  /// `matrix` is changed. Complexity: O(order^2 x rank).
  init(of matrix: WorkBuffer<Double>, order: Int, stride: Int, engine: Engine) {
    self.order = order
    columns = WorkBuffer(count: max(1, order) * order, repeating: 0)
    var diagonal = (0..<order).map { matrix[$0 * stride + $0] }
    let least = Self.leastPivot * (diagonal.max() ?? 0)
    var isPivot = [Bool](repeating: false, count: order)
    var first = 0
    let step = engine.watch?.begin(.factorising, of: order)
    defer { step.map { engine.watch?.finish($0) } }
    while first < order, !engine.isStopped {
      for position in first..<min(first + Self.blockSize, order) {
        guard let pivot = (0..<order).filter({ !isPivot[$0] }).max(by: { diagonal[$0] < diagonal[$1] }),
          diagonal[pivot] > least, diagonal[pivot].isFinite
        else { return }
        isPivot[pivot] = true
        pivots.append(pivot)
        addColumn(
          position, pivot: pivot, root: diagonal[pivot].squareRoot(), first, matrix, stride, isPivot, engine)
        for i in 0..<order where !isPivot[i] {
          let value = columns[position * order + i]
          diagonal[i] -= value * value
        }
      }
      let end = pivots.count
      update(matrix, stride, by: first..<end, engine)
      first = end
      step?.reach(first)
    }
  }

  /// Makes a column of L from the pivot's row, less what the columns of this block before it have.
  private func addColumn(
    _ position: Int, pivot: Int, root: Double, _ first: Int, _ matrix: WorkBuffer<Double>, _ stride: Int,
    _ isPivot: [Bool], _ engine: Engine
  ) {
    let own = MatrixBlock(columns, first: position * order, stride: order, rowCount: 1, columnCount: order)
    let sums = WorkBuffer<Double>(uninitializedCount: order)
    let row = MatrixBlock(sums, stride: order, rowCount: 1, columnCount: order)
    MatrixBlock(matrix, first: pivot * stride, stride: stride, rowCount: 1, columnCount: order).copy(to: row)
    if position > first {
      let factors = WorkBuffer<Double>(
        (first..<position).map { -columns[$0 * order + pivot] }, default: 0)
      engine.kernels.addScaledRows(
        MatrixBlock(
          columns, first: first * order, stride: order, rowCount: position - first, columnCount: order),
        factors: factors, at: 0, into: sums, at: 0)
    }
    // Earlier pivots have nothing in later columns.
    for i in 0..<order { sums[i] = isPivot[i] ? 0 : sums[i] / root }
    sums[pivot] = root
    row.copy(to: own)
  }

  /// Subtracts what a block's columns explain from the whole matrix.
  private func update(
    _ matrix: WorkBuffer<Double>, _ stride: Int, by block: Range<Int>, _ engine: Engine
  ) {
    guard block.upperBound < order, !block.isEmpty else { return }
    let left = MatrixBlock(
      columns, first: block.lowerBound * order, stride: order, rowCount: block.count, columnCount: order)
    let target = MatrixBlock(matrix, stride: stride, rowCount: order, columnCount: order)
    let bands = Swift.stride(from: 0, to: order, by: Self.bandHeight).map {
      $0..<min($0 + Self.bandHeight, order)
    }
    let next = SharedCounter()
    engine.team(forStepOf: block.count * order * order).run { _ in
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: Self.bandHeight))
      while true {
        let index = next.take()
        guard index < bands.count, !engine.isStopped else { return }
        engine.kernels.addProducts(
          scale: -1, left.part(0..<block.count, bands[index]), left,
          into: target.part(bands[index], 0..<order), workspace: workspace)
      }
    }
  }

  /// L times `unit`, row by row, in Float32.
  func rows(scaledBy unit: Double) -> [Float] {
    var rows = [Float](repeating: 0, count: order * columnCount)
    for column in pivots.indices {
      for i in 0..<order { rows[i * columnCount + column] = Float(columns[column * order + i] * unit) }
    }
    return rows
  }

  /// L_P^-1 l for logits at the pivots' rows: the coordinates that give them.
  func coordinates(_ logits: [Double]) -> [Double] {
    var result = logits
    for i in pivots.indices {
      var sum = result[i]
      for m in 0..<i { sum -= columns[m * order + pivots[i]] * result[m] }
      result[i] = sum / columns[i * order + pivots[i]]
    }
    return result + [Double](repeating: 0, count: columnCount - pivots.count)
  }

  /// L_P^-T a: how much of each pivot's row makes up these coordinates.
  func combination(_ coordinates: [Double]) -> [Double] {
    var result = Array(coordinates.prefix(pivots.count))
    for i in pivots.indices.reversed() {
      var sum = result[i]
      for m in i + 1..<max(i + 1, pivots.count) { sum -= columns[i * order + pivots[m]] * result[m] }
      result[i] = sum / columns[i * order + pivots[i]]
    }
    return result
  }
}
