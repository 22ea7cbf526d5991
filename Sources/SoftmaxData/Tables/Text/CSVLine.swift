// Rows as CSV, for programs and for spreadsheets.

import SoftmaxFiles

/// A row of RFC 4180, which any reader takes apart into the same cells.
///
/// What needs quotes is decided by bytes, as readers do: a comma with a combining accent behind it is another `Character`, and
/// ends a cell all the same.
package enum CSVLine {
  /// A row as a line, with its line feed.
  ///
  /// - Parameters:
  ///   - cells: The cells, at least one.
  ///   - isSafe: Whether `'` is put before cells that a spreadsheet would run as a formula. Numbers stay as they are.
  /// - Returns: The line.
  package static func text(_ cells: [String], isSafe: Bool = false) -> String {
    let written = isSafe ? cells.map { runs($0) ? "'" + $0 : $0 } : cells
    // A line with nothing on it would be no row.
    if written.count == 1, written[0].isEmpty { return "\"\"\n" }
    return written.map { quoted($0, isSafe: isSafe) }.joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String, isSafe: Bool) -> String {
    guard needsQuotes(cell, isSafe: isSafe) else { return cell }
    var result = [UInt8(ascii: "\"")]
    for byte in cell.utf8 {
      if byte == UInt8(ascii: "\"") { result.append(byte) }
      result.append(byte)
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }

  private static func needsQuotes(_ cell: String, isSafe: Bool) -> Bool {
    let bytes = cell.utf8
    // Readers drop a byte order mark at the beginning of a file.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return true }
    return bytes.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
      // A spreadsheet may take them for delimiters too, and what follows for a cell of its own.
      case UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"): isSafe
      default: false
      }
    }
  }

  /// Whether a spreadsheet takes the cell for a formula: it begins with `=`, `+`, `-` or `@`, also in full width, behind spaces
  /// or not, or with a tab or a line end, and is no number.
  private static func runs(_ cell: String) -> Bool {
    if let first = cell.unicodeScalars.first, first == "\t" || first == "\r" || first == "\n" { return true }
    let content = cell.unicodeScalars.drop { $0.properties.isWhitespace || $0 == "\u{feff}" }
    guard let first = content.first, starters.contains(first) else { return false }
    return !isNumber(String(content))
  }

  private static let starters: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", "\u{2212}", "\u{fe62}", "\u{fe63}",
    "\u{fe66}", "\u{fe6b}",
  ]

  /// Whether this is a decimal number such as -1.5 or +3e5, and nothing else.
  private static func isNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count <= 400 && DecimalParser.shared.number(bytes.span) != nil
  }
}
