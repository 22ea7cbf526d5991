// What columns of a fit's samples come to.

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
