// YAML, as the heads of README files have it.

/// A value that is written as YAML 1.1 and 1.2 read it alike: texts in double quotes, numbers with a point, maps and lists in
/// blocks.
enum YAMLText {
  case text(String)
  case number(Double)
  case list([YAMLText])
  /// Keys are words of ours.
  case map([(key: String, value: YAMLText)])

  /// The lines of a map or a list, each `indent` spaces to the right.
  func lines(indent: Int = 0) -> [String] {
    let space = String(repeating: " ", count: indent)
    switch self {
    case .text, .number: return [space + scalar]
    case .map(let members):
      return members.flatMap { key, value -> [String] in
        value.isScalar
          ? ["\(space)\(key): \(value.scalar)"] : ["\(space)\(key):"] + value.lines(indent: indent + 2)
      }
    case .list(let elements):
      return elements.flatMap { element -> [String] in
        // The first line stands behind the dash.
        let inner = element.lines(indent: indent + 2)
        return ["\(space)- \(inner[0].dropFirst(indent + 2))"] + inner.dropFirst()
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .text, .number: true
    case .list, .map: false
    }
  }

  private var scalar: String {
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let value):
      // Without a point 1e-09 would be a text to YAML 1.1.
      let digits = "\(value)"
      guard !digits.contains("."), let exponent = digits.firstIndex(of: "e") else { return digits }
      return digits[..<exponent] + ".0" + digits[exponent...]
    case .list, .map: return ""
    }
  }

  /// A text in double quotes, as YAML, JSON's readers of it and Python read it. What is no plain character is escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{ffff}",
        "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}":
        result += "\\u" + hex(scalar.value, digits: 4)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
