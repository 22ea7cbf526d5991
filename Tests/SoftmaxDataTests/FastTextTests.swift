// fastText's lines as tables.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct FastTextTests {
  private func text(_ content: String, chunk: Int = 1 << 12) throws -> String {
    var sizes = ReadingSizes()
    sizes.chunk = chunk
    return try TextOfTable(Array(content.utf8), name: "t.txt").text(chunk: chunk, sizes: sizes)
  }

  private func error(_ content: String) throws -> String {
    var options = TableOptions()
    options.format = .fasttext
    return try TextOfTable(Array(content.utf8), name: "t.txt").error(options)
  }

  @Test(arguments: [1, 7, 4096])
  func aLineIsARow(chunk: Int) throws {
    let content = "__label__spam win, \"now\"\r\n\n__label__ham \t see  you\n__label__ham\n__label__a\u{a0}b x"
    #expect(
      try text(content, chunk: chunk)
        == "text,label\n\"win, \"\"now\"\"\",spam\n\nsee  you,ham\n,ham\nx,a\u{a0}b\n")
  }

  @Test func theLabelMayStandAnywhereAndIsNoWord() throws {
    #expect(try text("__label__a x\nx y __label__b z\nx __label__b \n").hasSuffix("x,a\nx y z,b\nx,b\n"))
  }

  @Test func aTextMayLackALabel() throws {
    var options = TableOptions(label: .optional("label"))
    options.format = .fasttext
    let file = try TextOfTable(Array("some words\n__label__a more\n".utf8), name: "t")
    let table = try Table(contentsOf: file.path, options: options)
    #expect(table.labels?.texts == ["", "a"])
    options.label = .last
    #expect(throws: FileError.self) { try Table(contentsOf: file.path, options: options) }
  }

  @Test func aFileIsKnownByItsBeginning() throws {
    for (content, format) in [
      ("__label__a x\n", InputFormat.fasttext), ("\u{feff}\n __label__a x\n", .fasttext),
      ("a,__label__b\n1,2\n", .csv),
      ("__label_a x\n1 2\n", .csv),
    ] {
      let file = try TextOfTable(Array(content.utf8), name: "t.txt")
      #expect(try DataReference(parsing: file.path).format == format, "\(content)")
    }
    let named = try TextOfTable(Array("__label__a,b\n1,2\n".utf8), name: "t.csv")
    #expect(try DataReference(parsing: named.path).format == .csv)
  }

  @Test func errorsNameTheLine() throws {
    #expect(
      try error("__label__a x\n\n__label__b __label__c y\n")
        == "t.txt: line 3: the line has two labels, '__label__b' and '__label__c', expected one: a text is of one class; "
        + "write the line once, with one label")
    #expect(
      try error("x __label__ y\n")
        == "t.txt: line 1: the label has no name; write it behind '__label__'")
    #expect(try error("PAR1\0\0").contains("this is a Parquet file"))
    let broken = try TextOfTable(Array("__label__a x\n__label__a ".utf8) + [0xc3, 0x0a], name: "t.txt")
    let found = #expect(throws: FileError.self) { try Table(contentsOf: broken.path) }
    #expect(found?.position == .cell(line: 2, column: "text"))
  }

  @Test func linesThatAreSkippedAreCounted() throws {
    var options = TableOptions()
    options.format = .fasttext
    options.skippedLineCount = 1
    let file = try TextOfTable(Array("# made\n__label__a x\n__label__ y\n".utf8), name: "t.txt")
    #expect(file.error(options).hasPrefix("t.txt: line 3: the label has no name"))
  }
}
