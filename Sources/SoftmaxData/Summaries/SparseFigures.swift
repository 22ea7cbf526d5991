// What is in sparse rows: how many entries, and how they are spread.

import SoftmaxKernels

/// Figures of rows of which only the entries that are not 0 are held.
public struct SparseFigures: Sendable, Hashable {
  /// How many entries there are.
  public let entryCount: Int
  /// The share of all numbers that they are.
  public let density: Double
  /// The fewest entries of a row.
  public let leastOfRow: Int
  /// The mean of the rows.
  public let meanOfRow: Double
  /// The most.
  public let mostOfRow: Int
  /// How many rows have none.
  public let emptyRowCount: Int
  /// How many columns have none: no fit learns anything of them.
  public let emptyColumnCount: Int
  /// The least value of an entry; nil where there is none.
  public let minimum: Double?
  /// The greatest.
  public let maximum: Double?
  /// How many entries the file writes out although they are 0; they are left out.
  public let droppedZeroCount: Int
  /// How many rows belong to a query (`qid`), which is not used.
  public let queryRowCount: Int

  /// Looks at all entries; nil for rows that are not sparse. Complexity: O(rows + columns + entries).
  init?(_ rows: Rows, _ notes: SparseNotes?) {
    guard let entryCount = rows.entryCount else { return nil }
    var ofRows = [Int](repeating: 0, count: rows.sampleCount)
    var hasEntry = [Bool](repeating: false, count: rows.featureCount)
    var (least, greatest) = (Double.infinity, -Double.infinity)
    rows.forEachEntry { row, column, value in
      ofRows[row] += 1
      hasEntry[column] = true
      least = min(least, value)
      greatest = max(greatest, value)
    }
    self.entryCount = entryCount
    meanOfRow = Double(entryCount) / Double(rows.sampleCount)
    density = meanOfRow / Double(rows.featureCount)
    leastOfRow = ofRows.min() ?? 0
    mostOfRow = ofRows.max() ?? 0
    emptyRowCount = ofRows.count { $0 == 0 }
    emptyColumnCount = hasEntry.count { !$0 }
    minimum = entryCount > 0 ? least : nil
    maximum = entryCount > 0 ? greatest : nil
    droppedZeroCount = notes?.droppedZeroCount ?? 0
    queryRowCount = notes?.queryRowCount ?? 0
  }
}
