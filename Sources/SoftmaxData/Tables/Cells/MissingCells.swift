// Telling missing cells by their text.

import SoftmaxRegression

/// The texts of missing cells, made ready to be looked up.
struct MissingCells: Sendable {
  /// Whether some of them are numbers, so that a cell has to be looked up before it is read as one.
  let hasNumbers: Bool

  // A bit for each byte that one of them begins with: most cells are told by that.
  private let firstBytes: SIMD4<UInt64>
  private let longest: Int
  // Those of up to eight bytes, as one number each, and the others.
  private let short: [UInt64]
  private let long: [[UInt8]]

  init(_ missing: MissingWords) {
    let words = missing.words.map { Array($0.utf8) }
    hasNumbers = words.contains { DecimalParser.shared.number($0.span) != nil }
    longest = words.map(\.count).max() ?? 0
    short = words.compactMap { CellWords.packed($0.span) }
    long = words.filter { CellWords.packed($0.span) == nil }
    var bits = SIMD4<UInt64>()
    for first in words.compactMap(\.first) {
      bits[Int(first >> 6)] |= 1 << UInt64(first & 63)
      if (97...122).contains(first) { bits[Int((first & 0xdf) >> 6)] |= 1 << UInt64((first & 0xdf) & 63) }
    }
    firstBytes = bits
  }

  /// Whether a cell that was found in this text has no value.
  func contains(_ cell: TextCell, in text: Span<UInt8>) -> Bool {
    let bytes = text.extracting(Int(cell.start)..<Int(cell.end))
    return contains(cell.isQuoted ? bytes : bytes.extracting(bytes.trimmed))
  }

  /// Whether a cell whose surrounding spaces are gone has no value.
  func contains(_ text: Span<UInt8>) -> Bool {
    guard let first = text.first else { return true }
    guard text.count <= longest, firstBytes[Int(first >> 6)] >> UInt64(first & 63) & 1 == 1 else {
      return false
    }
    if let word = CellWords.packed(text) { return short.contains(word) }
    return long.contains { word in
      word.count == text.count && text.indices.allSatisfy { CellWords.small(text[$0]) == word[$0] }
    }
  }
}

/// Texts that people and programs write for a missing value, and that are read as words all the same.
enum MissingStandIn {
  private static let words: Set<String> = [
    "none", "nil", ".", "..", "-", "--", "---", "n.a.", "n.a", "#n/a", "<na>", "missing", "unknown",
    "undefined",
  ]

  /// The list to name instead of this one, with the text of a cell that looks as if it had no value; nil for other texts.
  static func list(_ missing: MissingWords, with text: Span<UInt8>) -> [String]? {
    guard text.count <= 16 else { return nil }
    let word = CategoryIndex.text(text)
    guard words.contains(word.lowercased()) else { return nil }
    return missing.words + [word.lowercased()]
  }
}
