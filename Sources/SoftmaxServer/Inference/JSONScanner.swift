// JSON read in one go, value by value, without a tree: a request of a thousand pictures has a million numbers.

import SoftmaxData
import SoftmaxFiles

/// Goes through one JSON document (RFC 8259), strictly. Every problem names its byte.
struct JSONScanner {
  let bytes: [UInt8]
  private(set) var position = 0
  private let end: Int
  private let parser = DecimalParser.shared

  /// How deep arrays and objects may be nested.
  static let depthLimit = 32

  /// The first `count` bytes are the document.
  init(_ bytes: [UInt8], count: Int) {
    self.bytes = bytes
    end = count
  }

  func problem(_ text: String, at place: Int? = nil) -> RequestProblem {
    .bad("the request's JSON, byte \((place ?? position)): \(text)")
  }

  /// Goes on at a place where it has been before.
  mutating func go(to place: Int) { position = place }

  /// The next byte that is no space, which is not taken; nil at the end.
  mutating func peek() -> UInt8? {
    while position < end {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return byte }
      position += 1
    }
    return nil
  }

  /// Takes the next byte where it is this one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(_ byte: UInt8) throws(RequestProblem) {
    guard take(byte) else { throw unexpected("'\(Character(UnicodeScalar(byte)))'") }
  }

  /// That something else stands here.
  mutating func unexpected(_ expected: String) -> RequestProblem {
    guard let byte = peek() else { return problem("the text ends where \(expected) was expected") }
    let found = byte >= 0x20 && byte < 0x7f ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    return problem("found \(found) where \(expected) was expected")
  }

  /// Nothing but space is left.
  mutating func expectEnd() throws(RequestProblem) {
    if peek() != nil { throw problem("the JSON is over, but there is more") }
  }

  /// An object; `body` takes the value of each member. No name may come twice.
  mutating func object(
    _ body: (inout JSONScanner, String) throws(RequestProblem) -> Void
  ) throws(RequestProblem) {
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    var names: Set<String> = []
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw unexpected("a name in quotation marks") }
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        throw problem("the name '\(name.shown)' comes twice", at: start)
      }
      try expect(UInt8(ascii: ":"))
      try body(&self, name)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
  }

  /// An array; `body` takes each element.
  mutating func array(
    _ body: (inout JSONScanner) throws(RequestProblem) -> Void
  ) throws(RequestProblem) {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return }
    repeat { try body(&self) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
  }

  /// Passes over a value.
  mutating func skip(depth: Int = 0) throws(RequestProblem) {
    guard depth < Self.depthLimit else {
      throw problem("more than \(Self.depthLimit) arrays and objects in each other")
    }
    switch peek() {
    case UInt8(ascii: "{"):
      try object { (scanner, _) throws(RequestProblem) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "["): try array { (scanner) throws(RequestProblem) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: if try takeNotFinite() == nil { _ = try number() }
    }
  }

  mutating func word(_ word: String) throws(RequestProblem) {
    _ = peek()
    guard end - position >= word.utf8.count,
      bytes[position..<position + word.utf8.count].elementsEqual(word.utf8)
    else { throw unexpected("a value") }
    position += word.utf8.count
  }

  /// Whether null stands here, which is then taken.
  mutating func takeNull() throws(RequestProblem) -> Bool {
    guard peek() == UInt8(ascii: "n") else { return false }
    try word("null")
    return true
  }

  /// NaN, Infinity or -Infinity, which are no JSON, where one stands here; it is then taken.
  mutating func takeNotFinite() throws(RequestProblem) -> Double? {
    switch peek() {
    case UInt8(ascii: "N"):
      try word("NaN")
      return .nan
    case UInt8(ascii: "I"):
      try word("Infinity")
      return .infinity
    case UInt8(ascii: "-") where position + 1 < end && bytes[position + 1] == UInt8(ascii: "I"):
      try word("-Infinity")
      return -.infinity
    default: return nil
    }
  }

  mutating func boolean() throws(RequestProblem) -> Bool {
    let isTrue = peek() == UInt8(ascii: "t")
    guard isTrue || peek() == UInt8(ascii: "f") else { throw unexpected("true or false") }
    try word(isTrue ? "true" : "false")
    return isTrue
  }

  /// A whole number.
  mutating func integer() throws(RequestProblem) -> Int {
    let start = position
    let value = try number()
    guard let whole = Int(exactly: value), value.magnitude <= 9_007_199_254_740_992 else {
      throw problem("expected a whole number", at: start)
    }
    return whole
  }

  /// A number, as the nearest Float64. One beyond Float64 is refused.
  mutating func number() throws(RequestProblem) -> Double {
    guard let first = peek() else { throw unexpected("a value") }
    let start = position
    var digit = start
    if first == UInt8(ascii: "-") { digit += 1 }
    guard digit < end, bytes[digit] &- UInt8(ascii: "0") < 10 else { throw unexpected("a value") }
    // Pixels and counts: up to three digits.
    var (value, place) = (0, digit)
    while place < end, place < digit + 4, bytes[place] &- UInt8(ascii: "0") < 10 {
      value = value * 10 + Int(bytes[place] &- UInt8(ascii: "0"))
      place += 1
    }
    if bytes[digit] == UInt8(ascii: "0"), place > digit + 1 {
      throw problem("a number begins with 0 and goes on with a digit", at: start)
    }
    if place < digit + 4, place == end || !Self.continuesNumber(bytes[place]) {
      position = place
      // Not Double(-value), which would lose the sign of -0.
      return first == UInt8(ascii: "-") ? -Double(value) : Double(value)
    }
    let parsed = parser.parse(bytes.span, from: start)
    guard let parsed, parsed.end <= end, isWellFormed(start..<parsed.end) else {
      throw problem("expected a number as JSON writes it", at: start)
    }
    guard parsed.value.isFinite else { throw problem("the number is beyond Float64", at: start) }
    position = parsed.end
    return parsed.value
  }

  /// Whole numbers from 0 to 255 with commas between them, as far as there are such: how many. The last one is followed by
  /// something else than its comma, or by nothing that belongs to it.
  mutating func takePixels(atMost limit: Int, into pixels: inout [UInt8]) -> Int {
    var (count, place) = (0, position)
    // The bytes are not copied: this is what the span is of, while the place in them changes.
    let document = bytes
    let text = document.span
    pixels.reserveCapacity(pixels.count + min(limit, (end - position) / 2 + 1))
    while count < limit {
      var next = place
      // The comma in front of all but the first.
      if count > 0 {
        guard next < end, text[next] == UInt8(ascii: ",") else { break }
        next += 1
        // Most writers put one space, or none.
        if next < end, text[next] == 0x20 { next += 1 }
      }
      if next < end, text[next] <= 0x20 { next = passSpace(next, text) }
      // Room for three digits and what follows them; a document ends in more than that.
      guard next + 3 < end else { break }
      let first = text[next] &- UInt8(ascii: "0")
      guard first < 10 else { break }
      var value = Int(first)
      next += 1
      if case let second = text[next] &- UInt8(ascii: "0"), second < 10 {
        value = 10 * value + Int(second)
        next += 1
        if case let third = text[next] &- UInt8(ascii: "0"), third < 10 {
          value = 10 * value + Int(third)
          next += 1
        }
        guard first > 0, value < 256 else { break }
      }
      if text[next] != UInt8(ascii: ",") {
        guard !Self.continuesNumber(text[next]) else { break }
        next = passSpace(next, text)
      }
      pixels.append(UInt8(value))
      (count, place) = (count + 1, next)
    }
    position = place
    return count
  }

  /// The place of the next byte that is no space.
  private func passSpace(_ place: Int, _ text: Span<UInt8>) -> Int {
    var place = place
    while place < end, text[place] == 0x20 || text[place] == 0x0a || text[place] == 0x0d || text[place] == 0x09
    {
      place += 1
    }
    return place
  }

  private static func continuesNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || byte &- UInt8(ascii: "0") < 10
  }

  /// JSON has a digit on both sides of a point, which other writers of numbers do without.
  private func isWellFormed(_ range: Range<Int>) -> Bool {
    guard let point = bytes[range].firstIndex(of: UInt8(ascii: ".")) else { return true }
    func isDigit(_ place: Int) -> Bool { range.contains(place) && bytes[place] &- UInt8(ascii: "0") < 10 }
    return isDigit(point - 1) && isDigit(point + 1)
  }

  /// A text.
  mutating func string() throws(RequestProblem) -> String {
    let start = position
    try expect(UInt8(ascii: "\""))
    let first = position
    while position < end, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
      bytes[position] >= 0x20
    { position += 1 }
    var text = Array(bytes[first..<position])
    while true {
      guard position < end else { throw problem("the text that begins here has no end", at: start) }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let found = String(validating: text, as: UTF8.self) else {
          throw problem("the text that begins here is not valid UTF-8", at: start)
        }
        return found
      case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
      case 0..<0x20: throw problem("a control character in a text must be written as \\u00..", at: position - 1)
      default: text.append(byte)
      }
    }
  }

  private mutating func escape() throws(RequestProblem) -> UnicodeScalar {
    guard position < end else { throw problem("the text ends in an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let start = position - 2
      let unit = try hexadecimal()
      if let scalar = UnicodeScalar(unit) { return scalar }
      // The first half of a pair needs its second one.
      guard unit < 0xdc00, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw problem("half of a surrogate pair", at: start) }
      position += 2
      let second = try hexadecimal()
      guard (0xdc00..<0xe000).contains(second),
        let scalar = UnicodeScalar(0x10000 + (unit - 0xd800) << 10 + (second - 0xdc00))
      else { throw problem("half of a surrogate pair", at: start) }
      return scalar
    default: throw problem("an escape that JSON does not have", at: position - 2)
    }
  }

  private mutating func hexadecimal() throws(RequestProblem) -> UInt32 {
    guard end - position >= 4 else { throw problem("expected four hexadecimal digits") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
        throw problem("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

extension String {
  /// At most 60 characters, and nothing that would steer a terminal.
  var shown: String { printable(limit: 60) }
}
