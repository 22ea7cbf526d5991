// Questions about all values. Sums over rows are `RowPass`'s.

extension Rows {
  /// No value's magnitude exceeds it: known for bytes, nil where that has to be looked at.
  package var magnitudeBound: Double? { storage.magnitudeBound.map { Double($0) * abs(scale) } }

  /// Whether all values are within a range. Complexity: O(rows x features).
  package func areWithin(_ range: ClosedRange<Double>) -> Bool {
    var areAll = true
    forEachTile { _, values in
      for i in values.indices where !range.contains(values[i]) { areAll = false }
    }
    return areAll
  }
}
