// Texts to rows, one after the other.

/// Makes rows of texts, one after the other, in memory that does not grow with their number. Each thread takes its own.
package struct TextTransform: Sendable {
  package let features: TextFeatures
  private var tokenizer: Tokenizer
  private let rarities: [Double]?
  /// How often each column of a vocabulary was met in the text at hand; 0 between texts.
  private var counts: [UInt32]

  /// Gets ready to make rows.
  package init(_ features: TextFeatures) {
    self.features = features
    tokenizer = Tokenizer(features.analysis)
    rarities = features.rarities
    counts = [UInt32](repeating: 0, count: features.vocabulary?.count ?? 0)
  }

  /// Makes the row of a text.
  ///
  /// - Parameters:
  ///   - text: The text in UTF-8.
  ///   - row: Becomes the text's row.
  /// - Throws: `TextError.invalidUTF8`; the row is then empty.
  package mutating func row(of text: Span<UInt8>, into row: inout SparseTextRow) throws(TextError) {
    row.clear()
    try tokenizer.read(text)
    let units = tokenizer.units
    let bytes = units.bytes.span
    switch features.columns {
    case .vocabulary(let words, _):
      try units.forEachNGram(features.analysis.lengths) { (_, range) throws(TextError) in
        guard let column = words.place(of: bytes, range) else { return }
        if counts[column] == 0 { row.keys.append(UInt64(column) << 32) }
        if counts[column] < .max { counts[column] += 1 }
      }
      for i in row.keys.indices {
        let column = Int(row.keys[i] >> 32)
        row.keys[i] |= UInt64(counts[column])
        counts[column] = 0
      }
      row.finishCounts(features.weights, rarities, columnCount: words.count)
    case .hashed(let hashed):
      try units.forEachNGram(features.analysis.lengths) { (_, range) throws(TextError) in
        let place = hashed.place(of: bytes.extracting(range))
        row.keys.append(UInt64(place.column) << 32 | (place.isNegative ? 1 : 0))
      }
      row.finishHashes(features.weights, columnCount: hashed.count)
    }
  }
}
