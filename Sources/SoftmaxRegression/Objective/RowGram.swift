// Products of rows with rows.

import SoftmaxKernels

/// Z Z^T in Float64, Z = (x - centre) x scales, the centre being the columns' mean where there is a bias and else 0.
struct RowGram {
  /// [samples x samples], symmetric, rows `stride` apart.
  let matrix: WorkBuffer<Double>
  let stride: Int
  let centre: [Double]

  /// Columns that are multiplied at a time, and rows that are widened at a time.
  static let columnCount = 2048
  static let rowCount = 16
  /// Rows of the matrix that are a piece of work.
  private static let bandHeight = 64

  /// Of all rows. Complexity: O(samples^2 x features).
  init(of rows: Rows, isCentred: Bool, scales: [Double], _ engine: Engine) {
    let (sampleCount, featureCount) = (rows.sampleCount, rows.featureCount)
    let stride = CholeskyFactor<Double>.stride(order: sampleCount)
    let matrix = WorkBuffer<Double>(count: sampleCount * stride, repeating: 0)
    var centre = [Double](repeating: 0, count: featureCount)
    let step = engine.watch?.begin(nil, of: featureCount)
    defer { step.map { engine.watch?.finish($0) } }
    for first in Swift.stride(from: 0, to: featureCount, by: Self.columnCount) where !engine.isStopped {
      let columns = first..<min(first + Self.columnCount, featureCount)
      let turned = Self.turned(rows, columns, engine)
      turned.withMutableSpan { span in
        for (c, j) in columns.enumerated() {
          let row = c * sampleCount..<(c + 1) * sampleCount
          if isCentred {
            var sum = 0.0
            for i in row { sum += span[i] }
            centre[j] = sum / Double(sampleCount)
          }
          for i in row { span[i] = (span[i] - centre[j]) * scales[j] }
        }
      }
      Self.add(turned, columns.count, sampleCount, to: matrix, stride, engine)
      step?.advance(by: columns.count)
    }
    matrix.withMutableSpan { span in
      for i in 0..<sampleCount { for j in 0..<i { span[i * stride + j] = span[j * stride + i] } }
    }
    self.matrix = matrix
    self.stride = stride
    self.centre = centre
  }

  /// These columns of all rows, a column after the other.
  private static func turned(_ rows: Rows, _ columns: Range<Int>, _ engine: Engine) -> WorkBuffer<Double> {
    let (sampleCount, featureCount) = (rows.sampleCount, rows.featureCount)
    let turned = WorkBuffer<Double>(uninitializedCount: columns.count * sampleCount)
    let widened = WorkBuffer<Double>(uninitializedCount: rowCount * featureCount)
    for first in Swift.stride(from: 0, to: sampleCount, by: rowCount) {
      let range = first..<min(first + rowCount, sampleCount)
      rows.widen(
        .range(range), by: engine.kernels,
        into: MatrixBlock(widened, stride: featureCount, rowCount: range.count, columnCount: featureCount))
      widened.withSpan(0..<range.count * featureCount) { source in
        turned.withMutableSpan { target in
          for (c, j) in columns.enumerated() {
            for (r, i) in range.enumerated() { target[c * sampleCount + i] = source[r * featureCount + j] }
          }
        }
      }
    }
    return turned
  }

  /// Adds the products of these columns, right of the diagonal.
  private static func add(
    _ turned: WorkBuffer<Double>, _ columnCount: Int, _ sampleCount: Int, to matrix: WorkBuffer<Double>,
    _ stride: Int, _ engine: Engine
  ) {
    let columns = MatrixBlock(turned, stride: sampleCount, rowCount: columnCount, columnCount: sampleCount)
    let target = MatrixBlock(matrix, stride: stride, rowCount: sampleCount, columnCount: sampleCount)
    let bands = Swift.stride(from: 0, to: sampleCount, by: bandHeight).map {
      $0..<min($0 + bandHeight, sampleCount)
    }
    let next = SharedCounter()
    engine.team(forStepOf: columnCount * sampleCount * sampleCount / 2).run { _ in
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: bandHeight))
      while true {
        let index = next.take()
        guard index < bands.count, !engine.isStopped else { return }
        let band = bands[index]
        engine.kernels.addProducts(
          scale: 1, columns.part(0..<columnCount, band),
          columns.part(0..<columnCount, band.lowerBound..<sampleCount),
          into: target.part(band, band.lowerBound..<sampleCount), workspace: workspace)
      }
    }
  }
}
