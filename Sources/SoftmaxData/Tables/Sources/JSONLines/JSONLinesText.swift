// JSON lines as delimited text: each object is a line.

import SoftmaxFiles

/// The delimited text of JSON lines. Its first line has the keys of the beginning, in the order in which they appear there;
/// an object's line has its values.
struct JSONLinesText: LineSource {
  let origin: String? = "JSON lines"

  private(set) var lines: LineWindow
  private var parser: JSONLineParser
  var output = CellOutput()
  /// Blank lines before the next object, which are lines of the text too.
  private var blankCount = 0

  /// The columns, and the place of each key.
  private var keys: [[UInt8]] = []
  private var places: [ArraySlice<UInt8>: Int] = [:]
  /// How many lines decided the columns.
  private var decidingCount = 0
  /// For each column the cell of the object that is written.
  private var cells: [Range<Int>?] = []
  /// The columns of texts, which keep their line breaks.
  private var texts: Set<Int> = []

  /// Reads the beginning, which decides the columns: of a pipe one object where that is enough, else `sizes.keys` bytes.
  ///
  /// - Throws: `FileError` where a line of it is no object.
  init(
    _ input: ChunkedInput, _ options: TableOptions, _ sizes: ReadingSizes,
    _ columns: TextColumns = TextColumns()
  ) throws(FileError) {
    parser = JSONLineParser(path: input.name, options.numberNotation)
    lines = try LineWindow(
      input, sizes, skipping: options.skippedLineCount, remedy: "write one object on each line")
    let isOne = sizes.endsPrefixWithLine && input.fileSize == nil
    try findKeys(within: isOne ? 0 : sizes.keys)
    texts = columns.texts(among: keys.map { String(decoding: $0, as: UTF8.self) })
  }

  // MARK: Columns

  /// Collects the keys of the first lines, and writes the line of names.
  private mutating func findKeys(within limit: Int) throws(FileError) {
    var place = 0
    var line = skippedLineCount
    while place < limit || decidingCount == 0, let range = try lines.range(from: place, number: line + 1) {
      line += 1
      place = range.upperBound + 1
      guard !lines.isBlank(range) else { continue }
      try parse(range, number: line)
      decidingCount += 1
      for member in parser.members {
        let key = parser.scratch[member.key]
        guard places[key] == nil else { continue }
        guard !key.isEmpty else {
          throw FileError(
            .badData, path: name, position: .line(line),
            problem: "a key is empty, expected the name of a column",
            remedy: "give it a name")
        }
        guard keys.count < Self.mostKeys else {
          throw FileError(
            .badData, path: name, position: .line(line),
            problem: "there are more than \(Self.mostKeys) keys, the limit",
            remedy: "write one object for each row, with the same keys in all")
        }
        let copy = Array(key)
        places[copy[...]] = keys.count
        keys.append(copy)
      }
    }
    guard decidingCount > 0 else { return }
    guard !keys.isEmpty else {
      throw FileError(
        .badData, path: name, position: .line(1), problem: "the objects have no keys, expected those of columns"
      )
    }
    for (index, key) in keys.enumerated() {
      if index > 0 { output.endCells(1) }
      output.append(key, keepsSpaces: true)
    }
    output.endLines()
    cells = Array(repeating: nil, count: keys.count)
  }

  private static let mostKeys = 1 << 16

  // MARK: Rows

  private mutating func parse(_ range: Range<Int>, number: Int) throws(FileError) {
    // No copy of the bytes: the same memory under another name, so that the parser can change meanwhile.
    let bytes = lines.bytes
    try parser.parse(bytes.span.extracting(lines.place(of: range)), number: number)
  }

  /// Writes the next object's row; false at the end.
  mutating func writeRow() throws(FileError) -> Bool {
    while let range = try lines.next() {
      guard !lines.isBlank(range) else {
        blankCount += 1
        lines.use(range)
        continue
      }
      try parse(range, number: lines.number)
      lines.use(range)
      try findCells()
      try writeBlankLines()
      for column in cells.indices {
        if column > 0 { output.endCells(1) }
        if let cell = cells[column] {
          output.appendWritten(parser.scratch, cell, keepsBreaks: texts.contains(column))
        }
        cells[column] = nil
      }
      output.endLines()
      return true
    }
    return false
  }

  /// Lines without an object are lines of the text too, which the reader passes over.
  private mutating func writeBlankLines() throws(FileError) {
    // In a table of one column they would be cells.
    guard blankCount == 0 || keys.count > 1 else {
      throw FileError(
        .badData, path: name, position: .line(lines.number - 1),
        problem: "this line is blank, expected an object",
        remedy: "remove it")
    }
    output.endLines(blankCount)
    blankCount = 0
  }

  /// Finds the column of each member.
  private mutating func findCells() throws(FileError) {
    for (index, member) in parser.members.enumerated() {
      let key = parser.scratch[member.key]
      // Most objects have all keys in one order.
      let column = index < keys.count && keys[index].elementsEqual(key) ? index : places[key]
      guard let column else {
        let shown = CellText.shown(String(decoding: key, as: UTF8.self))
        throw FileError(
          .badData, path: name, position: .line(lines.number),
          problem:
            decidingCount == 1
            ? "the key \(shown) is not in the first object, which decides the columns"
            : "the key \(shown) is in none of the first \(decidingCount) objects, which decide the columns",
          remedy: "write it in the first object, with null where there is no value")
      }
      guard cells[column] == nil else {
        throw FileError(
          .badData, path: name,
          position: .cell(line: lines.number, column: CellText.printable(String(decoding: key, as: UTF8.self))),
          problem: "the key stands twice in the object", remedy: "write it once")
      }
      cells[column] = member.value
    }
  }
}
