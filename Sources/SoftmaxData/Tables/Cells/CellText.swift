// Text from files as messages about cells have it.

import SoftmaxFiles

/// Text from files as messages show it.
enum CellText {
  /// The text in quotes, on one line, without anything that a terminal would obey, cut to 40 characters.
  static func shown(_ text: String) -> String {
    "'\(printable(text))'"
  }

  static func shown(_ bytes: Span<UInt8>) -> String {
    shown(CategoryIndex.text(bytes.extracting(first: 1000)))
  }

  /// The same without quotes.
  static func printable(_ text: String) -> String {
    text.printable(limit: 40)
  }
}
