// Which rows of a matrix one call of a kernel visits.

/// Rows in the order in which they are visited.
package enum RowSelection: Sendable {
  /// Consecutive rows.
  case range(Range<Int>)
  /// The rows that `indices[range]` names: a minibatch of a shuffled epoch.
  case indices([UInt32], Range<Int>)

  package var count: Int {
    switch self {
    case .range(let range), .indices(_, let range): range.count
    }
  }
}
