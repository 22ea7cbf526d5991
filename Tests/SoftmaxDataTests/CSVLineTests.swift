// Rows as CSV: any reader finds the same cells, and no spreadsheet runs them.

@testable import SoftmaxData
import SoftmaxTestSupport
import Testing

@Suite struct CSVLineTests {
  @Test(arguments: [
    (["a", "b"], "a,b\n"), (["a,b", "c"], "\"a,b\",c\n"), (["say \"no\"", ""], "\"say \"\"no\"\"\",\n"),
    (["two\nlines", "x\r"], "\"two\nlines\",\"x\r\"\n"), ([""], "\"\"\n"), ([" a", "b\t"], " a,b\t\n"),
    (["\u{feff}a", "b"], "\"\u{feff}a\",b\n"), (["-1.5", "=1"], "-1.5,=1\n"),
    // A comma, a quote or a line end with an accent behind it is one Character, and shifted all columns to its right.
    (["\"a,\u{301}\"", "b"], "\"\"\"a,\u{301}\"\"\",b\n"), ([",\u{301}", "b"], "\",\u{301}\",b\n"),
    (["\"\u{20dd}", "b"], "\"\"\"\u{20dd}\",b\n"), (["\r\n\u{200d}", "b"], "\"\r\n\u{200d}\",b\n"),
  ])
  func cellsAreQuotedByTheirBytes(_ cells: [String], _ line: String) {
    #expect(Array(CSVLine.text(cells).utf8) == Array(line.utf8))
  }

  /// RFC 4180, read byte by byte.
  private func parsed(_ text: String) -> [[[UInt8]]] {
    var (rows, row, cell): ([[[UInt8]]], [[UInt8]], [UInt8]) = ([], [], [])
    var isQuoted = false
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isQuoted {
        guard byte == 0x22 else {
          cell.append(byte)
          continue
        }
        if position < bytes.count, bytes[position] == 0x22 {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == 0x22, cell.isEmpty {
        isQuoted = true
      } else if byte == 0x2c || byte == 0x0a {
        row.append(cell)
        cell = []
        if byte == 0x0a {
          rows.append(row)
          row = []
        }
      } else {
        cell.append(byte)
      }
    }
    return rows
  }

  @Test func anIndependentReaderFindsTheSameCells() {
    let pieces = [
      ",", "\"", "\n", "\r", "a", " ", "\t", ";", "\u{301}", "\u{200d}", "=", "-1", "'", "\u{feff}", "漢",
      "\u{20dd}", "",
    ]
    var numbers = MadeNumbers(seed: 4)
    for round in 0..<3000 {
      let cells = (0..<1 + round % 4).map { _ in
        numbers.indices(round % 7, below: pieces.count).map { pieces[Int($0)] }.joined()
      }
      #expect(parsed(CSVLine.text(cells)) == [cells.map { Array($0.utf8) }], "\(cells)")
      let safe = parsed(CSVLine.text(cells, isSafe: true))
      #expect(safe.count == 1 && safe[0].count == cells.count)
      for (found, cell) in zip(safe.first ?? [], cells) {
        #expect(found == Array(cell.utf8) || found == Array(("'" + cell).utf8))
      }
    }
  }

  @Test(arguments: [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠a",
    " =1", "\u{a0}=1",
    "-", "+", "=", "-inf", "-1.5e", "\u{2212}1+A1", "-=\u{301}", "=\u{301}1",
  ])
  func whatASpreadsheetWouldRunIsText(_ cell: String) {
    let line = CSVLine.text([cell, "b"], isSafe: true)
    #expect(parsed(line) == [[Array(("'" + cell).utf8), Array("b".utf8)]])
    #expect(parsed(CSVLine.text([cell, "b"])) == [[Array(cell.utf8), Array("b".utf8)]])
  }

  @Test(arguments: [
    "-1.5", "+3e5", "-.5", "1", "-0", "a=b", "a-b", "'=1", "1+1", "", "漢", "mail@a.b", "-1e-300",
  ])
  func numbersAndOtherTextStayAsTheyAre(_ cell: String) {
    #expect(CSVLine.text([cell, "b"], isSafe: true) == "\(cell),b\n")
  }

  @Test func otherDelimitersStartNoCellOfTheirOwn() {
    #expect(CSVLine.text(["a;=1", "b\t=1", "c|=1"], isSafe: true) == "\"a;=1\",\"b\t=1\",\"c|=1\"\n")
  }
}
