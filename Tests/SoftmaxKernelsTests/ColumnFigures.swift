// Figures of columns, by the pass that sums over rows.

import SoftmaxKernels

extension Rows {
  private var pass: RowPass { RowPass(rowCount: sampleCount, engine: Engine(kernels: .best, team: .solo)) }

  /// Each column's mean and mean squared deviation from it.
  func moments(weights: [Double]? = nil) -> (means: [Double], squares: [Double]) {
    let total = weights.map { $0.reduce(0, +) } ?? Double(sampleCount)
    let weights = weights.map { WorkBuffer($0, default: 0) }
    let centres = pass.columnSums(of: self, power: .one, weights: weights).map { $0 / total }
    let squares = pass.columnSums(of: self, power: .two, centres: centres, weights: weights)
    return (centres.map { $0 * scale }, squares.map { $0 * scale * scale / total })
  }

  /// The mean of each column's square.
  func meanSquares() -> [Double] {
    pass.columnSums(of: self, power: .two).map { $0 * scale * scale / Double(sampleCount) }
  }

  /// The least and the largest value of each column.
  func extremes() -> (least: [Double], most: [Double]) {
    let found = pass.columnBounds(of: self)
    return (found.least.map { $0 * scale }, found.most.map { $0 * scale })
  }

  /// For each column, what no value's magnitude exceeds.
  func magnitudeBounds() -> [Double] {
    if let magnitudeBound { return [Double](repeating: magnitudeBound, count: featureCount) }
    let (least, most) = extremes()
    return zip(least, most).map { max(abs($0), abs($1)) }
  }
}
