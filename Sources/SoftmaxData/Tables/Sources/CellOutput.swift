// Rows of another format, written as delimited text for the reader of tables.

import SoftmaxRegression

/// Delimited text (RFC 4180, commas) that is made on the way and taken by a reader.
///
/// A line break inside a cell becomes a space, but in texts: each row counts as one line, so that a line's number is that of
/// its row.
struct CellOutput {
  private(set) var bytes: [UInt8] = []
  private var start = 0
  /// How many bytes were taken.
  private(set) var takenCount = 0

  /// Whether everything that was written was taken.
  var isEmpty: Bool { start == bytes.count }
  /// How many bytes wait to be taken.
  var count: Int { bytes.count - start }

  /// Takes up to `count` bytes into `buffer` from `place` on; how many.
  mutating func take(into buffer: inout [UInt8], at place: Int, count: Int) -> Int {
    let taken = min(count, bytes.count - start)
    for offset in 0..<taken { buffer[place + offset] = bytes[start + offset] }
    start += taken
    takenCount += taken
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    return taken
  }

  /// Ends so many lines.
  mutating func endLines(_ count: Int = 1) {
    for _ in 0..<count { bytes.append(UInt8(ascii: "\n")) }
  }

  /// Puts so many cells without a value before those at `place` of what was written, of which nothing was taken.
  mutating func insertCells(_ count: Int, at place: Int) {
    bytes.insert(contentsOf: repeatElement(UInt8(ascii: ","), count: count), at: place)
  }

  /// Ends so many cells.
  mutating func endCells(_ count: Int) {
    for _ in 0..<count { bytes.append(UInt8(ascii: ",")) }
  }

  /// Writes what is a cell's text already: digits, or what `append` made. A line break becomes a space unless it is kept.
  mutating func appendWritten(_ text: [UInt8], _ range: Range<Int>, keepsBreaks: Bool) {
    guard !keepsBreaks else {
      bytes += text[range]
      return
    }
    for byte in text[range] { bytes.append(Self.onOneLine(byte)) }
  }

  /// The same as `appendNumber` onto other bytes, here.
  mutating func appendNumber(_ digits: [UInt8], _ notation: NumberNotation) {
    Self.appendNumber(digits, to: &bytes, notation)
  }

  /// Writes digits in the notation that the reader expects, in quotes where that has a comma for the point.
  static func appendNumber(
    _ digits: some Collection<UInt8>, to bytes: inout [UInt8], _ notation: NumberNotation
  ) {
    guard notation.decimalMark == ",", digits.contains(UInt8(ascii: ".")) else {
      bytes += digits
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for digit in digits { bytes.append(digit == UInt8(ascii: ".") ? UInt8(ascii: ",") : digit) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a cell's text, in quotes where it needs them.
  ///
  /// - Parameters:
  ///   - cell: The text.
  ///   - keepsSpaces: Whether spaces around it count, as they do in quotes.
  ///   - keepsBreaks: Whether line breaks stay in it.
  mutating func append(_ cell: [UInt8], keepsSpaces: Bool, keepsBreaks: Bool = false) {
    Self.append(cell, to: &bytes, keepsSpaces: keepsSpaces, keepsBreaks: keepsBreaks)
  }

  /// The same onto other bytes.
  static func append(
    _ cell: [UInt8], to bytes: inout [UInt8], keepsSpaces: Bool, keepsBreaks: Bool = false
  ) {
    let whole = cell.span
    let text = whole.extracting(keepsSpaces ? 0..<whole.count : whole.trimmed)
    guard needsQuotes(text, keepsBreaks) else {
      for index in text.indices { bytes.append(onOneLine(text[index])) }
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for index in text.indices {
      if text[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
      bytes.append(keepsBreaks ? text[index] : onOneLine(text[index]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func onOneLine(_ byte: UInt8) -> UInt8 { byte == 0x0a || byte == 0x0d ? 0x20 : byte }

  private static func needsQuotes(_ text: Span<UInt8>, _ keepsBreaks: Bool) -> Bool {
    guard !text.isEmpty else { return false }
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    if isSpace(text[0]) || isSpace(text[text.count - 1]) { return true }
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: ","), UInt8(ascii: "\""): return true
      case 0x0a, 0x0d: if keepsBreaks { return true }
      default: break
      }
    }
    return false
  }
}
