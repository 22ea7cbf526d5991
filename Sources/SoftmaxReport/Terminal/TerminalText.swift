// Text as terminals show it.

import SoftmaxFiles

/// The columns that text takes in a terminal, and text that is safe to send there.
package enum TerminalText {
  /// More columns than any terminal shows in a line.
  private static let mostColumns = 1000

  /// The text without what would steer the terminal, in at most a thousand columns.
  static func safe(_ text: String) -> String {
    text.printable(limit: mostColumns, .sign)
  }

  /// How many columns text takes: 2 for characters of East Asia and for emoji, none for the marks on a letter. Complexity:
  /// O(length).
  package static func width(of text: String) -> Int {
    var shown = ShownText(.sign)
    for scalar in text.unicodeScalars { shown.append(scalar) }
    return shown.columns
  }

  /// The text in exactly `width` columns: shortened with an ellipsis or filled up with spaces.
  static func fitted(_ text: String, to width: Int, ellipsis: String) -> String {
    let end = String(ellipsis.prefix(width))
    var (kept, keptColumns) = (0, 0)
    var shown = ShownText(.sign)
    for scalar in text.unicodeScalars {
      shown.append(scalar)
      if shown.columns > width { break }
      if shown.columns <= width - ellipsis.count { (kept, keptColumns) = (shown.count, shown.columns) }
    }
    if shown.columns <= width { return shown.text + String(repeating: " ", count: width - shown.columns) }
    return String(String.UnicodeScalarView(shown.scalars.prefix(kept))) + end
      + String(repeating: " ", count: max(0, width - end.count - keptColumns))
  }
}
