// Single lines of a delimited text with their numbers, to be shown beside what is said of them.

import SoftmaxFiles
import SoftmaxKernels

/// The lines of the beginning of a text.
struct TableRows {
  /// A line's cells.
  struct Row {
    let line: Int
    let cells: [String]
  }

  private let bytes: [UInt8]
  private let delimiter: UInt8
  /// Where each line begins.
  private let starts: [Int]

  /// So much is looked at.
  private static let byteLimit = 8 << 20

  /// The text at `path`, where it is a plain one; else nothing.
  init(path: String, delimiter: Character) {
    let all = (try? InputFile.contents(of: path))?.array ?? []
    bytes = Array(all.prefix(Self.byteLimit))
    self.delimiter = delimiter.asciiValue ?? UInt8(ascii: ",")
    var starts = [0]
    if !bytes.starts(with: [0x1f, 0x8b]) {
      for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(place + 1) }
    }
    self.starts = starts
  }

  /// The cells of a line, counted from 1; nil where it is not there, or is part of a longer row.
  func row(line: Int, columnCount: Int) -> Row? {
    row(line: line).flatMap { $0.cells.count == columnCount ? $0 : nil }
  }

  /// The same, however many cells it has.
  func row(line: Int) -> Row? {
    guard starts.indices.contains(line - 1) else { return nil }
    let end = starts.indices.contains(line) ? starts[line] : bytes.count
    let cells = cells(of: bytes[starts[line - 1]..<end])
    return cells.isEmpty ? nil : Row(line: line, cells: cells)
  }

  /// The first lines behind `header` whose cell in a column is one of these words.
  func firstLine(column: Int, columnCount: Int, after header: Int, isMissing: (String) -> Bool) -> Int? {
    for line in header + 1...max(header + 1, min(starts.count, header + 20_000)) {
      if let row = row(line: line, columnCount: columnCount), isMissing(row.cells[column]) { return line }
    }
    return nil
  }

  private func cells(of line: ArraySlice<UInt8>) -> [String] {
    var (cells, cell): ([String], [UInt8]) = ([], [])
    var isQuoted = false
    var place = line.startIndex
    func text(_ bytes: [UInt8]) -> String {
      String(
        String(decoding: bytes, as: UTF8.self).drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }
          .reversed())
    }
    while place < line.endIndex {
      let byte = line[place]
      place += 1
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          cell.append(byte)
        } else if place < line.endIndex, line[place] == byte {
          cell.append(byte)
          place += 1
        } else {
          isQuoted = false
        }
      } else if byte == UInt8(ascii: "\""), cell.isEmpty {
        isQuoted = true
      } else if byte == delimiter {
        cells.append(text(cell))
        cell = []
      } else if byte != UInt8(ascii: "\r"), byte != UInt8(ascii: "\n") {
        cell.append(byte)
      }
    }
    if cell.isEmpty, cells.isEmpty { return [] }
    cells.append(text(cell))
    return cells.map { $0.printable(limit: 80) }
  }
}
