// What documents taught, and their own counts.

/// What was learned from documents.
package struct LearnedText: Sendable {
  /// How texts become features from now on.
  package let features: TextFeatures
  /// The documents' own counts, where they were kept.
  package let counts: CountedTexts?
}

/// The counts of documents that a vocabulary was learned from.
package struct CountedTexts: Sendable {
  private let starts: [Int]
  private let keys: [UInt64]
  /// The column of each feature that was met; -1 where it was not kept.
  private let columns: [Int32]

  init(starts: [Int], keys: [UInt64], columns: [Int32]) {
    self.starts = starts
    self.keys = keys
    self.columns = columns
  }

  /// The number of documents.
  package var count: Int { starts.count - 1 }

  /// Makes the row of a document.
  ///
  /// - Parameters:
  ///   - document: Which one, counted from 0.
  ///   - features: What was learned beside these counts.
  ///   - row: Becomes the document's row.
  package func row(of document: Int, _ features: TextFeatures, into row: inout SparseTextRow) {
    row.clear()
    for i in starts[document]..<starts[document + 1] {
      let column = columns[Int(keys[i] >> 32)]
      if column >= 0 { row.keys.append(UInt64(column) << 32 | keys[i] & 0xFFFF_FFFF) }
    }
    row.finishCounts(features.weights, features.rarities, columnCount: features.columnCount)
  }
}
