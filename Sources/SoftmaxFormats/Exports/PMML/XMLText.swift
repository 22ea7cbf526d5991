// Text that is to stand in XML.

/// Escapes for attributes and texts of XML 1.0.
enum XMLText {
  /// Whether XML 1.0 can hold the text: it has no control characters but tab, line feed and carriage return.
  static func canHold(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(canHold) }

  /// The text with everything escaped that would end an attribute or a text, or be changed in one. What XML cannot hold
  /// becomes U+FFFD: names are checked before.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&apos;"
      // Readers make spaces of these in attributes.
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      default: escaped.unicodeScalars.append(canHold(scalar) ? scalar : "\u{fffd}")
      }
    }
    return escaped
  }

  private static func canHold(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...: true
    default: false
    }
  }
}
