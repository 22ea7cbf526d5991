// Questions about a whole table that its first part answers.

import SoftmaxKernels

extension Table {
  /// What is found in the rows that decide what odd columns are: all of them where they are one part, else those of the first
  /// part, so that who holds the others changes nothing.
  package func decided(_ find: (Table) -> [String]) -> [String] {
    guard !sharing.isOnePart else { return find(self) }
    let isFirst = sharing.parts.rank == 0
    let own = isFirst ? (try? firstPart).map(find) ?? [] : []
    return sharing.gathered(words: own)[0]
  }

  private var firstPart: Table {
    get throws {
      let count = sharing.parts.ownParts.first?.rows.count ?? 0
      return try divided(RowSharing(rowCount: rowCount)).keeping(rows: Array(0..<count))
    }
  }
}
