// What can be wrong with a row as a whole.

import SoftmaxFiles
import SoftmaxRemedies

/// Checks of rows that the scanner has found, or could not find the end of.
enum RowCheck {
  /// Whether a row is blank; it must else have a cell for each name, and be text.
  ///
  /// - Throws: `FileError` naming the line.
  static func isBlank(
    _ row: Span<UInt8>, _ scanner: RowScanner, _ text: borrowing DelimitedText, names: [String]
  ) throws(FileError) -> Bool {
    if names.count != 1, scanner.cellCount == 1, isBlank(row) { return true }
    try checkText(row, delimiter: scanner.delimiter, text, names: names)
    guard scanner.cellCount == names.count else {
      throw FileError(
        .badData, path: text.name, position: .line(text.line),
        problem: "expected \(names.count) \(names.count == 1 ? "cell" : "cells"), found \(scanner.cellCount)",
        advice: names.count == 1
          ? "check the delimiter (\(.setDelimiter, placeholder: "CHARACTER")), or \(.skipLines(text.line - 1)) if the "
            + "table begins here"
          : text.line <= 10 && scanner.cellCount > names.count
            ? "quote cells that have the delimiter in them, or \(.skipLines(text.line - 1)) if the table begins here"
            : "quote cells that have the delimiter in them, and write empty cells for what is missing")
    }
    return false
  }

  /// Whether a line has nothing but spaces.
  static func isBlank(_ row: Span<UInt8>) -> Bool {
    for index in row.indices where ![0x20, 0x09, 0x0d, 0x0a].contains(row[index]) { return false }
    return true
  }

  /// - Throws: `FileError` for NUL bytes, for what is no UTF-8, and for combining marks without an end.
  static func checkText(
    _ row: Span<UInt8>, delimiter: UInt8, _ text: borrowing DelimitedText, names: [String]
  ) throws(FileError) {
    guard !text.isPlain, let fault = TextValidity.firstFault(row) ?? MarkRun.firstFault(row) else { return }
    var scanner = RowScanner(delimiter: delimiter)
    _ = scanner.scan(row, from: 0, isLast: true)
    let column = scanner.cells.firstIndex { $0.end > fault }
    let line = text.line + text.lineCount(in: row.extracting(0..<fault))
    let position: FileError.Position =
      if let column, names.indices.contains(column) {
        .cell(line: line, column: CellText.printable(names[column]))
      } else {
        .line(line)
      }
    let byte = row[fault]
    guard TextValidity.firstFault(row) != nil else {
      throw FileError(
        .badData, path: text.name, position: position, problem: MarkRun.problem, remedy: MarkRun.remedy)
    }
    throw FileError(
      .badData, path: text.name, position: position,
      problem: byte == 0
        ? "found a NUL byte, expected UTF-8 text" : "byte 0x\(String(byte, radix: 16)) is no UTF-8 text",
      remedy: "save the file as UTF-8")
  }

  /// The error for a row whose end was not found.
  static func problem(
    _ outcome: RowScanner.Outcome, _ text: borrowing DelimitedText, _ names: [String]
  ) -> FileError {
    switch outcome {
    case .textAfterQuote(let column, let position):
      let line = text.line(of: position)
      return FileError(
        .badData, path: text.name,
        position: names.indices.contains(column)
          ? .cell(line: line, column: CellText.printable(names[column])) : .line(line),
        problem: "text follows a closing quote, expected a delimiter or the end of the line",
        remedy: "write quotes inside a quoted cell twice")
    case .incomplete(let quote):
      return FileError(
        .badData, path: text.name, position: .line(quote.map { text.line(of: $0) } ?? text.line),
        problem: "a quote opens here and never closes", remedy: "close it, or remove it")
    case .row:
      return FileError(.badData, path: text.name, position: .line(text.line), problem: "the row is whole")
    }
  }
}
