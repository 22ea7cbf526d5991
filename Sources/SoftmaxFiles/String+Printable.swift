// Text from files, made safe to show.

extension String {
  /// The text on one line, without anything that a terminal would obey, and no longer than `limit` characters.
  package func printable(limit: Int = 200) -> String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        result += "\\u{" + UInt32(scalar).hexadecimal + "}"
      default:
        result.unicodeScalars.append(scalar)
      }
      if result.count > limit { return result.prefix(limit - 1) + "…" }
    }
    return result
  }
}

extension UInt32 {
  fileprivate var hexadecimal: String { String(self, radix: 16) }
}
