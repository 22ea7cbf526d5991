// An order of a matrix's rows, checked once and not at every use.

/// A permutation, or any list, of the rows 0..<rowCount.
package final class RowOrder: Sendable {
  package let rowCount: Int
  @usableFromInline let indices: WorkBuffer<UInt32>

  /// The number of rows in the list.
  package var count: Int { indices.count }

  /// 0, 1, 2, ...
  package init(identityOf rowCount: Int) {
    self.rowCount = rowCount
    indices = WorkBuffer(count: rowCount, repeating: 0)
    reset()
  }

  /// A list of rows, each below `rowCount`.
  package init(_ rows: [UInt32], rowCount: Int) {
    precondition(rows.allSatisfy { Int($0) < rowCount }, "row index out of bounds")
    self.rowCount = rowCount
    indices = WorkBuffer(rows, default: 0)
  }

  /// The row at `position`.
  @inlinable
  package subscript(_ position: Int) -> Int { Int(indices[position]) }

  /// Back to 0, 1, 2, ...
  @inlinable
  package func reset() {
    indices.withMutableSpan { span in
      for i in span.indices { span[i] = UInt32(truncatingIfNeeded: i) }
    }
  }

  /// Exchanges two rows of the list, for each pair that `pair` names, from the last position to the second.
  @inlinable
  package func swapEach(with pair: (Int) -> Int) {
    indices.withMutableSpan { span in
      var i = span.count - 1
      while i > 0 {
        span.swapAt(i, pair(i))
        i -= 1
      }
    }
  }
}
