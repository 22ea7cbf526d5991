// What the fuzz tests run of writing CSV: see FuzzTesting/README.md.

import SoftmaxFiles

extension FuzzingEntry {
  /// Cells with NUL between them, behind a byte that says how many stand in a row and how they are written. What is written
  /// parses back to the same cells, by a reader that knows nothing of ours and by ours.
  public static func csv(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let isSafe = form & 0x80 != 0
    let width = 1 + Int(form & 7)
    let cells = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    var rows: [[String]] = []
    for start in stride(from: 0, to: cells.count, by: width) {
      let row = Array(cells[start..<min(start + width, cells.count)])
      rows.append(row + [String](repeating: "", count: width - row.count))
    }
    let text = Array(rows.map { CSVLine.text($0, isSafe: isSafe) }.joined().utf8)
    check(parsed(text), rows, isSafe: isSafe)
    check(scanned(text), rows, isSafe: isSafe)
  }

  private static func check(_ found: [[[UInt8]]], _ rows: [[String]], isSafe: Bool) {
    precondition(found.count == rows.count, "another number of rows")
    for (found, row) in zip(found, rows) {
      precondition(found.count == row.count, "another number of cells")
      for (cell, text) in zip(found, row) {
        let bytes = Array(text.utf8)
        precondition(cell == bytes || isSafe && cell == [UInt8(ascii: "'")] + bytes, "another cell")
        guard isSafe, let first = cell.first else { continue }
        precondition(
          !"=@\t\r\n".utf8.contains(first)
            && (!"+-".utf8.contains(first) || DecimalParser.shared.number(cell.span) != nil),
          "a cell that a spreadsheet runs")
      }
    }
  }

  /// RFC 4180, and nothing else.
  private static func parsed(_ text: [UInt8]) -> [[[UInt8]]] {
    var (rows, row, cell): ([[[UInt8]]], [[UInt8]], [UInt8]) = ([], [], [])
    var position = 0
    func isAt(_ byte: UInt8) -> Bool { position < text.count && text[position] == byte }
    while position < text.count {
      if isAt(0x22) {
        position += 1
        while true {
          guard position < text.count else { preconditionFailure("a quote is open") }
          if isAt(0x22) {
            position += 1
            guard isAt(0x22) else { break }
          }
          cell.append(text[position])
          position += 1
        }
      } else {
        while position < text.count, !isAt(0x2c), !isAt(0x0a) {
          precondition(text[position] != 0x22 && text[position] != 0x0d, "a quote or CR in a plain cell")
          cell.append(text[position])
          position += 1
        }
      }
      precondition(isAt(0x2c) || isAt(0x0a), "text behind a quote")
      row.append(cell)
      cell = []
      if isAt(0x0a) {
        rows.append(row)
        row = []
      }
      position += 1
    }
    precondition(row.isEmpty, "a row without an end")
    return rows
  }

  /// The cells as our own reader finds them, before it drops spaces around them.
  private static func scanned(_ text: [UInt8]) -> [[[UInt8]]] {
    var rows: [[[UInt8]]] = []
    var scanner = RowScanner(delimiter: UInt8(ascii: ","))
    let bytes = text.span
    var position = 0
    while position < text.count {
      guard case .row(let next) = scanner.scan(bytes, from: position, isLast: true) else {
        preconditionFailure("no row of ours")
      }
      rows.append(
        scanner.cells.prefix(scanner.cellCount).map { cell in
          let content = bytes.extracting(Int(cell.start)..<Int(cell.end))
          if cell.hasDoubledQuotes { return RowSink.withoutDoubledQuotes(content) }
          return content.indices.map { content[$0] }
        })
      position = next
    }
    return rows
  }
}
