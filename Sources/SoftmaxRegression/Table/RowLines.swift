// Where the rows of a table stand in its file.

/// The line of each row: mostly one after the other, so that only the beginnings of such runs are kept.
package struct RowLines: Sendable, Hashable {
  private struct Run: Hashable {
    let row: Int
    let line: Int
  }

  private var runs: [Run] = []
  private var rowCount = 0

  /// No rows.
  package init() {}

  /// The runs as numbers: row, line, row, line.
  package var runNumbers: [Int] { runs.flatMap { [$0.row, $0.line] } }

  /// Runs that were written as numbers; nil where they are not in order or not of so many rows.
  package init?(runs numbers: [Int], rowCount: Int) {
    guard numbers.count % 2 == 0 else { return nil }
    runs = stride(from: 0, to: numbers.count, by: 2).map { Run(row: numbers[$0], line: numbers[$0 + 1]) }
    self.rowCount = rowCount
    guard runs.first.map({ $0.row == 0 }) ?? (rowCount == 0),
      runs.allSatisfy({ (0..<rowCount).contains($0.row) && (0...Int.max / 2).contains($0.line) }),
      zip(runs, runs.dropFirst()).allSatisfy({ $0.row < $1.row })
    else { return nil }
  }

  /// Adds a row that stands on this line, `times` times.
  package mutating func add(_ line: Int, times: Int = 1) {
    for _ in 0..<times {
      let isNext = runs.last.map { $0.line + rowCount - $0.row == line } ?? false
      if !isNext { runs.append(Run(row: rowCount, line: line)) }
      rowCount += 1
    }
  }

  /// The line of a row, counted from 1; the row from 0. Nil before the first row that was added. Complexity: O(log runs).
  package func line(of row: Int) -> Int? {
    // The last run that begins at the row or before it.
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? runs[low - 1].line + row - runs[low - 1].row : nil
  }

  /// The lines of some rows.
  package func lines(of rows: [Int]) -> RowLines {
    var kept = RowLines()
    for row in rows { if let line = line(of: row) { kept.add(line) } }
    return kept
  }
}
