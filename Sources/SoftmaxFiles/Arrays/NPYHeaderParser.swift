// The Python literal in the header of a .npy file, read strictly.

/// A dictionary such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, and nothing else of Python.
package struct NPYHeaderParser {
  /// The values that a header has.
  package enum Value: Hashable {
    case text(String)
    case boolean(Bool)
    case tuple([Int])
    /// A list, which describes elements of several fields; it is not read further.
    case list
  }

  /// A key's value and where it begins, counted in the bytes of the header.
  package struct Member {
    let key: String
    let value: Value
    let position: Int
  }

  /// What is wrong, and at which byte of the header.
  package struct Problem: Error, Hashable {
    let position: Int
    let text: String
    var remedy: String?
  }

  private let text: [UInt8]
  private var position = 0

  private init(_ text: [UInt8]) {
    self.text = text
  }

  /// Reads the whole header. A list ends the reading, because it is refused anyway.
  package static func members(of text: [UInt8]) throws(Problem) -> [Member] {
    var parser = NPYHeaderParser(text)
    return try parser.dictionary()
  }

  private mutating func dictionary() throws(Problem) -> [Member] {
    var members: [Member] = []
    try expect("{", "the dictionary's '{'")
    while !take("}") {
      skipSpace()
      let start = position
      let key = try quoted("a key in quotes or '}'")
      guard !members.contains(where: { $0.key == key }) else {
        throw Problem(position: start, text: "the key '\(key)' stands twice")
      }
      try expect(":", "':'")
      skipSpace()
      let valueStart = position
      let value = try value()
      members.append(Member(key: key, value: value, position: valueStart))
      if value == .list { return members }
      guard take(",") else {
        try expect("}", "',' or '}'")
        break
      }
    }
    skipSpace()
    guard position == text.count else {
      throw Problem(position: position, text: "expected only spaces after the dictionary, found \(found)")
    }
    return members
  }

  private mutating func value() throws(Problem) -> Value {
    switch text.indices.contains(position) ? text[position] : 0 {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try quoted("a text"))
    case UInt8(ascii: "("): return .tuple(try tuple())
    case UInt8(ascii: "["): return .list
    default:
      for (word, value) in [("True", true), ("False", false)]
      where text[position...].starts(with: Array(word.utf8)) {
        position += word.utf8.count
        return .boolean(value)
      }
      throw Problem(position: position, text: "expected a text, True, False or a tuple, found \(found)")
    }
  }

  private mutating func tuple() throws(Problem) -> [Int] {
    var numbers: [Int] = []
    try expect("(", "'('")
    while !take(")") {
      numbers.append(try integer())
      if take(",") { continue }
      skipSpace()
      // In Python (3) is a number; only (3,) is a tuple.
      guard numbers.count > 1 else { throw Problem(position: position, text: "expected ',', found \(found)") }
      try expect(")", "',' or ')'")
      break
    }
    return numbers
  }

  private mutating func integer() throws(Problem) -> Int {
    skipSpace()
    let start = position
    while text.indices.contains(position), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
      position += 1
    }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard !digits.isEmpty else {
      throw Problem(position: start, text: "expected a whole number from 0 on, found \(found)")
    }
    guard let number = Int(digits) else {
      throw Problem(position: start, text: "the dimension \(digits.prefix(40)) is beyond any memory")
    }
    return number
  }

  private mutating func quoted(_ what: String) throws(Problem) -> String {
    skipSpace()
    let start = position
    guard text.indices.contains(position), [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(text[position])
    else {
      throw Problem(position: start, text: "expected \(what), found \(found)")
    }
    let quote = text[position]
    guard let end = text[(position + 1)...].firstIndex(of: quote) else {
      throw Problem(position: start, text: "the text that begins here has no end")
    }
    let content = text[(position + 1)..<end]
    guard content.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw Problem(position: start, text: "expected a text of plain characters")
    }
    position = end + 1
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(Problem) {
    guard take(character) else { throw Problem(position: position, text: "expected \(what), found \(found)") }
  }

  /// Skips space, and the character if it comes next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard text.indices.contains(position), text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while text.indices.contains(position), [0x20, 0x09, 0x0a, 0x0d].contains(text[position]) { position += 1 }
  }

  /// What comes next, for an error.
  private var found: String {
    guard text.indices.contains(position) else { return "the header's end" }
    let byte = text[position]
    return (0x20..<0x7f).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "the byte \(byte)"
  }
}
