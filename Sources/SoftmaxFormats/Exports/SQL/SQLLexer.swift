// The words of a query.

import Foundation
import SoftmaxFiles

/// A word, number, text or mark.
enum SQLToken: Equatable {
  case word(String)
  /// A name between quotation marks.
  case quoted(String)
  case text(String)
  case number(Double)
  case symbol(String)
  case end
}

/// Splits a query into tokens. Comments may stand before it.
struct SQLLexer {
  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  private(set) var token = SQLToken.end

  init(_ bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }

  /// A refusal, with the line of the last token.
  func error(_ problem: String) -> FileError {
    let line = 1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
    return FileError(
      .badData, path: path, position: .line(line), problem: problem,
      remedy: "expected a query that softmax has written: export the model again")
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    place + offset < bytes.count ? bytes[place + offset] : nil
  }

  /// Reads the next token.
  mutating func advance() throws(FileError) {
    try skipSpace()
    guard let first = byte() else {
      token = .end
      return
    }
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      token = .word(run { $0 == UInt8(ascii: "_") || Self.isDigit($0) || Self.isLetter($0) })
    case UInt8(ascii: "0")...UInt8(ascii: "9"): token = try number()
    case UInt8(ascii: "'"): token = .text(try quoted(first))
    case UInt8(ascii: "\""): token = .quoted(try quoted(first))
    case UInt8(ascii: ">") where byte(1) == UInt8(ascii: "="):
      place += 2
      token = .symbol(">=")
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ";"),
      UInt8(ascii: "-"):
      place += 1
      token = .symbol(String(decoding: bytes[place - 1..<place], as: UTF8.self))
    default: throw error("there is a character that is not written into a query")
    }
  }

  private mutating func skipSpace() throws(FileError) {
    while let next = byte() {
      if next == UInt8(ascii: " ") || next == UInt8(ascii: "\n") {
        place += 1
      } else if next == UInt8(ascii: "-"), byte(1) == next, token == .end {
        while let inside = byte(), inside != UInt8(ascii: "\n") {
          guard (0x20...0x7e).contains(inside) else { throw error("a comment holds a byte that is not ASCII") }
          place += 1
        }
      } else {
        return
      }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// At most 80 bytes of a kind.
  private mutating func run(_ isPart: (UInt8) -> Bool) -> String {
    let start = place
    while let next = byte(), isPart(next), place - start < 80 { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func number() throws(FileError) -> SQLToken {
    var text = run { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
    if byte() == UInt8(ascii: "e") {
      place += 1
      text += "e"
      if let sign = byte(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        place += 1
        text.unicodeScalars.append(UnicodeScalar(sign))
      }
      text += run(Self.isDigit)
    }
    guard let value = Double(text), value.isFinite else { throw error("expected a number") }
    return .number(value)
  }

  /// The text up to a mark that stands alone, where it is ASCII, as most are: it is passed over with its mark; nil for others.
  private mutating func plain(_ mark: UInt8) -> String? {
    var end = place
    while end < bytes.count, bytes[end] != mark {
      guard bytes[end] > 0, bytes[end] < 0x80 else { return nil }
      end += 1
    }
    guard end < bytes.count, end + 1 == bytes.count || bytes[end + 1] != mark else { return nil }
    defer { place = end + 1 }
    return String(decoding: bytes[place..<end], as: UTF8.self)
  }

  /// A text between marks, of which those in it stand twice.
  private mutating func quoted(_ mark: UInt8) throws(FileError) -> String {
    place += 1
    if let text = plain(mark) { return text }
    var text: [UInt8] = []
    while let next = byte() {
      place += 1
      if next == mark {
        guard byte() == mark else {
          guard let valid = String(validating: text, as: UTF8.self) else {
            throw error("a text is not UTF-8")
          }
          return valid
        }
        place += 1
      }
      guard next != 0 else { throw error("a text holds a 0") }
      text.append(next)
    }
    throw error("a text has no end")
  }
}
