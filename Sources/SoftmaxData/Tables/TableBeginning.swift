// The first rows of a table: the delimiter, the names, and what each column looks like.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// What the beginning of a text says of the rest.
struct TableBeginning {
  let delimiter: UInt8
  private(set) var names: [String] = []
  /// The columns to which the header gives no name.
  private(set) var unnamed: Set<Int> = []
  private(set) var surveys: [ColumnSurvey] = []
  /// Whether the first row names the columns.
  let hasHeader: Bool
  /// The line of the header, or of the first row.
  private(set) var firstLine = 1
  /// About how many rows there are.
  private(set) var rowEstimate = 0

  /// Looks at the first rows, and moves `text` to the first one that is no header.
  ///
  /// - Throws: `FileError` where there is no row, a name stands twice, or a row is no row.
  init(
    _ text: inout DelimitedText, _ options: TableOptions, _ expecting: [TableColumn]?
  ) throws(FileError) {
    try Self.skip(options.skippedLineCount, &text)
    let hinted = try Self.skipSpreadsheetHint(&text)
    let window = text.start..<text.end
    delimiter =
      if let hinted, options.delimiter == nil {
        try DelimiterChoice.byte(of: hinted, path: text.name)
      } else if let named = options.delimiter {
        try DelimiterChoice.byte(of: named, path: text.name)
      } else {
        DelimiterChoice.found(in: text.buffer.span.extracting(window), path: text.name)
      }
    if text.hasOldLineEnds {
      throw FileError(
        .badData, path: text.name, position: .line(1), problem: "lines end in CR, expected LF or CRLF",
        remedy: "convert the line ends")
    }
    var scanner = RowScanner(delimiter: delimiter)
    let prefixEnd = text.end - text.start
    guard let first = try Self.whole(&text, &scanner, offset: 0, skipsBlank: true) else {
      throw FileError(.badData, path: text.name, problem: "there is nothing in this file, expected a table")
    }
    text.start += first.lowerBound
    text.rowOffset = 0
    firstLine = max(text.line, 1)
    let length = first.count
    try Self.check(text, scanner, length, names: [])
    let cells = Self.texts(text, scanner)
    let firstRowLines = text.lineCount(of: scanner)
    let expected = Set(expecting?.map(\.name) ?? [])
    let known = expected.intersection(cells)
    let mayBeHeader =
      options.hasHeader ?? Self.mayBeHeader(cells, known, expected, NumberReader(options.numberNotation))
    // Looked at only then, because a pipe's second row may be long in coming.
    var firstIsQuoted = false
    let following = mayBeHeader ? Self.nextRow(&text, scanner, after: length, &firstIsQuoted) : .some([])
    let isOnly = following == nil
    // One row of words is a row, where a model's columns have other names.
    hasHeader = options.hasHeader ?? (mayBeHeader && (!isOnly || expected.isEmpty || !known.isEmpty))
    if hasHeader, isOnly {
      throw FileError(
        .badData, path: text.name, position: .line(firstLine),
        problem: "there is only a header, expected rows below it",
        remedy: Self.lineEndAdvice(text))
    }
    // R gives the column of rows' names none, and quotes them; 1,5 without quotes is a decimal comma between commas. A delimiter behind each row is something else, and so is a title above a header.
    let hasNamesOfRows =
      hasHeader && cells.count > 1 && following?.count == cells.count + 1 && following?.last?.isEmpty == false
      && (firstIsQuoted || delimiter == DelimiterChoice.space || delimiter == UInt8(ascii: "\t"))
    names = try Self.names(
      hasHeader ? (hasNamesOfRows ? [""] : []) + cells : cells.map { _ in "" }, path: text.name, line: firstLine
    )
    if hasHeader {
      // Of a row that is names of columns, or rows' names without one.
      unnamed = Set(cells.indices.filter { cells[$0].isEmpty }.map { $0 + (hasNamesOfRows ? 1 : 0) })
      if hasNamesOfRows { unnamed.insert(0) }
      text.start += length
      text.line += firstRowLines
    }
    surveys = Array(
      repeating: ColumnSurvey(
        keepsNumbers: options.centresFarColumns, missing: MissingCells(options.missingWords),
        numbers: NumberReader(options.numberNotation)),
      count: names.count)
    try survey(&text, scanner, prefix: prefixEnd - first.lowerBound - (hasHeader ? length : 0))
  }

  // MARK: Rows

  /// Scans the row at `offset` from the beginning of what is left, reading more where it is not whole. Where it lies, or nil
  /// at the end; `skipsBlank`: blank lines before it are passed over.
  private static func whole(
    _ text: inout DelimitedText, _ scanner: inout RowScanner, offset: Int, skipsBlank: Bool,
    names: [String] = []
  ) throws(FileError) -> Range<Int>? {
    var offset = offset
    while true {
      text.rowOffset = offset
      let outcome: RowScanner.Outcome =
        if text.start + offset < text.end {
          scanner.scan(
            text.buffer.span.extracting(0..<text.end), from: text.start + offset, isLast: text.isAtEnd)
        } else {
          .incomplete(openQuote: nil)
        }
      switch outcome {
      case .row(let next):
        let range = offset..<next - text.start
        try text.checkLength(range.count)
        guard skipsBlank, scanner.cellCount == 1,
          RowCheck.isBlank(text.buffer.span.extracting(text.start + offset..<next))
        else { return range }
        offset = range.upperBound
        text.line += 1
      case .incomplete(let quote) where !text.isAtEnd:
        try text.refill(openQuote: quote)
      case .incomplete(openQuote: nil):
        return nil
      default:
        throw RowCheck.problem(outcome, text, names)
      }
    }
  }

  private static func check(
    _ text: borrowing DelimitedText, _ scanner: RowScanner, _ length: Int, names: [String]
  ) throws(FileError) {
    try RowCheck.checkText(
      text.buffer.span.extracting(text.start..<text.start + length), delimiter: scanner.delimiter, text,
      names: names)
  }

  /// The cells of the next row; nil where nothing but blank lines follows, and none where what does is wrong: that is said
  /// later, when columns have names.
  private static func nextRow(
    _ text: inout DelimitedText, _ scanner: RowScanner, after offset: Int, _ firstIsQuoted: inout Bool
  ) -> [String]? {
    var scanner = scanner
    let line = text.line
    defer { (text.line, text.rowOffset) = (line, 0) }
    do throws(FileError) {
      guard try whole(&text, &scanner, offset: offset, skipsBlank: true) != nil else { return nil }
      firstIsQuoted = scanner.cells.first?.isQuoted ?? false
      return texts(text, scanner)
    } catch {
      return []
    }
  }

  /// The trimmed texts of a row's cells.
  private static func texts(_ text: borrowing DelimitedText, _ scanner: RowScanner) -> [String] {
    scanner.cells.prefix(scanner.cellCount).map { cell in
      let bytes = text.buffer.span.extracting(Int(cell.start)..<Int(cell.end))
      let content = bytes.extracting(bytes.trimmed)
      guard cell.hasDoubledQuotes else { return CategoryIndex.text(content) }
      let single = RowSink.withoutDoubledQuotes(content)
      return CategoryIndex.text(single.span)
    }
  }

  /// Passes over lines.
  ///
  /// - Throws: `FileError` where there are fewer.
  private static func skip(_ count: Int, _ text: inout DelimitedText) throws(FileError) {
    for _ in 0..<max(count, 0) {
      guard let end = try lineEnd(&text) else {
        throw FileError(
          .badData, path: text.name,
          problem: "there are fewer than \(count + 1) lines, of which \(count) are skipped",
          advice: "\(.skipLines(0)) skips none")
      }
      text.start = end
      text.line += 1
    }
  }

  /// Where the line ends that begins the text, with its line feed; nil where the text ends first.
  private static func lineEnd(_ text: inout DelimitedText) throws(FileError) -> Int? {
    var looked = 0
    while true {
      if let end = text.buffer[text.start + looked..<text.end].firstIndex(of: UInt8(ascii: "\n")) {
        return end + 1
      }
      looked = text.end - text.start
      if text.isAtEnd { return nil }
      try text.refill(openQuote: nil)
    }
  }

  /// Passes over `sep=;`, with which some spreadsheets begin a file; what it names, or nil where there is none.
  private static func skipSpreadsheetHint(_ text: inout DelimitedText) throws(FileError) -> Character? {
    let hint = Array("sep=".utf8)
    let first = text.buffer[text.start..<text.end].prefix(hint.count + 1)
    guard first.count == hint.count + 1, zip(first, hint).allSatisfy({ CellWords.small($0) == $1 }),
      let end = try lineEnd(&text)
    else { return nil }
    let mark = text.start + hint.count
    let rest = text.buffer[mark + 1..<end]
    guard text.buffer[mark] < 0x80, text.buffer[mark] != UInt8(ascii: "\n"),
      rest.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") })
    else { return nil }
    text.start = end
    text.line += 1
    return Character(Unicode.Scalar(text.buffer[mark]))
  }

  /// Whether the first row may name the columns: all names that are expected are there, or no cell is a number.
  private static func mayBeHeader(
    _ cells: [String], _ known: Set<String>, _ expected: Set<String>, _ numbers: NumberReader
  ) -> Bool {
    if !known.isEmpty, known == expected { return true }
    return !cells.contains { cell in
      let bytes = Array(cell.utf8)
      return numbers.number(bytes.span) != nil
    }
  }

  private static func lineEndAdvice(_ text: borrowing DelimitedText) -> String? {
    let hasReturn = text.buffer[..<text.end].contains(UInt8(ascii: "\r"))
    return hasReturn ? "lines have to end in LF or CRLF: if they end in CR, convert them" : nil
  }

  // MARK: Names

  private static let mostColumns = 1 << 20

  private static func names(_ cells: [String], path: String, line: Int) throws(FileError) -> [String] {
    guard cells.count <= mostColumns else {
      throw FileError(
        .badData, path: path, position: .line(line),
        problem: "this row has \(cells.count) cells, more than the limit of \(mostColumns) columns",
        remedy: "check the delimiter")
    }
    let names = cells.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    var places: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let other = places.updateValue(index, forKey: name) {
        throw FileError(
          .badData, path: path, position: .line(line),
          problem: "columns \(other + 1) and \(index + 1) are both called \(CellText.shown(name))",
          remedy: "give each column its own name")
      }
    }
    return names
  }

  // MARK: Columns

  /// Looks at the rows that end within `prefix` bytes, and at one at least.
  private mutating func survey(
    _ text: inout DelimitedText, _ scanner: RowScanner, prefix: Int
  ) throws(FileError) {
    var scanner = scanner
    let firstLine = text.line
    defer { (text.line, text.rowOffset) = (firstLine, 0) }
    var offset = 0
    var rowCount = 0
    // Where one line is enough, nothing is decided here, and the rest of a pipe is not waited for.
    while rowCount == 0 || (offset < prefix && !text.sizes.endsPrefixWithLine),
      let row = try Self.whole(&text, &scanner, offset: offset, skipsBlank: names.count != 1, names: names),
      rowCount == 0 || row.upperBound <= prefix
    {
      let bytes = text.start + row.lowerBound..<text.start + row.upperBound
      _ = try RowCheck.isBlank(text.buffer.span.extracting(bytes), scanner, text, names: names)
      for column in names.indices {
        let cell = scanner.cells[column]
        let content = text.buffer.span.extracting(Int(cell.start)..<Int(cell.end))
        surveys[column].add(cell.isQuoted ? content : content.extracting(content.trimmed))
      }
      rowCount += 1
      text.line += text.lineCount(of: scanner)
      offset = row.upperBound
    }
    guard let size = text.estimatedSize else {
      rowEstimate = rowCount
      return
    }
    // A quarter more than the first rows suggest: what is not written costs nothing.
    let estimate = Double(rowCount) * Double(size) / Double(max(offset, 1)) * 1.25 + 64
    rowEstimate = Int(min(estimate, 1e15))
  }
}
