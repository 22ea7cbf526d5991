// Base64, for pictures inside of SVG and for the files of the report's page.

/// RFC 4648, with padding.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        let index = Int(bits >> UInt32(18 - 6 * place)) & 63
        result.append(isPadding ? UInt8(ascii: "=") : alphabet[index])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What a text of ours stands for; its length is a multiple of four.
  static func bytes(of text: String) -> [UInt8] {
    var values = [UInt8](repeating: 0, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    let letters = Array(text.utf8)
    precondition(letters.count % 4 == 0, "whole groups of base64")
    var result: [UInt8] = []
    result.reserveCapacity(letters.count / 4 * 3)
    for start in stride(from: 0, to: letters.count, by: 4) {
      let group = letters[start..<start + 4]
      let bits = group.reduce(UInt32(0)) { $0 << 6 | UInt32(values[Int($1)]) }
      let padding = group.count { $0 == UInt8(ascii: "=") }
      for place in 0..<3 - padding { result.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))) }
    }
    return result
  }
}
