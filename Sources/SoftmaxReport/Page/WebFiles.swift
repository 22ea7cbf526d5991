// The page's script and style, ready to stand in it.

import SoftmaxFiles

/// The web files as one script and one style. Their text is in WebFiles+Embedded.swift.
enum WebFiles {
  /// All modules as one: what one exports the others see, because they share a scope. Imports stand on one line each.
  static var script: String {
    modules.flatMap { module in
      module.description.split(separator: "\n", omittingEmptySubsequences: false).compactMap {
        line -> Substring? in
        if line.hasPrefix("import ") { return nil }
        return line.hasPrefix("export ") ? line.dropFirst(7) : line
      }
    }.joined(separator: "\n")
  }

  /// What a Content-Security-Policy calls this text of a script or style: its SHA-256 in base64.
  static func source(of text: String) -> String {
    let digits = Array(SHA256.hexDigest(of: Array(text.utf8)).utf8)
    func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
      value(digits[place]) << 4 | value(digits[place + 1])
    }
    return "'sha256-\(Base64.text(bytes))'"
  }
}
