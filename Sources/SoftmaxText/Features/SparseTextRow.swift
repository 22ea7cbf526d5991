// The features of one text: columns and values, ready to be a row of a sparse matrix.

/// The features that one text has: ascending columns, and a value for each. The memory is used again for the next text.
package struct SparseTextRow: Sendable {
  /// The columns, in ascending order, each once.
  package private(set) var columns: [Int32] = []
  /// The value in each column, none of them 0.
  package private(set) var values: [Float] = []
  /// The same before they were rounded.
  package private(set) var exactValues: [Double] = []
  /// What is counted: in the upper half a column, in the lower one a count, or 1 for what counts below 0.
  var keys: [UInt64] = []
  private var sorter = KeySorter()

  /// An empty row.
  package init() {}

  /// The number of features.
  package var count: Int { columns.count }

  /// Gets ready for the next text.
  mutating func clear() {
    keys.removeAll(keepingCapacity: true)
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    exactValues.removeAll(keepingCapacity: true)
  }

  /// Makes the row of columns and their counts.
  ///
  /// - Parameters:
  ///   - weights: What counts become.
  ///   - rarities: By what each column is multiplied; nil: by nothing.
  ///   - columnCount: The number of columns that there are.
  mutating func finishCounts(_ weights: TermWeights, _ rarities: [Double]?, columnCount: Int) {
    sorter.sort(&keys, limit: columnCount)
    for key in keys {
      let column = Int(key >> 32)
      let weight = weights.weight(of: Int(key & 0xFFFF_FFFF))
      columns.append(Int32(truncatingIfNeeded: column))
      exactValues.append(rarities.map { weight * $0[column] } ?? weight)
    }
    finish(weights)
  }

  /// Makes the row of hashed features, one key each; what falls into one column is added.
  ///
  /// - Parameters:
  ///   - weights: What counts become; they need no knowledge of the features.
  ///   - columnCount: The number of columns that there are.
  mutating func finishHashes(_ weights: TermWeights, columnCount: Int) {
    sorter.sort(&keys, limit: columnCount)
    var place = 0
    while place < keys.count {
      let column = keys[place] >> 32
      var sum = 0
      while place < keys.count, keys[place] >> 32 == column {
        sum += keys[place] & 1 == 0 ? 1 : -1
        place += 1
      }
      // A feature that is there counts, even where another takes it back.
      if weights.isBinary { sum = 1 }
      guard sum != 0 else { continue }
      columns.append(Int32(truncatingIfNeeded: column))
      exactValues.append(Double(sum))
    }
    finish(weights)
  }

  private mutating func finish(_ weights: TermWeights) {
    weights.normalise(&exactValues)
    for value in exactValues { values.append(Float(value)) }
  }
}
