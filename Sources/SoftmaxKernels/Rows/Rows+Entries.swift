// The entries of sparse rows, for those who look at all values and must not make them dense.

extension Rows {
  /// Calls `body` with the row, the column and the value of each entry, or its element, row by row with ascending columns: of
  /// sparse rows; of others never. Complexity: O(entries).
  package func forEachEntry(isScaled: Bool = true, _ body: (_ row: Int, _ column: Int, Double) -> Void) {
    (storage as? SparseRows)?.forEachEntry(of: 0..<sampleCount, isScaled: isScaled, body)
  }

  /// The entries of one sparse row, in ascending order of their columns; none of other rows. Complexity: O(entries of the row).
  package func entries(ofRow row: Int) -> [(column: Int, value: Double)] {
    precondition(row >= 0 && row < sampleCount, "row out of bounds")
    var found: [(column: Int, value: Double)] = []
    (storage as? SparseRows)?.forEachEntry(of: row..<row + 1, isScaled: true) { found.append(($1, $2)) }
    return found
  }
}

extension SparseRows {
  /// Calls `body` with the row, the column and the value of each entry, or its element.
  func forEachEntry(of rows: Range<Int>, isScaled: Bool, _ body: (Int, Int, Double) -> Void) {
    let factor = isScaled ? scale : 1
    entries.indices.withSpan { indices in
      entries.withValues { value in
        for r in rows {
          for e in row(r) {
            let column = Int(indices[e])
            body(r, column, factor * (factors.map { Double(value(e)) * $0.double[column] } ?? Double(value(e))))
          }
        }
      }
    }
  }
}
