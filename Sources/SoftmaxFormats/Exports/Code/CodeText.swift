// Texts and numbers in code, all of ASCII.

import Foundation
import SoftmaxFiles

/// How a language writes what it cannot hold as it is in a text.
enum CodeEscapes: Sendable {
  /// Each byte of UTF-8 as `\303`: C, where `\x` has no end.
  case octal
  /// Each scalar as `\u{e9}`: Swift, JavaScript, Rust.
  case braces
  /// Each scalar as `\U000000e9`: Go.
  case wide
}

/// Writes texts and numbers so that nothing in them can end what they stand in.
enum CodeText {
  /// What an empty text in a column of categories means, for comments.
  static let emptyTexts = "An empty text is a missing cell, unless the column has the category \"\"."

  /// A text between quotation marks.
  static func literal(_ text: String, _ escapes: CodeEscapes) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\" + String(scalar)
      // Three characters that begin with ?? are one in C99; no text may end a page's script.
      case "?" where escapes == .octal: literal += "\\?"
      case "<" where escapes == .braces: literal += "\\u{3c}"
      case " "..."~": literal.unicodeScalars.append(scalar)
      default:
        switch escapes {
        case .octal: for byte in String(scalar).utf8 { literal += "\\" + digits(UInt32(byte), radix: 8, 3) }
        case .braces: literal += "\\u{" + String(scalar.value, radix: 16) + "}"
        case .wide: literal += "\\U" + digits(scalar.value, radix: 16, 8)
        }
      }
    }
    return literal + "\""
  }

  private static func digits(_ value: UInt32, radix: Int, _ count: Int) -> String {
    let digits = String(value, radix: radix)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  /// Items in lines of about 100 columns, each with a comma.
  static func lines(_ items: [String], indent: String) -> String {
    var (text, width) = ("", 0)
    for item in items {
      if width > 0, width + item.utf8.count + 2 > 100 { (text, width) = (text + "\n", 0) }
      text += (width == 0 ? indent : " ") + item + ","
      width += item.utf8.count + 2
    }
    return items.isEmpty ? "" : text + "\n"
  }

  /// Words in base 64: before each the number of its bytes, seven bits a byte, the lowest first, and 128 more in all but the
  /// last.
  static func packed(_ words: [String]) -> String {
    var bytes: [UInt8] = []
    for word in words {
      var count = word.utf8.count
      while count > 127 {
        bytes.append(UInt8(truncatingIfNeeded: count | 128))
        count >>= 7
      }
      bytes.append(UInt8(truncatingIfNeeded: count))
      bytes += word.utf8
    }
    return lines(of: bytes)
  }

  /// The bytes of numbers, least significant first, in base 64, in lines of 100 columns.
  static func packed(_ values: [Float]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      let bits = value.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return lines(of: bytes)
  }

  private static func lines(of bytes: [UInt8]) -> String {
    let digits = Array(Data(bytes).base64EncodedData())
    var text = ""
    for first in stride(from: 0, to: digits.count, by: 100) {
      text += String(decoding: digits[first..<min(first + 100, digits.count)], as: UTF8.self) + "\n"
    }
    return text
  }
}
