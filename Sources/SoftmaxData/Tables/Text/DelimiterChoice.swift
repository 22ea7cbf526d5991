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

  /// Tab for .tsv, else the candidate that the first line has most of, quoted cells left out; where there is none,
  /// spaces, if they separate as many cells in each line, else a comma.
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
    if most > 0 { return candidates[counts.firstIndex(of: most) ?? 0] }
    return areSeparatedBySpaces(text) ? space : UInt8(ascii: ",")
  }

  /// What stands between cells that spaces separate: any number of them.
  static let space = UInt8(ascii: " ")
  /// How many lines are looked at for spaces.
  private static let mostLines = 50

  /// Whether spaces separate the cells of these lines, as R writes tables: as many in each line, but that the first may have
  /// one less, and at least one a number. Words of one column are not so many in each line, or none is a number.
  private static func areSeparatedBySpaces(_ text: Span<UInt8>) -> Bool {
    var counts: [Int] = []
    var hasNumber = false
    var scanner = RowScanner(delimiter: space)
    var position = 0
    while counts.count < mostLines, position < text.count,
      case .row(let next) = scanner.scan(text, from: position, isLast: false)
    {
      defer { position = next }
      if RowCheck.isBlank(text.extracting(position..<next)) { continue }
      counts.append(scanner.cellCount)
      guard counts.count > 1, !hasNumber else { continue }
      hasNumber = scanner.cells.prefix(scanner.cellCount).contains { cell in
        DecimalParser.shared.number(text.extracting(Int(cell.start)..<Int(cell.end))) != nil
      }
    }
    guard counts.count > 1, let count = counts.last, count > 1, hasNumber else { return false }
    return counts.dropFirst().allSatisfy { $0 == count } && (count - 1...count).contains(counts[0])
  }
}
