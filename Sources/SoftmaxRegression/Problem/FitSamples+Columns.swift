// What columns of a fit's samples come to, and the rows of sparse ones.

import SoftmaxKernels

extension FitSamples {
  /// The mean of each feature's square; all samples count alike. Complexity: O(samples x features).
  func meanSquares() -> [Double] {
    let factor = scale * scale / Double(sampleCount)
    return pass.columnSums(of: rows, power: .two).map { $0 * factor }
  }

  /// For each feature, what no value's magnitude exceeds: the largest one or, for bytes, that of 255. Complexity:
  /// O(samples x features) at most.
  func magnitudeBounds() -> [Double] {
    if let bound = rows.magnitudeBound { return [Double](repeating: bound, count: featureCount) }
    let (least, most) = bounds()
    return zip(least, most).map { max(abs($0), abs($1)) }
  }

  /// The least and the largest value of each feature. Complexity: O(samples x features).
  func bounds() -> (least: [Double], most: [Double]) {
    let found = pass.columnBounds(of: rows)
    return (found.least.map { $0 * scale }, found.most.map { $0 * scale })
  }
}

/// What no row of sparse samples exceeds.
struct SparseRowBounds: Sendable {
  /// The entries of a row.
  let entryCount: Int
  /// The sum of the magnitudes of its values.
  let magnitudeSum: Double
}

extension FitSamples {
  /// Of sparse rows, what none exceeds; nil where rows have an element in every column. Complexity: O(entries).
  func rowBounds() -> SparseRowBounds? {
    guard rows.isSparse else { return nil }
    let (rows, scale) = (rows, scale)
    let found: WorkBuffer<Double> = pass.reduce(
      .greatest, count: 2, chunkLength: ColumnGradient.chunkRowCount, work: rows.readCount
    ) {
    } add: { chunk, _, greatest in
      rows.forEachSum(of: chunk.rows) { entryCount, sum in
        greatest[0] = max(greatest[0], Double(entryCount))
        greatest[1] = max(greatest[1], sum * abs(scale))
      }
    }
    return SparseRowBounds(entryCount: Int(max(0, found[0])), magnitudeSum: max(0, found[1]))
  }
}
