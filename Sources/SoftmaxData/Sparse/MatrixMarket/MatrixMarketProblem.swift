// What can be wrong on a line of a Matrix Market file, and the exact reading of its words.

import SoftmaxFiles

/// A line of a file, for messages about it.
struct MatrixMarketProblem {
  let path: String
  let line: Int

  func error(_ problem: String, _ remedy: String? = nil) -> FileError {
    FileError(.badData, path: path, position: .line(line), problem: problem, remedy: remedy)
  }

  /// Where the words of a line are.
  static func words(_ line: Span<UInt8>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var position = 0
    while true {
      while position < line.count, LIBSVMScanner.isSpace(line[position]) { position += 1 }
      guard position < line.count else { return words }
      let start = position
      while position < line.count, !LIBSVMScanner.isSpace(line[position]) { position += 1 }
      words.append(start..<position)
    }
  }

  /// A whole number from 0 on, of 17 digits at most.
  private static func whole(_ word: Span<UInt8>) -> Int? {
    guard !word.isEmpty, word.count <= 17 else { return nil }
    var value = 0
    for i in word.indices {
      let digit = word[i] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// The line of the size.
  ///
  /// - Throws: `FileError` for other words than `count` whole numbers.
  func size(_ line: Span<UInt8>, count: Int) throws(FileError) -> [Int] {
    let numbers = Self.words(line).compactMap { Self.whole(line.extracting($0)) }
    guard numbers.count == count, Self.words(line).count == count else {
      throw error(
        "found \(CellText.shown(line)), expected the size: "
          + (count == 3 ? "the numbers of rows, columns and entries" : "the numbers of rows and columns"),
        "write the file with scipy.io.mmwrite")
    }
    return numbers
  }

  /// The row or column that a word names, counted from 0 on.
  ///
  /// - Throws: `FileError` for what is none within `count`.
  func index(_ word: Span<UInt8>, of count: Int, _ what: String) throws(FileError) -> Int32 {
    guard let index = Self.whole(word), index >= 1, index <= count else {
      throw error(
        "the \(what) is \(CellText.shown(word)), expected one from 1 to \(count)",
        "count rows and columns from 1, and state the matrix's size behind the header")
    }
    return Int32(truncatingIfNeeded: index - 1)
  }

  /// - Throws: `FileError` for what is no finite number of Float32.
  func value(_ word: Span<UInt8>, _ parser: DecimalParser) throws(FileError) -> Float {
    guard let number = parser.number(word) else {
      throw error(
        "the value is \(CellText.shown(word)), expected a finite number",
        "write a number, or leave the entry out, which makes it 0")
    }
    let value = Float(number)
    guard value.isFinite else {
      throw error(
        "the value is \(CellText.shown(word)), beyond the range of Float32 (about 3.4e38)", "scale the values")
    }
    return value
  }

  func ofEntry(_ line: Span<UInt8>, _ header: MatrixMarketHeader) -> FileError {
    let expected =
      header.isCoordinate
      ? header.isPattern ? "a row and a column" : "a row, a column and a value" : "one value"
    return error(
      "found \(CellText.shown(line)), expected \(expected)", "write the file with scipy.io.mmwrite")
  }

  func ofLongLine(limit: Int) -> FileError {
    error("this line has \(limit) bytes or more, which is the limit", "check that lines end in LF or CRLF")
  }
}
