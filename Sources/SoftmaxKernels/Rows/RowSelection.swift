// Which rows of a matrix one call of a kernel visits.

/// Rows in the order in which they are visited.
package enum RowSelection: Sendable {
  /// Consecutive rows.
  case range(Range<Int>)
  /// The rows that an order has at these positions: a minibatch of a shuffled epoch.
  case order(RowOrder, Range<Int>)

  package var count: Int {
    switch self {
    case .range(let range), .order(_, let range): range.count
    }
  }

  /// The row that is visited after `position` others.
  package func row(_ position: Int) -> Int {
    switch self {
    case .range(let range): range.lowerBound + position
    case .order(let order, let range): order[range.lowerBound + position]
    }
  }

  /// The part at `range`, counted from this selection's first row.
  package func part(_ range: Range<Int>) -> RowSelection {
    switch self {
    case .range(let own):
      .range(own.lowerBound + range.lowerBound..<own.lowerBound + range.upperBound)
    case .order(let order, let own):
      .order(order, own.lowerBound + range.lowerBound..<own.lowerBound + range.upperBound)
    }
  }
}
