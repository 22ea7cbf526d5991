// What the text of a cell may be besides a number: infinite, yes or no, a date. `MissingCells` tells what is missing.

/// Tests of a cell's text, whose surrounding spaces are gone.
enum CellWords {
  /// Whether this is infinity, with a sign or without.
  static func isInfinity(_ text: Span<UInt8>) -> Bool {
    let hasSign = !text.isEmpty && (text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+"))
    guard let word = packed(text.extracting((hasSign ? 1 : 0)..<text.count)) else { return false }
    return word == infinity[0] || word == infinity[1]
  }

  /// true or yes, false or no.
  static func boolean(_ text: Span<UInt8>) -> Bool? {
    packed(text).flatMap { value(of: $0, longBooleans) }
  }

  /// t or f.
  static func shortBoolean(_ text: Span<UInt8>) -> Bool? {
    packed(text).flatMap { value(of: $0, shortBooleans) }
  }

  /// 1 or 0, which are numbers unless a column is known to be boolean.
  static func digitBoolean(_ text: Span<UInt8>) -> Bool? {
    packed(text).flatMap { value(of: $0, digitBooleans) }
  }

  /// Whether this has the form of a date or a time of day: 2024-01-31, 31/01/2024, 31.01.2024, 2024-01-31T10:00, 10:30.
  static func looksLikeTime(_ text: Span<UInt8>) -> Bool {
    var rest = text
    let first = digits(&rest)
    guard (1...4).contains(first), let separator = rest.first else { return false }
    drop(1, &rest)
    switch separator {
    case UInt8(ascii: ":"):
      return first <= 2 && isTimeOfDay(afterHours: rest)
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
      let second = digits(&rest)
      guard (1...2).contains(second), rest.first == separator else { return false }
      drop(1, &rest)
      let third = digits(&rest)
      let isDate = first == 4 ? (1...2).contains(third) : first <= 2 && (third == 2 || third == 4)
      guard isDate else { return false }
      guard let next = rest.first else { return true }
      guard next == UInt8(ascii: "T") || next == UInt8(ascii: " ") else { return false }
      drop(1, &rest)
      return (1...2).contains(digits(&rest)) && rest.first == UInt8(ascii: ":")
    default:
      return false
    }
  }

  // MARK: Parts

  private static func isTimeOfDay(afterHours text: Span<UInt8>) -> Bool {
    var rest = text
    guard digits(&rest) == 2 else { return false }
    guard let next = rest.first else { return true }
    return next == UInt8(ascii: ":") || next == UInt8(ascii: " ")
  }

  /// Takes the digits at the beginning; how many.
  private static func digits(_ rest: inout Span<UInt8>) -> Int {
    var count = 0
    while count < rest.count, rest[count] &- UInt8(ascii: "0") < 10 { count += 1 }
    drop(count, &rest)
    return count
  }

  private static func drop(_ count: Int, _ rest: inout Span<UInt8>) {
    rest = rest.extracting(count..<rest.count)
  }

  // MARK: Words as numbers

  private static let infinity = ["inf", "infinity"].map(packed)
  private static let longBooleans = words(["true", "yes"], ["false", "no"])
  private static let shortBooleans = words(["t"], ["f"])
  private static let digitBooleans = words(["1"], ["0"])

  private static func words(_ yes: [String], _ no: [String]) -> [(word: UInt64, value: Bool)] {
    yes.map { (packed($0), true) } + no.map { (packed($0), false) }
  }

  private static func value(of word: UInt64, _ words: [(word: UInt64, value: Bool)]) -> Bool? {
    words.first { $0.word == word }?.value
  }

  private static func packed(_ word: String) -> UInt64 {
    word.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Up to eight bytes as one number, letters as small ones; nil for more, and for such as hold a NUL.
  static func packed(_ text: Span<UInt8>) -> UInt64? {
    guard text.count <= 8 else { return nil }
    var word: UInt64 = 0
    for index in text.indices.reversed() {
      let byte = text[index]
      if byte == 0 { return nil }
      word = word << 8 | UInt64(small(byte))
    }
    return word
  }

  /// A letter as a small one.
  @inline(__always)
  static func small(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
}

extension Span<UInt8> {
  var first: UInt8? { isEmpty ? nil : self[0] }

  /// Where the text lies without the spaces and tabs around it.
  var trimmed: Range<Int> {
    var range = 0..<count
    while let first = range.first, self[first] == UInt8(ascii: " ") || self[first] == UInt8(ascii: "\t") {
      range = first + 1..<range.upperBound
    }
    while let last = range.last, self[last] == UInt8(ascii: " ") || self[last] == UInt8(ascii: "\t") {
      range = range.lowerBound..<last
    }
    return range
  }
}
