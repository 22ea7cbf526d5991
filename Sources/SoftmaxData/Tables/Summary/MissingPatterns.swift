// Which cells rows lack together, counted while the rows go by.

/// For each set of columns how many rows lack a cell in all of them and in no other.
struct MissingPatterns {
  /// Further sets are not told apart.
  private static let mostPatterns = 1 << 16

  private var counts: [[Int]: Int] = [:]
  private var otherCount = 0

  /// Adds a row that lacks the cells of these columns, ascending, and stands `times` times.
  mutating func add(_ columns: [Int], times: Int = 1) {
    if counts[columns] != nil || counts.count < Self.mostPatterns {
      counts[columns, default: 0] += times
    } else {
      otherCount += times
    }
  }

  /// How many rows lack a cell in one of these columns. Rows of sets that are not told apart count as such.
  func rowCount(lackingAnyOf columns: Set<Int>) -> Int {
    counts.reduce(otherCount) { $0 + ($1.key.contains(where: columns.contains) ? $1.value : 0) }
  }
}
