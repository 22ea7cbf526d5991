// Questions about all values. Sums over rows are `RowPass`'s.

extension Rows {
  /// No value's magnitude exceeds it: known for bytes, nil where that has to be looked at.
  package var magnitudeBound: Double? { storage.magnitudeBound.map { Double($0) * abs(scale) } }

  /// Whether all values are within a range. Complexity: O(rows x features), or O(entries).
  package func areWithin(_ range: ClosedRange<Double>) -> Bool {
    var areAll = true
    if let entryCount {
      areAll = range.contains(0) || entryCount == sampleCount * featureCount
      forEachEntry { if !range.contains($2) { areAll = false } }
      return areAll
    }
    forEachTile { _, values in
      for i in values.indices where !range.contains(values[i]) { areAll = false }
    }
    return areAll
  }
}
