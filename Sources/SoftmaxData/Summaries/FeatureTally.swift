// Figures of a matrix of features in one pass over its values.

import SoftmaxKernels

/// Figures over all values, and how many features never change.
struct FeatureTally {
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private(set) var sum = 0.0
  private(set) var finiteCount = 0
  private(set) var notFiniteCount = 0
  /// The first value that is NaN or infinite, its place counted from 0.
  private(set) var firstNotFinite: (sample: Int, feature: Int, value: Float)?
  private(set) var constantFeatureCount = 0

  /// Looks at the elements as they are stored. Complexity: O(rows x features), or O(entries).
  init(_ rows: Rows) {
    if rows.isSparse {
      takeSparse(rows)
      return
    }
    let featureCount = rows.featureCount
    let first = WorkBuffer<Double>(uninitializedCount: featureCount)
    rows.widen(
      .range(0..<1), isScaled: false,
      into: MatrixBlock(first, stride: featureCount, rowCount: 1, columnCount: featureCount))
    var changes = [Bool](repeating: false, count: featureCount)
    first.withSpan(0..<featureCount) { first in
      rows.forEachTile(isScaled: false) { tile, values in
        for start in stride(from: 0, to: values.count, by: featureCount) {
          for feature in 0..<featureCount {
            let value = values[start + feature]
            // NaN differs from everything, so that a feature with one is never constant.
            if value != first[feature] { changes[feature] = true }
            guard value.isFinite else {
              notFiniteCount += 1
              continue
            }
            minimum = min(minimum, value)
            maximum = max(maximum, value)
            sum += value
            finiteCount += 1
          }
        }
      }
    }
    if notFiniteCount > 0 { firstNotFinite = rows.firstNotFinite }
    constantFeatureCount = changes.count { !$0 }
  }

  /// The same figures of sparse rows: what is no entry is 0. Their readers let nothing pass that is not finite.
  private mutating func takeSparse(_ rows: Rows) {
    var counts = [Int](repeating: 0, count: rows.featureCount)
    var first = [Double](repeating: 0, count: rows.featureCount)
    var changes = [Bool](repeating: false, count: rows.featureCount)
    rows.forEachEntry(isScaled: false) { _, column, value in
      if counts[column] == 0 { first[column] = value }
      if value != first[column] { changes[column] = true }
      counts[column] += 1
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      sum += value
    }
    finiteCount = rows.sampleCount * rows.featureCount
    if rows.entryCount != finiteCount { (minimum, maximum) = (min(minimum, 0), max(maximum, 0)) }
    constantFeatureCount = counts.indices.count { column in
      !changes[column] && (counts[column] == rows.sampleCount || counts[column] == 0 || first[column] == 0)
    }
  }
}
