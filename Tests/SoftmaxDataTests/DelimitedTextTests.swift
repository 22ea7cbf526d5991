// The form of delimited text: delimiters, quotes, line ends, blank lines, and the chunks it comes in.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct DelimitedTextTests {
  @Test(arguments: [",", ";", "\t", "|"])
  func theDelimiterIsFoundInTheFirstLine(_ delimiter: String) throws {
    let table = try TableFile("a#b#c\n1#2#3\n".replacing("#", with: delimiter)).table()
    #expect(table.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.row(0) == [1, 2, 3])
  }

  @Test func delimitersInsideQuotesDoNotCount() throws {
    let table = try TableFile("\n\"a,b,c,d\";x\n1;2\n").table()
    #expect(table.columns.map(\.name) == ["a,b,c,d", "x"])
  }

  @Test func theNameOfAFileOrAnOptionDecides() throws {
    #expect(try TableFile("a,b\tc\n1\t2\n", name: "t.TSV").table().columns.map(\.name) == ["a,b", "c"])
    let zipped = try TableFile(bytes: GzipWriter.file(Array("a,b,d\tc\n1\t2\n".utf8)), name: "t.tsv.gz")
    #expect(try zipped.table().columns.map(\.name) == ["a,b,d", "c"])
    let table = try TableFile("a:b,c,d\n1:2\n").table(TableOptions(delimiter: ":", label: .none))
    #expect(table.columns.map(\.name) == ["a", "b,c,d"])
    for delimiter: Character in ["é", "\"", "\n", "\r\n", "\u{0}", ".", "-", "+", "e", "5"] {
      let error = try TableFile("a\n1\n").error(TableOptions(delimiter: delimiter))
      #expect(error.contains("cannot stand between cells: expected an ASCII character"))
    }
  }

  @Test func spacesAroundQuotesDoNotCount() throws {
    let table = try TableFile("a, \"b\" ,c\n1.5, \"x, y\" , \"u\"\n2,\t\" z\"\t,v\n").table()
    #expect(table.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.words(0) == ["x, y", " z"])
    #expect(table.words(1) == ["u", "v"])
    #expect(try TableFile("a\tb\n1\t\t\t\"x\"\n").error().contains("expected 2 cells, found 4"))
  }

  @Test func quotesHideDelimitersQuotesAndLineEnds() throws {
    let table = try TableFile(
      "a,b\n\"x, \"\"y\"\"\nz\",1\n\" spaced \",2\n\"\"\"\",3\nun\"quoted,4\n  trimmed\t,5\n"
    ).table()
    #expect(table.words(0) == ["x, \"y\"\nz", " spaced ", "\"", "un\"quoted", "trimmed"])
    #expect(table.values == [1, 2, 3, 4, 5])
  }

  @Test func everyLineEndIsTaken() throws {
    let expected = try TableFile("a,b\n1,x\n2,y\n").table()
    for text in [
      "a,b\r\n1,x\r\n2,y\r\n", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y", "a,b\r\n1,x\n2,y\r", "a,b\n1,x\n2,\"y\"\r",
    ] {
      let table = try TableFile(text).table()
      #expect(table.values == expected.values, "\(text.debugDescription)")
      #expect(table.words(0) == ["x", "y"], "\(text.debugDescription)")
    }
    #expect(try TableFile("b,a\r\nx,1\r\ny,2\r\n").table().values == [1, 2])
    #expect(try TableFile("b,a\r\nx,1\r\ny,2\r").table().values == [1, 2])
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    let table = try TableFile(bytes: [0xef, 0xbb, 0xbf] + Array("a,b\n1,2\n".utf8)).table()
    #expect(table.columns.map(\.name) == ["a", "b"])
  }

  @Test func blankLinesAreSkipped() throws {
    let table = try TableFile("\n\na,b\n\n1,2\r\n\r\n   \n3,4\n\n\n").table()
    #expect(table.values == [1, 2, 3, 4])
  }

  @Test func inATableOfOneColumnABlankLineIsAMissingCell() throws {
    let table = try TableFile("a\n1\n\n3\n").table(TableOptions(label: .none, refusesMissing: false))
    #expect(table.rowCount == 3)
    #expect(table.values[1].isNaN)
    #expect(table.values[2] == 3)
  }

  @Test func gzipIsReadWhateverTheName() throws {
    let text = "a,b\n" + (0..<5000).map { "\($0),\($0 * 2)\n" }.joined()
    let plain = try TableFile(text).table()
    let zipped = try TableFile(bytes: GzipWriter.file(Array(text.utf8)), name: "t.csv").table()
    #expect(zipped.numberBits == plain.numberBits)
    #expect(zipped.rowCount == 5000)
  }

  @Test(arguments: [1, 2, 7, 64])
  func chunksOfAnySizeGiveTheSameTable(_ chunk: Int) throws {
    var numbers = MadeNumbers(seed: 8)
    var text = "id,x,\"w, \"\"q\"\"\",flag,é,y\r\n"
    for index in 0..<60 {
      let word = ["plain", "\"two\r\nlines\"", "\"a \"\"b\"\", c\"", "Zürich", "NA", "\"\""][index % 6]
      text +=
        "k\(index),\(numbers.next() * 1e3),\(word),\(index % 2 == 0 ? "yes" : "No"),\(numbers.next())e-\(index % 40),"
      text += "\(["dog", "cat", "Ωmega"][index % 3])\(index % 2 == 0 ? "\n" : "\r\n")"
      if index % 10 == 0 { text += "\n" }
    }
    let options = TableOptions(keys: ["id"], refusesMissing: false)
    let file = try TableFile(text)
    func sizes(_ chunk: Int) -> ReadingSizes { ReadingSizes(prefix: 300, chunk: chunk, longestRow: 1000) }
    let whole = try file.table(options, sizes: sizes(1 << 16))
    #expect(whole.rowCount == 60)
    let table = try file.table(options, sizes: sizes(chunk))
    #expect(table.columns == whole.columns)
    #expect(table.numberBits == whole.numberBits)
    #expect(table.codes == whole.codes)
    #expect(table.labels == whole.labels)
    #expect(table.keys == whole.keys)
    let zipped = try TableFile(bytes: GzipWriter.file(Array(text.utf8))).table(options, sizes: sizes(chunk))
    #expect(zipped.numberBits == whole.numberBits)
    #expect(zipped.codes == whole.codes)
  }

  @Test(arguments: [1, 2, 7, 64, 1 << 16])
  func errorsNameTheSameLineWhateverTheChunks(_ chunk: Int) throws {
    let rows = (0..<40).map { "\($0),\"a\n\($0)\"\n" }.joined()
    let sizes = ReadingSizes(prefix: 64, chunk: chunk, longestRow: 500)
    #expect(
      try TableFile("x,y\n\(rows)1,\"a\",3\n").error(sizes: sizes)
        == "t.csv: line 82: expected 2 cells, found 3; quote cells that have the delimiter in them, and write empty "
        + "cells for what is missing")
    #expect(
      try TableFile("x,y\n\(rows)five,b\n").error(sizes: sizes).hasPrefix("t.csv: line 82, column 'x': 'five'"))
    #expect(
      try TableFile("x,y\n\(rows)1,\"open\n2,b\n").error(sizes: sizes)
        == "t.csv: line 82: a quote opens here and never closes; close it, or remove it")
  }

  @Test func whateverTheTextChunksChangeNeitherTableNorError() throws {
    let pieces = [
      ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"\"", ";", "\t", " ", "1", "2.5", "-", "e3", "a", "yes", "NA",
      "é", "\u{0}", "é,1",
      "\n1,2", "\n\"x\",3", ",\"y\"\n", "inf", "1e99",
    ]
    var numbers = MadeNumbers(seed: 12)
    var tableCount = 0
    for round in 0..<400 {
      // Half of them are tables but for a few pieces at their end.
      let isNearlyTable = round % 2 == 0
      var text = isNearlyTable ? "a,b\n" + String(repeating: "1,x\n", count: 1 + round % 7) : ""
      let pieceCount = isNearlyTable ? round % 5 : 3 + round % 20
      for piece in numbers.indices(pieceCount, below: pieces.count) { text += pieces[Int(piece)] }
      var bytes = Array(text.utf8)
      if round % 10 == 0 { bytes.append(0xe9) }
      let file = try TableFile(bytes: bytes)
      let options = TableOptions(
        hasHeader: [nil, true, false][round % 3], label: round % 5 == 0 ? .last : .none,
        refusesMissing: round % 4 == 0)
      func outcome(_ chunk: Int) -> String {
        do {
          let table = try file.table(options, sizes: ReadingSizes(prefix: 24, chunk: chunk, longestRow: 60))
          return "\(table.columns) \(table.numberBits) \(table.codes) \(String(describing: table.labels))"
        } catch {
          return "\(error)"
        }
      }
      let whole = outcome(1 << 10)
      tableCount += whole.contains("TableColumn") ? 1 : 0
      for chunk in [1, 3, 16] {
        #expect(outcome(chunk) == whole, "\(text.debugDescription), chunks of \(chunk)")
      }
    }
    // Both outcomes were met.
    #expect(tableCount > 20 && tableCount < 380)
  }

  @Test func textThatIsNotPlainIsLookedAtClosely() {
    let good = Array("aé€😀\u{7ff}\u{ffff}\u{10ffff}".utf8)
    func fault(_ bytes: [UInt8]) -> Int? { TextValidity.firstFault(bytes.span) }
    func isPlain(_ bytes: [UInt8]) -> Bool { TextValidity.isPlain(bytes.span) }
    #expect(fault(good) == nil)
    #expect(!isPlain(good))
    // Overlong forms, surrogates, beyond the last character, cut off, and bytes that never stand first.
    let faults: [[UInt8]] = [
      [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80], [0xff], [0xe2, 0x82], [0xc3], [0],
      [0xf0, 0x9f, 0x98],
      [0xe2, 0x82, 0x41], [0xf0, 0x9f, 0x98, 0x41],
    ]
    for sequence in faults {
      for filling in [0, 5, 8, 13] {
        let bytes =
          [UInt8](repeating: 0x61, count: filling) + sequence + [UInt8](repeating: 0x62, count: filling)
        #expect(fault(bytes) == filling)
        #expect(!isPlain(bytes))
        #expect(String(validating: bytes, as: UTF8.self) == nil || sequence == [0])
      }
    }
    for byte in UInt8(1)...127 {
      #expect(isPlain([UInt8](repeating: byte, count: 11)))
    }
  }
}
