// An order of a matrix's rows, checked once and not at every use.

/// A permutation, or any list, of the rows 0..<rowCount.
package final class RowOrder: Sendable {
  package let rowCount: Int
  @usableFromInline let indices: WorkBuffer<UInt32>
  /// Neighbours that are shuffled together; nil for a list that is no shuffle.
  let blockLength: Int?

  /// The number of rows in the list.
  package var count: Int { indices.count }

  /// 0, 1, 2, ..., to be shuffled in blocks of `blockLength` neighbours; nil: all together.
  package init(identityOf rowCount: Int, blockLength: Int? = nil) {
    precondition(blockLength ?? 1 > 0, "a block has rows")
    self.rowCount = rowCount
    self.blockLength = min(blockLength ?? rowCount, rowCount)
    indices = WorkBuffer(count: rowCount, repeating: 0)
    reset()
  }

  /// A list of rows, each below `rowCount`.
  package init(_ rows: [UInt32], rowCount: Int) {
    precondition(rows.allSatisfy { Int($0) < rowCount }, "row index out of bounds")
    self.rowCount = rowCount
    blockLength = nil
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

  /// A random order of the blocks, each in a random order of its own: what lies in a block is read together. The block that is
  /// shorter than the others stays the last one, so that all others begin where a batch does. `below` gives a number in
  /// 0 ..< its argument.
  package func shuffle(below: (Int) -> Int) {
    guard let length = blockLength, length < count else {
      reset()
      return swapEach { below($0 + 1) }
    }
    var blocks = Array(0..<count / length)
    for i in stride(from: blocks.count - 1, to: 0, by: -1) { blocks.swapAt(i, below(i + 1)) }
    if count % length > 0 { blocks.append(blocks.count) }
    indices.withMutableSpan { span in
      var place = 0
      for block in blocks {
        let first = block * length
        let rows = min(length, span.count - first)
        for i in 0..<rows { span[place + i] = UInt32(truncatingIfNeeded: first + i) }
        for i in stride(from: rows - 1, to: 0, by: -1) { span.swapAt(place + i, place + below(i + 1)) }
        place += rows
      }
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
