// What a terminal does with a character: how many columns it takes, and whether it is safe to send there.

extension Unicode.Scalar {
  /// Whether a terminal obeys it or shows nothing: controls, directions of writing, line and paragraph separators, what has
  /// no width, what is private or not assigned.
  package var isUnshowable: Bool {
    if value < 0x7f { return value < 0x20 }
    if value < 0xa0 { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      return true
    // Blanks that count as letters or marks; those that choose the look of an emoji are left.
    default:
      return value >= 0x34f && properties.isDefaultIgnorableCodePoint && !(0xfe00...0xfe0f).contains(value)
    }
  }

  /// Whether it is drawn over the character before it, or into it, as the vowels and ends of a Korean syllable are.
  package var isMark: Bool {
    guard value >= 0x300 else { return false }
    if (0x1161...0x11ff).contains(value) { return true }
    return switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// How many columns of a terminal it takes: 0 for marks, 2 for those of East Asia and for emoji, else 1.
  package var terminalColumns: Int {
    guard value >= 0x300 else { return 1 }
    if isMark { return 0 }
    switch value {
    // What joins letters or emoji, or keeps letters apart.
    case 0x200c, 0x200d: return 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }

  /// How it is written where it cannot be shown: `\u{1b}`.
  package var escaped: String { "\\u{" + String(value, radix: 16) + "}" }
}
