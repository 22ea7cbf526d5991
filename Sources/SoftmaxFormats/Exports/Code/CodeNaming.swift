// The name of emitted code as a whole.

/// Which names a language takes for what it calls the code: so that two models may be in one program.
package struct CodeNaming: Sendable {
  /// How such names are written.
  enum Style: String, Sendable {
    case lower = "lower-case letters and digits"
    case lowerWithUnderscores = "lower-case letters, digits and single underscores between them"
    case upperFirst = "letters, digits and single underscores between them, a capital letter first"
  }

  let style: Style
  /// Words that mean something else.
  let reserved: Set<String>

  /// The most characters of a name.
  private static let mostCharacters = 60

  /// What is allowed, to stand behind `must be`.
  package var allowed: String {
    style.rawValue + (style == .upperFirst ? "" : ", a letter first")
      + " (of ASCII, at most \(Self.mostCharacters), no word of the language)"
  }

  /// Whether a name is one of those.
  package func allows(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= Self.mostCharacters, !reserved.contains(name),
      Self.isUpper(first) == (style == .upperFirst), CodeIdentifiers.isLetter(first),
      bytes.last != Self.underscore
    else { return false }
    return bytes.indices.allSatisfy { place in
      let byte = bytes[place]
      if byte == Self.underscore { return style != .lower && bytes[place - 1] != byte }
      return CodeIdentifiers.isDigit(byte)
        || CodeIdentifiers.isLetter(byte) && (style == .upperFirst || !Self.isUpper(byte))
    }
  }

  private static let underscore = UInt8(ascii: "_")

  private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
