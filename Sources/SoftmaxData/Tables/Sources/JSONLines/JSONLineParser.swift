// One line of JSON lines: an object of numbers, texts and truth values.

import SoftmaxFiles
import SoftmaxRegression

/// Takes an object apart (RFC 8259). Digits of numbers stay as they are written.
struct JSONLineParser {
  /// What stands for a member: where in `scratch` its key lies, and its value as a cell of delimited text.
  struct Member {
    let key: Range<Int>
    let value: Range<Int>
  }

  private(set) var members: [Member] = []
  /// Keys, without escapes, and cells.
  private(set) var scratch: [UInt8] = []

  private let path: String
  private var line = 0
  private var position = 0
  private var text: [UInt8] = []
  /// The key whose value is read.
  private var key: Range<Int>?

  private let notation: NumberNotation

  /// A parser of lines of the file at `path`, which writes numbers in a notation.
  init(path: String, _ notation: NumberNotation) { (self.path, self.notation) = (path, notation) }

  /// Reads an object that is a whole line.
  ///
  /// - Throws: `FileError` naming the line, and the key of a value that is no cell.
  mutating func parse(_ line: Span<UInt8>, number: Int) throws(FileError) {
    members.removeAll(keepingCapacity: true)
    scratch.removeAll(keepingCapacity: true)
    (self.line, position, key) = (number, 0, nil)
    skipSpaces(line)
    guard next(line) == UInt8(ascii: "{") else {
      throw problem(
        "expected an object of JSON, such as {\"age\":31,\"city\":\"Graz\"}", "write one object on each line")
    }
    position += 1
    skipSpaces(line)
    if next(line) == UInt8(ascii: "}") {
      position += 1
    } else {
      try parseMembers(line)
    }
    skipSpaces(line)
    guard position == line.count else {
      throw problem("more follows the object, expected the end of the line", "write one object on each line")
    }
  }

  private mutating func parseMembers(_ line: Span<UInt8>) throws(FileError) {
    while true {
      key = nil
      skipSpaces(line)
      guard next(line) == UInt8(ascii: "\"") else { throw unexpected(line, "a key in quotes") }
      let keyStart = scratch.count
      try parseString(line)
      scratch += text
      let key = keyStart..<scratch.count
      self.key = key
      skipSpaces(line)
      guard next(line) == UInt8(ascii: ":") else { throw unexpected(line, "a colon behind the key") }
      position += 1
      skipSpaces(line)
      let start = scratch.count
      try parseValue(line)
      members.append(Member(key: key, value: start..<scratch.count))
      skipSpaces(line)
      switch next(line) {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return
      default: throw unexpected(line, "a comma or the end of the object")
      }
    }
  }

  // MARK: Values

  private mutating func parseValue(_ line: Span<UInt8>) throws(FileError) {
    switch next(line) {
    case UInt8(ascii: "\""):
      try parseString(line)
      CellOutput.append(text, to: &scratch, keepsSpaces: true, keepsBreaks: true)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw problem(
        "the value is \(next(line) == UInt8(ascii: "{") ? "an object" : "an array"), expected a number, a text, true, "
          + "false or null", "write its parts as columns of their own")
    case UInt8(ascii: "t"): try take("true", of: line, writing: "true")
    case UInt8(ascii: "f"): try take("false", of: line, writing: "false")
    case UInt8(ascii: "n"): try take("null", of: line, writing: "")
    // Python writes it for a missing number, though JSON does not have it.
    case UInt8(ascii: "N"): try take("NaN", of: line, writing: "")
    default: try parseNumber(line)
    }
  }

  private mutating func take(_ word: String, of line: Span<UInt8>, writing cell: String) throws(FileError) {
    for byte in word.utf8 {
      guard next(line) == byte else { throw unexpected(line, "a number, a text, true, false or null") }
      position += 1
    }
    scratch += Array(cell.utf8)
  }

  private mutating func parseNumber(_ line: Span<UInt8>) throws(FileError) {
    let start = position
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- UInt8(ascii: "0") < 10 } ?? false }
    if next(line) == UInt8(ascii: "-") { position += 1 }
    guard isDigit(next(line)) else { throw unexpected(line, "a number, a text, true, false or null") }
    let hasLeadingZero = next(line) == UInt8(ascii: "0")
    let digits = position
    while isDigit(next(line)) { position += 1 }
    guard !hasLeadingZero || position == digits + 1 else {
      throw problem(
        "the number begins with 0, which JSON does not have", "write it in quotes where it is a text")
    }
    if next(line) == UInt8(ascii: ".") {
      position += 1
      guard isDigit(next(line)) else { throw unexpected(line, "a digit behind the point") }
      while isDigit(next(line)) { position += 1 }
    }
    if let byte = next(line), byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      if let sign = next(line), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      guard isDigit(next(line)) else { throw unexpected(line, "a digit of the exponent") }
      while isDigit(next(line)) { position += 1 }
    }
    CellOutput.appendNumber((start..<position).map { line[$0] }, to: &scratch, notation)
  }

  /// Reads a text in quotes into `text`.
  private mutating func parseString(_ line: Span<UInt8>) throws(FileError) {
    text.removeAll(keepingCapacity: true)
    position += 1
    while let byte = next(line) {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try parseEscape(line)
      case 0..<0x20: throw problem("a text has a control character in it", "write it as \\u and four digits")
      default: text.append(byte)
      }
    }
    throw unclosed()
  }

  private mutating func parseEscape(_ line: Span<UInt8>) throws(FileError) {
    guard let byte = next(line) else { throw unclosed() }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try parseUnit(line)
      if code & 0xfc00 == 0xd800, next(line) == UInt8(ascii: "\\") {
        position += 1
        guard next(line) == UInt8(ascii: "u") else { throw halfCharacter() }
        position += 1
        let low = try parseUnit(line)
        guard low & 0xfc00 == 0xdc00 else { throw halfCharacter() }
        code = 0x10000 + (code & 0x3ff) << 10 + (low & 0x3ff)
      }
      guard let scalar = Unicode.Scalar(code) else { throw halfCharacter() }
      text += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw problem("a text has an escape that JSON does not have", "write a backslash as \\\\")
    }
  }

  private mutating func parseUnit(_ line: Span<UInt8>) throws(FileError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(line), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected(line, "four hexadecimal digits behind \\u")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  // MARK: Steps

  private func next(_ line: Span<UInt8>) -> UInt8? { position < line.count ? line[position] : nil }

  private mutating func skipSpaces(_ line: Span<UInt8>) {
    while let byte = next(line), byte == 0x20 || byte == 0x09 || byte == 0x0d { position += 1 }
  }

  // MARK: Errors

  private func unexpected(_ line: Span<UInt8>, _ expected: String) -> FileError {
    guard let byte = next(line) else {
      return problem(
        "the object does not end on its line, expected \(expected)",
        "\(JSONLinesFormat.jq(".", path)) writes each object on one line")
    }
    let found =
      byte < 0x80 ? "'\(String(Character(Unicode.Scalar(byte))).printable(limit: 4))'" : "another character"
    return problem("found \(found), expected \(expected)", nil)
  }

  private func unclosed() -> FileError {
    problem(
      "a text has no quote at its end", "write each object on one line, and \\n for a line break in a text")
  }

  private func halfCharacter() -> FileError {
    problem(
      "a text has one half of a character (a surrogate) without the other",
      "write both, or the character itself")
  }

  /// A problem on this line, in the value of the key that is read.
  func problem(_ problem: String, _ advice: Advice?) -> FileError {
    let column = key.map { CellText.printable(String(decoding: scratch[$0], as: UTF8.self)) }
    return FileError(
      .badData, path: path, position: column.map { .cell(line: line, column: $0) } ?? .line(line),
      problem: problem, advice: advice)
  }
}
