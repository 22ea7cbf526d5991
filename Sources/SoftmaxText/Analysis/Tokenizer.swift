// Text to units: words as the pattern \b\w\w+\b finds them, or characters.

/// Cuts texts in UTF-8 into units, one after the other.
package struct Tokenizer: Sendable {
  package let analysis: TextAnalysis
  /// Whether it is noted from which bytes each unit came.
  let notesOrigins: Bool
  /// The units of the last text.
  package internal(set) var units = UnitBuffer()
  /// Of each byte the lower case, where it is an ASCII character that belongs to words; otherwise 0.
  let wordBytes: [UInt8]

  /// - Parameters:
  ///   - analysis: How texts are cut.
  ///   - notesOrigins: Whether it is noted from which bytes each unit came.
  package init(_ analysis: TextAnalysis, notesOrigins: Bool = false) {
    self.analysis = analysis
    self.notesOrigins = notesOrigins
    let table = CharacterTable.shared
    wordBytes = (0..<UInt32(256)).map { scalar in
      guard scalar < 0x80, table.kind(of: scalar).isWord else { return 0 }
      return UInt8(truncatingIfNeeded: analysis.isLowerCased ? table.lowerCase(of: scalar) : scalar)
    }
    units.gap = analysis.unit == .words ? 1 : 0
    units.takesShortGroups = analysis.unit == .charactersInWords
  }

  /// Cuts a text; `units` are then those of this text.
  ///
  /// - Throws: `TextError.invalidUTF8` with the first wrong byte. Complexity: O(bytes), without memory of its own once the
  ///   buffer is as large as the texts.
  package mutating func read(_ text: Span<UInt8>) throws(TextError) {
    units.clear(for: text.count)
    switch analysis.unit {
    case .words: try readWords(text)
    case .characters: try readCharacters(text)
    case .charactersInWords: try readPieces(text)
    }
  }

  /// The n-grams of a text as texts, in the order in which they are found.
  package mutating func features(of text: String) throws(TextError) -> [String] {
    let bytes = Array(text.utf8)
    try read(bytes.span)
    var result: [String] = []
    try units.forEachNGram(analysis.lengths) { (_, range) throws(TextError) in
      result.append(String(decoding: units.bytes[range], as: UTF8.self))
    }
    return result
  }
}
