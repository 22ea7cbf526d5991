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

  /// Looks at the elements as they are stored. Complexity: O(rows x features).
  init(_ rows: Rows) {
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
}
