// The copy by columns of sparse rows.

import Synchronization

/// Makes the copy once, when it is first asked for.
final class ColumnCopy: Sendable {
  /// Entries by columns: each names its row.
  struct Entries: Sendable {
    let entries: SparseEntries
    /// Where each column's entries begin, and where the last one's end [columns + 1].
    let starts: SharedStorage<Int64>
    let rowCount: Int
    /// Runs of neighbouring columns with about equally many entries.
    let units: [Range<Int>]
  }

  private let made = Mutex<Entries?>(nil)

  /// Those of these rows. Complexity: O(columns + entries) the first time, then O(1).
  func entries(of rows: SparseRows) -> Entries {
    made.withLock { made in
      if let made { return made }
      let entries = Self.turned(rows)
      made = entries
      return entries
    }
  }

  private static func turned(_ rows: SparseRows) -> Entries {
    let columnCount = rows.featureCount
    var next = [Int64](repeating: 0, count: columnCount + 1)
    rows.entries.indices.withSpan { indices in
      for r in 0..<rows.rowCount { for e in rows.row(r) { next[Int(indices[e]) + 1] += 1 } }
    }
    for j in 0..<columnCount { next[j + 1] += next[j] }
    let starts = SharedStorage(next)
    // Which entry each place of the copy gets, and of which row that is.
    let count = rows.storedCount
    let from = WorkBuffer<Int>(uninitializedCount: count)
    let indices = SharedStorage<Int32>(count: count, initial: 0) { target in
      rows.entries.indices.withSpan { indices in
        for r in 0..<rows.rowCount {
          for e in rows.row(r) {
            let place = Int(next[Int(indices[e])])
            next[Int(indices[e])] += 1
            target[place] = Int32(r)
            from[place] = e
          }
        }
      }
    }
    let values: SparseMatrix.Values =
      switch rows.entries.values {
      case .ones: .ones
      case .bytes(let bytes): .bytes(picked(from, of: bytes, initial: 0))
      case .floats(let floats): .floats(picked(from, of: floats, initial: 0))
      }
    return Entries(
      entries: SparseEntries(indices: indices, values: values), starts: starts, rowCount: rows.rowCount,
      units: units(starts, columnCount))
  }

  private static func picked<Value>(
    _ from: WorkBuffer<Int>, of values: SharedStorage<Value>, initial: Value
  ) -> SharedStorage<Value> {
    SharedStorage(count: from.count, initial: initial) { target in
      values.withSpan { source in
        from.withSpan(0..<from.count) { from in for i in from.indices { target[i] = source[from[i]] } }
      }
    }
  }

  /// Entries of a unit of work, and columns at most.
  private static let (unitEntryCount, unitColumnCount) = (1 << 14, 512)

  private static func units(_ starts: SharedStorage<Int64>, _ columnCount: Int) -> [Range<Int>] {
    starts.withSpan { starts in
      var units: [Range<Int>] = []
      var first = 0
      for j in 0..<columnCount {
        let isFull = Int(starts[j + 1] - starts[first]) >= unitEntryCount || j + 1 - first >= unitColumnCount
        guard isFull || j + 1 == columnCount else { continue }
        units.append(first..<j + 1)
        first = j + 1
      }
      return units
    }
  }
}
