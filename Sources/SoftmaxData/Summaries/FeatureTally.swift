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

  /// Bytes, row by row.
  init(_ storage: SharedStorage<UInt8>, featureCount: Int) {
    var counts = [Int](repeating: 0, count: 256)
    var changes = [Bool](repeating: false, count: featureCount)
    storage.withSpan { values in
      for start in stride(from: 0, to: values.count, by: featureCount) {
        for feature in 0..<featureCount {
          let value = values[start + feature]
          counts[Int(value)] += 1
          if value != values[feature] { changes[feature] = true }
        }
      }
    }
    for (value, count) in counts.enumerated() where count > 0 {
      minimum = min(minimum, Double(value))
      maximum = max(maximum, Double(value))
      sum += Double(value) * Double(count)
    }
    finiteCount = storage.count
    constantFeatureCount = changes.count { !$0 }
  }

  /// Numbers, row by row.
  init(_ storage: SharedStorage<Float>, featureCount: Int) {
    var changes = [Bool](repeating: false, count: featureCount)
    storage.withSpan { values in
      for start in stride(from: 0, to: values.count, by: featureCount) {
        for feature in 0..<featureCount {
          let value = values[start + feature]
          // NaN differs from everything, so that a feature with one is never constant.
          if value != values[feature] { changes[feature] = true }
          guard value.isFinite else {
            if notFiniteCount == 0 { firstNotFinite = (start / featureCount, feature, value) }
            notFiniteCount += 1
            continue
          }
          minimum = min(minimum, Double(value))
          maximum = max(maximum, Double(value))
          sum += Double(value)
          finiteCount += 1
        }
      }
    }
    constantFeatureCount = changes.count { !$0 }
  }
}
