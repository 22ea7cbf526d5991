// The parts of a date, one after the other.

import SoftmaxFiles

/// Takes the parts of a date from the front of a text.
struct DateScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: Span<UInt8>) { rest = text.indices.map { text[$0] }[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// The day that the text begins with.
  ///
  /// - Throws: `noDate`.
  mutating func day() throws(DateText.Problem) -> DateText.Day {
    if let word = word() {
      if let month = Self.place(of: word, in: DateText.months, isShort: true) {
        return try day(afterMonth: month)
      }
      guard Self.place(of: word, in: DateText.weekdays, isShort: true) != nil else { throw .noDate }
      skip(",")
      skipSpaces()
      return try day()
    }
    let first = digits()
    switch first.count {
    case 4:
      guard let separator = separator(), let month = monthOrNumber(), skip(separator),
        let day = number(digits: 1...2)
      else { throw .noDate }
      return .known(year: first.value, month: month, day: day)
    case 8:
      return .known(year: first.value / 10_000, month: first.value / 100 % 100, day: first.value % 100)
    case 1...2:
      guard let separator = separator() else { throw .noDate }
      if let word = word() {
        guard let month = Self.place(of: word, in: DateText.months, isShort: true) else { throw .noDate }
        skip(".")
        skip(",")
        guard skip(separator) || rest.first.map({ $0 &- UInt8(ascii: "0") < 10 }) == true else {
          throw .noDate
        }
        return .known(year: try year(), month: month + 1, day: first.value)
      }
      guard separator != " ", let second = number(digits: 1...2), skip(separator) else {
        throw .noDate
      }
      if separator == "." { skipSpaces() }
      let year = try year()
      return separator == "."
        ? .known(year: year, month: second, day: first.value)
        : .either(first: first.value, second: second, year: year)
    default: throw .noDate
    }
  }

  /// `31, 2024` behind a month's name.
  private mutating func day(afterMonth month: Int) throws(DateText.Problem) -> DateText.Day {
    skip(".")
    skipSpaces()
    guard let day = number(digits: 1...2) else { throw .noDate }
    let hasComma = skip(",")
    guard skip(" ") || hasComma else { throw .noDate }
    skipSpaces()
    return .known(year: try year(), month: month + 1, day: day)
  }

  /// A time of day, if one follows; otherwise nothing is taken.
  mutating func time() -> DateText.Time? {
    let start = rest
    guard let hour = number(digits: 1...2), skip(":"), let minute = number(digits: 2...2), hour <= 24,
      minute <= 59
    else {
      rest = start
      return nil
    }
    var time = DateText.Time(hour: hour, minute: minute)
    if skip(":") {
      guard let second = number(digits: 2...2), second <= 60 else {
        rest = start
        return nil
      }
      time.second = Double(second) + fraction()
    }
    guard readHalf(of: &time), readZone(of: &time), time.hour <= 23 || (time.hour == 24 && minute == 0) else {
      rest = start
      return nil
    }
    return time
  }

  /// Passes over what stands between a date and its time.
  mutating func skipToTime() -> Bool {
    if skip("T") || skip("t") { return true }
    let hasComma = skip(",")
    let hasSpace = skip(" ")
    skipSpaces()
    return hasComma || hasSpace
  }

  // MARK: Parts

  /// am or pm, if it follows; false where it contradicts the hour.
  private mutating func readHalf(of time: inout DateText.Time) -> Bool {
    let start = rest
    skipSpaces()
    guard let word = word(), word == "am" || word == "pm" else {
      rest = start
      return true
    }
    guard (1...12).contains(time.hour) else { return false }
    time.hour = time.hour % 12 + (word == "pm" ? 12 : 0)
    return true
  }

  /// A zone, if one follows; false for what is none.
  private mutating func readZone(of time: inout DateText.Time) -> Bool {
    let start = rest
    skipSpaces()
    if let word = word() {
      guard word == "z" || word == "utc" || word == "gmt" else { return false }
      time.offset = 0
      return true
    }
    let isAhead = rest.first == UInt8(ascii: "+")
    guard skip("+") || skip("-") else {
      rest = start
      return true
    }
    let hours = digits()
    var minutes = (value: 0, count: 2)
    if hours.count == 2, skip(":") { minutes = digits() }
    guard minutes.count == 2, hours.count == 2 || hours.count == 4 else { return false }
    let offset =
      hours.count == 4 ? hours.value / 100 * 60 + hours.value % 100 : hours.value * 60 + minutes.value
    guard offset <= 24 * 60, minutes.value <= 59 else { return false }
    time.offset = isAhead ? offset : -offset
    return true
  }

  /// Decimals of a second, behind a point or a comma.
  private mutating func fraction() -> Double {
    guard rest.count > 1,
      rest[rest.startIndex] == UInt8(ascii: ".") || rest[rest.startIndex] == UInt8(ascii: ","),
      rest[rest.startIndex + 1] &- UInt8(ascii: "0") < 10
    else { return 0 }
    drop(1)
    var (value, unit) = (0.0, 1.0)
    while let digit = rest.first.map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
      unit /= 10
      value += Double(digit) * unit
      drop(1)
    }
    return value
  }

  /// A year of four digits, or of two, which are those from 1969 to 2068, as POSIX has it.
  private mutating func year() throws(DateText.Problem) -> Int {
    let year = digits()
    switch year.count {
    case 4: return year.value
    case 2: return year.value + (year.value < 69 ? 2000 : 1900)
    default: throw .noDate
    }
  }

  private mutating func monthOrNumber() -> Int? {
    if let word = word() { return Self.place(of: word, in: DateText.months, isShort: true).map { $0 + 1 } }
    return number(digits: 1...2)
  }

  private mutating func number(digits count: ClosedRange<Int>) -> Int? {
    let found = digits()
    return count.contains(found.count) ? found.value : nil
  }

  /// Takes the digits; beyond eight the value is 0.
  private mutating func digits() -> (value: Int, count: Int) {
    var (value, count) = (0, 0)
    for digit in rest.lazy.map({ $0 &- UInt8(ascii: "0") }) {
      guard digit < 10 else { break }
      value = count < 8 ? value * 10 + Int(digit) : 0
      count += 1
    }
    drop(count)
    return (value, count)
  }

  /// Takes the letters, as small ones; nil where there are none.
  private mutating func word() -> String? {
    let letters = rest.prefix { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
    guard !letters.isEmpty else { return nil }
    drop(letters.count)
    return String(decoding: letters.map(CellWords.small), as: UTF8.self)
  }

  /// The place of a name among these: whole, or its first three letters (four of September).
  private static func place(of word: String, in names: [String], isShort: Bool) -> Int? {
    guard word.count >= 3 else { return nil }
    return names.firstIndex { $0 == word || (isShort && $0.prefix(3) == word) }
      ?? (word == "sept" ? names.firstIndex(of: "september") : nil)
  }

  /// What stands between the parts of a date.
  private mutating func separator() -> Character? {
    for mark: Character in ["-", "/", ".", " "] where skip(mark) {
      if mark == "." { skipSpaces() }
      return mark
    }
    return nil
  }

  @discardableResult
  private mutating func skip(_ mark: Character) -> Bool {
    guard let byte = mark.asciiValue, rest.first == byte else { return false }
    drop(1)
    return true
  }

  private mutating func skipSpaces() { while skip(" ") {} }

  private mutating func drop(_ count: Int) { rest = rest.dropFirst(count) }
}
