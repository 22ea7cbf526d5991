// Which columns of sparse rows have an entry at all.

extension RowStorage {
  package var usedColumns: [Int]? { nil }
}

extension Rows {
  /// The columns with an entry in some row, in order; nil where all elements are stored, and where every column has one.
  /// Hashed text has far more columns than that. Complexity: O(columns + entries).
  package var usedColumns: [Int]? {
    guard let used = storage.usedColumns, used.count < featureCount else { return nil }
    return used
  }
}

extension SparseRows {
  var usedColumns: [Int]? {
    var isUsed = [Bool](repeating: false, count: featureCount)
    entries.indices.withSpan { indices in
      for e in allEntries { isUsed[Int(indices[e])] = true }
    }
    return isUsed.indices.filter { isUsed[$0] }
  }

  /// The entries of these rows: of a slice, some of all.
  private var allEntries: Range<Int> { starts.withSpan { Int($0[0])..<Int($0[$0.count - 1]) } }

  /// These rows by other numbers of their columns, where every entry has one and their order stays: values and starts are
  /// not copied. `places` has the new number of each column, or -1.
  func renumbered(_ places: [Int32]) -> SharedStorage<Int32>? {
    entries.indices.withSpan { indices -> SharedStorage<Int32>? in
      for e in allEntries where places[Int(indices[e])] < 0 { return nil }
      return SharedStorage(count: indices.count, initial: 0) { target in
        for e in allEntries { target[e] = places[Int(indices[e])] }
      }
    }
  }
}
