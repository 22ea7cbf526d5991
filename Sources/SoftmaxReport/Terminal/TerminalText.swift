// Text as terminals show it.

/// The columns that text takes in a terminal, and text that is safe to send there.
package enum TerminalText {
  /// The text without what would steer the terminal.
  static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          // What joins the parts of an emoji steers nothing.
          if scalar == "\u{200d}" { return scalar }
          return switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator, .format: "\u{fffd}"
          default: scalar
          }
        }))
  }

  /// How many columns a character takes: 2 for those of East Asia and for emoji.
  static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default:
      return 1
    }
  }

  package static func width(of text: String) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text in exactly `width` columns: shortened with an ellipsis or filled up with spaces.
  static func fitted(_ text: String, to width: Int, ellipsis: String) -> String {
    let total = self.width(of: text)
    if total <= width { return text + String(repeating: " ", count: width - total) }
    var kept = ""
    var used = 0
    for character in text {
      let next = self.width(of: character)
      guard used + next <= width - ellipsis.count else { break }
      kept.append(character)
      used += next
    }
    let end = String(ellipsis.prefix(width))
    return kept + end + String(repeating: " ", count: max(0, width - end.count - used))
  }
}
