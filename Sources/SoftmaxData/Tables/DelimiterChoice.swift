// Which character stands between cells.

import SoftmaxFiles

/// Finds the delimiter of a text.
enum DelimiterChoice {
  /// In the order in which they are preferred where a line has as many of both.
  static let candidates: [UInt8] = [",", ";", "\t", "|"].map { (character: Unicode.Scalar) in
    UInt8(ascii: character)
  }

  /// Whether a character can stand between cells: ASCII, but not what numbers, quoted cells and line ends are made of.
  static func accepts(_ delimiter: Character) -> Bool {
    guard let byte = delimiter.asciiValue, byte > 0, !delimiter.isNewline else { return false }
    return !delimiter.isLetter && !delimiter.isNumber && !"\".+-".contains(delimiter)
  }

  /// The character that was named, as a byte.
  ///
  /// - Throws: `FileError` for one that cannot stand between cells.
  static func byte(of delimiter: Character, path: String) throws(FileError) -> UInt8 {
    guard accepts(delimiter), let byte = delimiter.asciiValue else {
      throw FileError(
        .badData, path: path,
        problem:
          "\(CellText.shown(String(delimiter))) cannot stand between cells: expected an ASCII character that is no "
          + "letter, digit, point, sign, quote or line end")
    }
    return byte
  }

  /// Tab for .tsv, else the candidate that the first line has most of, quoted cells left out; a comma where there is none.
  static func found(in text: Span<UInt8>, path: String) -> UInt8 {
    let name = path.lowercased()
    if name.hasSuffix(".tsv") || name.hasSuffix(".tsv.gz") { return UInt8(ascii: "\t") }
    var counts = Array(repeating: 0, count: candidates.count)
    var isQuoted = false
    var hasText = false
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") {
        // Blank lines before the first are skipped.
        if hasText { break }
      } else if byte != UInt8(ascii: "\r") {
        hasText = true
      }
      if let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
    }
    let most = counts.max() ?? 0
    return most > 0 ? candidates[counts.firstIndex(of: most) ?? 0] : UInt8(ascii: ",")
  }
}
