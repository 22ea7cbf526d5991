// A sheet as delimited text: each of its rows is the line of the same number.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// The cells of a sheet, row by row, in memory that does not grow with it.
///
/// The first row that is not blank decides which columns there are: from its first cell with something in it to its last one.
/// Where the next row begins before that, it is the one of rows' names, which has no name itself.
/// Numbers keep their digits, dates become ISO 8601's, formulas are what they were when the workbook was saved.
struct SheetText: TextSource {
  let name: String
  let origin: String?
  let delimiter: Character? = ","
  let hasHeader: Bool? = nil
  let firstLine = 1
  let countsInnerLines = false
  let skippedLineCount = 0
  let wouldWait = false

  private var scanner: XMLScanner
  private let sheetName: String
  /// What is said where nothing is in it.
  private let emptiness: FileError
  private let texts: SharedTexts
  private let styles: [NumberStyle]
  private let countsFrom1904: Bool
  /// How many rows stand before the table: they are blank lines.
  private let rowsBefore: Int
  private let notation: NumberNotation

  private var output = CellOutput()
  private var isInRows = false
  private var isAtEnd = false
  /// The row that is read, from 1, and the last one that was written.
  private var row = 0
  private var writtenRow = 0
  /// The column that is read, from 1.
  private var column = 0
  /// How many rows were written, and where the first of them begins in the output.
  private var rowCount = 0
  private var firstRowStart = 0
  /// The columns of the table, once they are known; the last one that was written of the row, 0 for none.
  private var columns: ClosedRange<Int>?
  private var firstColumn = 0
  private var writtenColumn = 0
  private var value: [UInt8] = []

  var deliveredCount: Int { output.takenCount }
  var estimatedCount: Int? {
    ChunkedInput.estimate(
      of: scanner.compressedCount, consumed: scanner.consumedCount, delivered: output.takenCount + output.count)
  }

  /// Reads what the cells of the sheet that is chosen refer to.
  ///
  /// - Throws: `FileError` where there is no such sheet, or the workbook is damaged.
  init(_ workbook: Workbook, _ options: TableOptions) throws(FileError) {
    let (sheet, number, entry) = try workbook.sheet(options.sheet)
    (rowsBefore, notation) = (options.skippedLineCount, options.numberNotation)
    name = workbook.archive.path
    sheetName = sheet.name
    origin = "sheet '\(sheet.name.printable(limit: 40))' (\(number) of \(workbook.sheets.count))"
    emptiness = workbook.problem(
      "the sheet '\(sheet.name.printable(limit: 40))' has nothing in it, expected a table")
    texts = try workbook.sharedTexts()
    styles = try workbook.numberStyles()
    countsFrom1904 = workbook.countsFrom1904
    scanner = try XMLScanner(entry, of: workbook.archive)
  }

  private enum Names {
    static let data = XMLName("sheetData")
    static let row = XMLName("row")
    static let cell = XMLName("c")
    static let value = XMLName("v")
    static let formula = XMLName("f")
    static let inline = XMLName("is")
    static let text = XMLName("t")
    static let reference = XMLName("r")
    static let style = XMLName("s")
  }

  // MARK: Rows

  /// So much is written at a time.
  private static let piece = 1 << 16

  mutating func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    // The second row may yet change the first one.
    while output.count < Self.piece || rowCount < 2, !isAtEnd { try writeRow() }
    return output.isEmpty ? 0 : output.take(into: &buffer, at: start, count: count)
  }

  /// Writes the next row, or finds that there is none.
  private mutating func writeRow() throws(FileError) {
    while true {
      switch try scanner.next() {
      case .finish:
        if writtenRow == 0 { throw emptiness }
        isAtEnd = true
        return
      case .start where scanner.name == Names.data: isInRows = true
      case .end where scanner.name == Names.data: isInRows = false
      case .start where isInRows && scanner.name == Names.row:
        try beginRow()
        if row > rowsBefore { try writeCells() } else { try scanner.skipElement() }
        return
      default: break
      }
    }
  }

  private mutating func beginRow() throws(FileError) {
    var number: Int? = row + 1
    try scanner.forEachAttribute { (name, value) throws(FileError) in
      if name == Names.reference { number = Self.number(value) }
    }
    guard let number, number > row, number <= CellReference.lastRow else {
      throw problem("a row behind row \(row) has no number that can follow", remedy: "save the workbook again")
    }
    row = number
    (column, writtenColumn) = (0, 0)
  }

  private static func number(_ digits: Span<UInt8>) -> Int? {
    var number = 0
    for index in digits.indices {
      guard digits[index] &- UInt8(ascii: "0") < 10, number < 1 << 30 else { return nil }
      number = number * 10 + Int(digits[index] - UInt8(ascii: "0"))
    }
    return digits.isEmpty ? nil : number
  }

  /// Reads a row's cells and writes those with something in them.
  private mutating func writeCells() throws(FileError) {
    while true {
      switch try scanner.next() {
      case .start where scanner.name == Names.cell: try readCell()
      case .start: try scanner.skipElement()
      case .end:
        guard scanner.name == Names.row else { throw scanner.problem("a cell lies in another one") }
        endRow()
        return
      case .text: break
      case .finish: return
      }
    }
  }

  private mutating func endRow() {
    guard writtenColumn > 0 else { return }
    if let columns {
      output.endCells(columns.upperBound - writtenColumn)
    } else {
      columns = firstColumn...writtenColumn
    }
    output.endLines()
    rowCount += 1
  }

  // MARK: Cells

  /// How a cell's value is written.
  private enum Form {
    case number, shared, text, boolean, error, date
  }

  private mutating func readCell() throws(FileError) {
    var style = 0
    var form = Form.number
    var isKnown = true
    var place: Int? = column + 1
    try scanner.forEachAttribute { (name, value) throws(FileError) in
      switch name {
      case Names.reference:
        let reference = CellReference(value)
        place = reference.flatMap { $0.row == row ? $0.column : nil }
      case Names.style: style = Self.number(value) ?? 0
      case Names.text:
        let found = Self.form(value)
        (form, isKnown) = (found ?? .number, found != nil)
      default: break
      }
    }
    guard let place, place > column, place <= CellReference.lastColumn else {
      throw problem(
        "a cell of row \(row) is not behind the one before it, or not in a sheet's columns A to XFD",
        remedy: "save the workbook again")
    }
    column = place
    guard isKnown else { throw cellProblem("the cell has an unknown type", "save the workbook again") }
    let (hasValue, hasFormula) = try readValue()
    // A text may be empty, nothing else may.
    guard !hasFormula || (hasValue && (form == .text || !value.isEmpty)) else {
      throw cellProblem(
        "the formula has no value, because the program that wrote it did not compute it",
        "open the workbook in a spreadsheet program and save it")
    }
    if hasValue { try write(form, style) }
  }

  private static let forms: [XMLName: Form] = [
    XMLName("n"): .number, XMLName("s"): .shared, XMLName("str"): .text, XMLName("inlineStr"): .text,
    XMLName("b"): .boolean, XMLName("e"): .error, XMLName("d"): .date,
  ]

  private static func form(_ type: Span<UInt8>) -> Form? { forms[XMLName(type)] }

  /// Reads what is in a cell into `value`; whether there is a value, and a formula.
  private mutating func readValue() throws(FileError) -> (hasValue: Bool, hasFormula: Bool) {
    value.removeAll(keepingCapacity: true)
    var (hasValue, hasFormula, isInValue, isInline) = (false, false, false, false)
    while true {
      switch try scanner.next() {
      case .start:
        switch scanner.name {
        case Names.value: (isInValue, hasValue) = (true, true)
        case Names.formula:
          hasFormula = true
          try scanner.skipElement()
        case Names.inline: (isInline, hasValue) = (true, true)
        case Names.text where isInline: isInValue = true
        // Runs of rich text.
        case Names.reference where isInline: break
        default: try scanner.skipElement()
        }
      case .text: if isInValue { try scanner.appendContent(to: &value) }
      case .end:
        if scanner.name == Names.cell { return (hasValue, hasFormula) }
        if scanner.name == Names.value || scanner.name == Names.text { isInValue = false }
      case .finish: return (hasValue, hasFormula)
      }
    }
  }

  /// Writes `value`, where it is not empty.
  private mutating func write(_ form: Form, _ style: Int) throws(FileError) {
    switch form {
    case .number:
      let style = styles.indices.contains(style) ? styles[style] : .number
      if style == .number { try appendNumber() } else { try appendDate(style) }
    case .shared:
      guard let index = Self.number(value.span), index < texts.count else {
        throw cellProblem(
          "the cell has the text of number \(String(decoding: value.prefix(20), as: UTF8.self).printable(limit: 20)), and there are "
            + "\(texts.count)", "save the workbook again")
      }
      let text = texts[index]
      guard !text.isEmpty else { return }
      try moveToCell()
      output.appendWritten(texts.bytes, text, keepsBreaks: true)
    case .text:
      value = EscapedText.decoded(value)
      try append()
    case .boolean:
      let isTrue = value == [UInt8(ascii: "1")] || value == Array("true".utf8)
      value = Array((isTrue ? "true" : "false").utf8)
      try append()
    case .error:
      let error = String(decoding: value, as: UTF8.self)
      // What spreadsheets have for a missing value.
      guard error != "#N/A" else { return }
      throw cellProblem("the cell has the error \(error.printable(limit: 20))", "mend it, or empty the cell")
    case .date:
      // 2024-03-01T10:30:00, as newer programs may write it.
      value = value.map { $0 == UInt8(ascii: "T") ? 0x20 : $0 }
      try append()
    }
  }

  private mutating func append() throws(FileError) {
    guard !value.span.trimmed.isEmpty else { return }
    try moveToCell()
    output.append(value, keepsSpaces: false)
  }

  private mutating func appendNumber() throws(FileError) {
    guard notation.decimalMark == "," else { return try append() }
    guard !value.span.trimmed.isEmpty else { return }
    try moveToCell()
    output.appendNumber(value, notation)
  }

  private mutating func appendDate(_ style: NumberStyle) throws(FileError) {
    guard !value.span.trimmed.isEmpty else { return }
    guard let number = DecimalParser.shared.number(value.span.extracting(value.span.trimmed)) else {
      return try append()
    }
    guard let date = SerialDate(number, from1904: countsFrom1904) else {
      throw cellProblem(
        "the cell is formatted as a date, and \(number) is none", "mend it, or format it as a number")
    }
    value = Array(date.text(style).utf8)
    try append()
  }

  /// Writes what is before the cell: lines of blank rows, and cells without a value.
  ///
  /// - Throws: `FileError` for a cell outside the table's columns.
  private mutating func moveToCell() throws(FileError) {
    if let known = columns, rowCount == 1, writtenColumn == 0, column < known.lowerBound {
      // Row names, above which the header has nothing.
      output.insertCells(known.lowerBound - column, at: firstRowStart)
      columns = column...known.upperBound
    }
    if let columns, !columns.contains(column) {
      let letters = [columns.lowerBound, columns.upperBound].map(CellReference.letters)
      throw cellProblem(
        "this cell is beside the table, which has the columns \(letters[0]) to \(letters[1]) by its first row",
        "name the column there, or empty the cell, or \(.skipLines(row - 1)) if the table begins in this row")
    }
    if writtenColumn == 0 {
      output.endLines(row - 1 - writtenRow)
      writtenRow = row
      if columns == nil { (firstColumn, firstRowStart) = (column, output.bytes.count) }
      output.endCells(column - (columns?.lowerBound ?? firstColumn))
    } else {
      output.endCells(column - writtenColumn)
    }
    writtenColumn = column
  }

  // MARK: Errors

  private func problem(_ text: String, remedy: String) -> FileError {
    FileError(
      .badData, path: name, problem: "sheet '\(sheetName.printable(limit: 40))': \(text)", remedy: remedy)
  }

  private func cellProblem(_ text: String, _ advice: Advice) -> FileError {
    FileError(
      .badData, path: name,
      problem: "\(CellReference.text(column: column, row: row, sheet: sheetName)): \(text)", advice: advice)
  }
}
