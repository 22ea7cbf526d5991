// The reader behind StrictJSON: one character after the other, each checked.

/// Reads one document.
struct StrictJSONParser {
  private let bytes: [UInt8]
  private let path: String
  private let offset: Int
  private var position = 0

  init(bytes: [UInt8], path: String, offset: Int) {
    self.bytes = bytes
    self.path = path
    self.offset = offset
  }

  mutating func document() throws(FileError) -> StrictJSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("expected the end of the JSON text") }
    return value
  }

  private func error(_ problem: String, at place: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: .byte(offset + (place ?? position)),
      problem: "invalid JSON: \(problem)")
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func expect(_ character: Character) throws(FileError) {
    guard let ascii = character.asciiValue, current == ascii else {
      throw error("expected '\(character)'")
    }
    position += 1
  }

  private mutating func take(_ character: Character) -> Bool {
    guard let ascii = character.asciiValue, current == ascii else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(FileError) -> StrictJSON {
    skipSpace()
    guard depth <= StrictJSON.depthLimit else {
      throw error("nested deeper than \(StrictJSON.depthLimit) levels")
    }
    switch current.map({ Character(UnicodeScalar($0)) }) {
    case "{": return try object(depth: depth)
    case "[": return try array(depth: depth)
    case "\"": return .string(try string())
    case "t": return try word("true", .bool(true))
    case "f": return try word("false", .bool(false))
    case "n": return try word("null", .null)
    case "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": return .number(try number())
    case nil: throw error("the text breaks off")
    default: throw error("expected a value")
    }
  }

  private mutating func word(_ word: String, _ value: StrictJSON) throws(FileError) -> StrictJSON {
    guard bytes[position...].starts(with: word.utf8) else { throw error("expected '\(word)'") }
    position += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(FileError) -> StrictJSON {
    try expect("{")
    var members: [StrictJSON.Member] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        throw error("the name '\(name.printable(limit: 80))' stands twice", at: start)
      }
      skipSpace()
      try expect(":")
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    try expect("}")
    return .object(members)
  }

  private mutating func array(depth: Int) throws(FileError) -> StrictJSON {
    try expect("[")
    var elements: [StrictJSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    try expect("]")
    return .array(elements)
  }

  private mutating func digits() throws(FileError) {
    let start = position
    while let byte = current, byte >= 0x30, byte <= 0x39 { position += 1 }
    guard position > start else { throw error("expected a digit") }
  }

  private mutating func number() throws(FileError) -> String {
    let start = position
    _ = take("-")
    let first = position
    try digits()
    if bytes[first] == 0x30, position > first + 1 {
      throw error("a number begins with 0", at: first)
    }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(FileError) -> String {
    try expect("\"")
    let start = position
    var text: [UInt8] = []
    while let byte = current {
      position += 1
      switch byte {
      case 0x22:
        guard let result = String(validating: text, as: UTF8.self) else {
          throw error("the text is not valid UTF-8", at: start)
        }
        guard MarkRun.firstFault(text.span) == nil else { throw error(MarkRun.problem, at: start) }
        return result
      case 0x5c:
        let scalar = try escape()
        text.append(contentsOf: String(Character(scalar)).utf8)
      case 0..<0x20:
        throw error("a control character stands in a text", at: position - 1)
      default:
        text.append(byte)
      }
    }
    throw error("a text is not closed", at: start)
  }

  private mutating func escape() throws(FileError) -> UnicodeScalar {
    guard let byte = current else { throw error("the text breaks off") }
    position += 1
    switch Character(UnicodeScalar(byte)) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      let high = try hexadecimal()
      if let scalar = UnicodeScalar(high) { return scalar }
      guard (0xd800...0xdbff).contains(high), take("\\"), take("u") else {
        throw error("half of a surrogate pair")
      }
      let low = try hexadecimal()
      guard (0xdc00...0xdfff).contains(low),
        let scalar = UnicodeScalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
      else { throw error("half of a surrogate pair") }
      return scalar
    default: throw error("an unknown escape", at: position - 1)
    }
  }

  private mutating func hexadecimal() throws(FileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw error("expected a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
