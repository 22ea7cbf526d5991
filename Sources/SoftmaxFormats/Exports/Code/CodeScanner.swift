// Reading the tables of emitted code.

import Foundation
import SoftmaxFiles

/// Finds tables in code and reads their values. Complexity: O(bytes).
struct CodeScanner {
  private let bytes: [UInt8]
  private let path: String
  private(set) var place = 0

  init(_ bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }

  /// A refusal, with the line that the scanner is in.
  func error(_ problem: String) -> FileError {
    let line = 1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
    return FileError(
      .badData, path: path, position: .line(line), problem: problem, remedy: "export the model again")
  }

  /// Reads the first line, the name below it, and the notes, which may hold nothing that a compiler obeys.
  ///
  /// - Returns: The input that the code is for, and the language with the name that the code has.
  mutating func head(
    _ language: any CodeLanguage
  ) throws(FileError) -> (kind: CodeInputKind, language: any CodeLanguage) {
    let kinds = CodeInputKind.allCases.filter { $0 != .texts || language.readsTexts }
    guard let kind = kinds.first(where: { begins(with: language.firstLine($0) + "\n") }) else {
      throw error("it is no export of this release of softmax in \(language.title)")
    }
    place += language.firstLine(kind).utf8.count + 1
    var named = language
    if let naming = language.naming, begins(with: CodeFormat.nameMark) {
      let start = place + CodeFormat.nameMark.utf8.count
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let name = String(decoding: bytes[start..<end], as: UTF8.self)
      guard end < bytes.count, naming.allows(name) else {
        throw error("its comment gives it a name that the code cannot have")
      }
      named = language.named(name)
      place = end + 1
    }
    while begins(with: "// " + CodeComment.bar) {
      guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) else {
        throw error("it ends in its first comment")
      }
      guard CodeComment.isWritten(bytes[place + 3..<end]) else {
        throw error("a comment holds what is not written into one")
      }
      place = end + 1
    }
    return (kind, named)
  }

  /// Whether this stands next.
  func begins(with text: String) -> Bool {
    let text = text.utf8
    return text.count <= bytes.count - place && bytes[place..<place + text.count].elementsEqual(text)
  }

  /// Goes behind the next line that begins with a text.
  private mutating func skip(past text: String) throws(FileError) {
    var next = place
    while next < bytes.count {
      if next == 0 || bytes[next - 1] == UInt8(ascii: "\n") {
        let start = place
        place = next
        if begins(with: text) {
          place += text.utf8.count
          return
        }
        place = start
      }
      next += 1
    }
    throw error("there is no '\(text.trimmingCharacters(in: .whitespacesAndNewlines))' in it")
  }

  private mutating func skipSpace() {
    while place < bytes.count,
      [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t")].contains(bytes[place])
    { place += 1 }
  }

  /// The values of the next table of this name.
  mutating func values(
    of slot: CodeSlot, _ language: some CodeLanguage
  ) throws(FileError) -> CodeValues {
    let frame = language.frame(of: slot)
    // Spaces are skipped before it is looked for.
    let after = slot.isSingle ? frame.after : String(frame.after.drop { $0 == " " || $0 == "\t" })
    try skip(past: frame.before)
    var texts: [String] = []
    var integers: [Int] = []
    var floats: [Float] = []
    var doubles: [Double] = []
    if slot.kind == .floats, language.packsFloats {
      floats = try packed(until: after)
    } else if slot.isLong, language.packsWords {
      texts = try packedWords(until: after)
    } else {
      skipSpace()
      var isDone = slot.isSingle ? false : begins(with: after)
      while !isDone {
        switch slot.kind {
        case .strings: texts.append(try literal())
        case .integers:
          let token = token()
          guard token.utf8.count <= 10, let value = Int(token) else { throw error("expected a whole number") }
          integers.append(value)
        case .floats:
          var token = token()
          if token.hasSuffix(language.floatSuffix) { token.removeLast(language.floatSuffix.count) }
          guard let value = Float(token), value.isFinite else { throw error("expected a number") }
          floats.append(value)
        case .doubles:
          guard let value = Double(token()), value.isFinite else { throw error("expected a number") }
          doubles.append(value)
        }
        if slot.isSingle { break }
        if place < bytes.count, bytes[place] == UInt8(ascii: ",") { place += 1 }
        skipSpace()
        guard place < bytes.count else { throw error("it ends in a table") }
        isDone = begins(with: after)
      }
      guard begins(with: after) else { throw error("expected one value") }
    }
    place += after.utf8.count
    return switch slot.kind {
    case .strings: .strings(texts)
    case .integers: .integers(integers)
    case .floats: .floats(floats)
    case .doubles: .doubles(doubles)
    }
  }

  /// The characters of a number, at most 40.
  private mutating func token() -> String {
    let start = place
    while place < bytes.count, place - start < 40, Self.isOfNumber(bytes[place]) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "f"):
      true
    default: false
    }
  }

  /// Numbers as bytes in base 64.
  private mutating func packed(until after: String) throws(FileError) -> [Float] {
    let found = try packedBytes(until: after)
    guard found.count.isMultiple(of: 4) else { throw error("expected numbers of Float32 in base 64") }
    var floats: [Float] = []
    floats.reserveCapacity(found.count / 4)
    for first in stride(from: 0, to: found.count, by: 4) {
      var bits: UInt32 = 0
      for offset in 0..<4 { bits |= UInt32(found[first + offset]) << UInt32(8 * offset) }
      floats.append(Float(bitPattern: bits))
    }
    return floats
  }

  /// Words, each behind the number of its bytes, in base 64.
  private mutating func packedWords(until after: String) throws(FileError) -> [String] {
    let found = try packedBytes(until: after)
    var words: [String] = []
    var next = 0
    while next < found.count {
      var (count, shift) = (0, 0)
      while next < found.count, found[next] > 127, shift < 28 {
        count |= Int(found[next] & 127) << shift
        (next, shift) = (next + 1, shift + 7)
      }
      guard next < found.count else { throw error("a list of words ends in a number") }
      count |= Int(found[next] & 127) << shift
      next += 1
      guard count <= found.count - next else { throw error("a list of words ends in a word") }
      words.append(String(decoding: found[next..<next + count], as: UTF8.self))
      next += count
    }
    return words
  }

  private mutating func packedBytes(until after: String) throws(FileError) -> [UInt8] {
    var digits: [UInt8] = []
    while place < bytes.count, !begins(with: after) {
      if bytes[place] != UInt8(ascii: "\n") { digits.append(bytes[place]) }
      place += 1
    }
    guard place < bytes.count, let data = Data(base64Encoded: Data(digits)) else {
      throw error("expected base 64")
    }
    return Array(data)
  }

  /// A text between quotation marks, with the escapes of any of the languages: the file is held against what is written of
  /// the text afterwards.
  private mutating func literal() throws(FileError) -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw error("expected a text") }
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] == UInt8(ascii: "\\") else {
        text.append(bytes[place])
        place += 1
        continue
      }
      guard place + 1 < bytes.count else { break }
      place += 2
      switch bytes[place - 1] {
      case UInt8(ascii: "0")...UInt8(ascii: "3"):
        place -= 1
        text.append(UInt8(truncatingIfNeeded: try number(radix: 8, count: 3)))
      case UInt8(ascii: "u"):
        place += 1
        text += try scalar(number(radix: 16, count: nil))
        place += 1
      case UInt8(ascii: "U"): text += try scalar(number(radix: 16, count: 8))
      case let byte: text.append(byte)
      }
    }
    guard place < bytes.count else { throw error("a text has no end") }
    place += 1
    return String(decoding: text, as: UTF8.self)
  }

  private func scalar(_ value: UInt32) throws(FileError) -> String.UTF8View {
    guard let scalar = Unicode.Scalar(value) else { throw error("a text holds what is no character") }
    return String(scalar).utf8
  }

  /// A number of so many digits, or of up to 6.
  private mutating func number(radix: Int, count: Int?) throws(FileError) -> UInt32 {
    let start = place
    while place < bytes.count, place - start < count ?? 6,
      Character(UnicodeScalar(bytes[place])).isHexDigit
    {
      place += 1
    }
    guard let value = UInt32(String(decoding: bytes[start..<place], as: UTF8.self), radix: radix),
      count == nil || place - start == count
    else { throw error("a text holds an escape that is not written into one") }
    return value
  }
}
