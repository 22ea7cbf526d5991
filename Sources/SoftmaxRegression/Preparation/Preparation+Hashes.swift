// Which words of hashed columns cannot be told apart.

import SoftmaxText

/// How many words of a column share their features, which were found by hashes.
package struct SharedHashes: Sendable, Hashable {
  /// The column of texts.
  package let column: String
  /// Its different words.
  package let wordCount: Int
  /// How many of them share a feature with others.
  package let sharingCount: Int
  /// The features that some word has.
  package let featureCount: Int
  /// Two words of the feature that most words share; none where no two share one.
  package let example: [String]
  /// Whether all words were counted: where they were too many, later ones were not.
  package let isComplete: Bool
}

extension Preparation {
  /// How many words of each column of texts that is hashed share their features with others, in some rows of a table.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - rows: The rows; nil: all.
  /// - Returns: What was counted of each such column, in memory that has a limit.
  /// - Throws: `PreparationError.badText` for a text that is no UTF-8.
  /// - Complexity: O(bytes of all n-grams).
  package func sharedHashes(in table: Table, rows: [Int]?) throws(PreparationError) -> [SharedHashes] {
    var found: [SharedHashes] = []
    for prepared in columns {
      guard let text = prepared.text, case .hashed(let hashed) = text.columns,
        let cells = table.texts(named: prepared.column.name)
      else { continue }
      var counter = HashCollisionCounter(text.analysis, hashed, byteLimit: Self.mostWordBytes)
      for row in rows ?? Array(0..<table.rowCount) {
        do throws(TextError) {
          try cells.withText(of: row) { (bytes) throws(TextError) in try counter.add(bytes) }
        } catch {
          throw .badText(
            table: table.name, column: prepared.column.name,
            problem: (table.lines?.line(of: row).map { "line \($0)" } ?? "row \(row + 1)") + ": \(error)")
        }
      }
      let counted = counter.finish(limit: 1, wordLimit: 2)
      found.append(
        SharedHashes(
          column: prepared.column.name, wordCount: counted.wordCount, sharingCount: counted.sharingWordCount,
          featureCount: counted.usedColumnCount, example: counted.mostShared.first?.words ?? [],
          isComplete: counted.isComplete))
    }
    return found
  }

  /// The memory for different words.
  private static let mostWordBytes = 64 << 20
}
