// Figures of columns.

extension Rows {
  /// Each column's mean and mean squared deviation from it, in Float64, each sum in the order of the rows; with
  /// `weights`, rows count by these. Complexity: O(rows x features), twice.
  package func moments(weights: [Double]? = nil) -> (means: [Double], squares: [Double]) {
    let count = weights.map { $0.reduce(0, +) } ?? Double(sampleCount)
    func mean(_ term: (Double, Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: featureCount)
      forEachTile { rows, values in
        for (r, row) in rows.enumerated() {
          let weight = weights?[row] ?? 1
          for j in 0..<featureCount { sums[j] += weight * term(values[r * featureCount + j], j) }
        }
      }
      return sums.map { $0 / count }
    }
    let means = mean { value, _ in value }
    return (
      means,
      mean { value, j in
        let difference = value - means[j]
        return difference * difference
      }
    )
  }

  /// The mean of each column's square. Complexity: O(rows x features).
  package func meanSquares() -> [Double] {
    var sums = [Double](repeating: 0, count: featureCount)
    forEachTile(isScaled: false) { rows, values in
      for r in 0..<rows.count {
        for j in 0..<featureCount {
          let value = values[r * featureCount + j]
          sums[j] += value * value
        }
      }
    }
    let factor = scale * scale / Double(sampleCount)
    return sums.map { $0 * factor }
  }

  /// The least and the largest value of each column. Complexity: O(rows x features).
  package func extremes() -> (least: [Double], most: [Double]) {
    var least = [Double](repeating: .infinity, count: featureCount)
    var most = [Double](repeating: -.infinity, count: featureCount)
    forEachTile { rows, values in
      for r in 0..<rows.count {
        for j in 0..<featureCount {
          let value = values[r * featureCount + j]
          least[j] = min(least[j], value)
          most[j] = max(most[j], value)
        }
      }
    }
    return (least, most)
  }

  /// For each column, what no value's magnitude exceeds: the largest one or, for bytes, that of 255. Complexity:
  /// O(rows x features) at most.
  package func magnitudeBounds() -> [Double] {
    if let bound = storage.magnitudeBound {
      return [Double](repeating: Double(bound) * abs(scale), count: featureCount)
    }
    var largest = [Double](repeating: 0, count: featureCount)
    forEachTile { rows, values in
      for r in 0..<rows.count {
        for j in 0..<featureCount { largest[j] = max(largest[j], abs(values[r * featureCount + j])) }
      }
    }
    return largest
  }

  /// Whether all values are within a range. Complexity: O(rows x features).
  package func areWithin(_ range: ClosedRange<Double>) -> Bool {
    var areAll = true
    forEachTile { _, values in
      for i in values.indices where !range.contains(values[i]) { areAll = false }
    }
    return areAll
  }
}
