// Tables as R writes them: spaces between cells, and no name above those of the rows.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct SpacedTableTests {
  @Test func spacesSeparateCellsWhereEachLineHasAsMany() throws {
    let table = try TableFile("x  y   kind\n1   2.5 a\n  30 4   \"b c\"  \n4 5 a \r\n").table()
    #expect(table.columns.map(\.name) == ["x", "y", "kind"])
    #expect(table.values == [1, 2.5, 30, 4, 4, 5] && table.words(0) == ["a", "b c", "a"])
    #expect(
      try TableFile("ADT1  0.5  a\nADT2  0.7  b\n").table(TableOptions(hasHeader: false, label: .none)).values
        == [0.5, 0.7])
  }

  @Test func wordsWithSpacesAreOneColumn() throws {
    #expect(try TableFile("model name\nred car\nblue bike\n").table().columns.map(\.name) == ["model name"])
    #expect(try TableFile("note\nall 5 of them\n12 more\n").table().columns.count == 1)
    #expect(try TableFile("a b;c d\n1 2;3 4\n").table().columns.map(\.name) == ["a b", "c d"])
  }

  @Test(arguments: [
    "\"x\" \"kind\"\n\"1\" 5 \"a\"\n\"2\" 7 \"b\"\n", "x,kind\n\"1\",5,a\n\"2\",7,b\n",
    "x\tkind\n1\t5\ta\n2\t7\tb\n",
  ])
  func namesOfRowsNeedNoNameThemselves(_ text: String) throws {
    let table = try TableFile(text).table()
    #expect(table.columns.map(\.name) == ["column 1", "x", "kind"])
    #expect(table.values == [1, 5, 2, 7] && table.words(0) == ["a", "b"])
  }

  @Test func aDelimiterBehindEachRowAndATitleAreSomethingElse() throws {
    #expect(try TableFile("x,y\n1,a,\n2,b,\n").error().contains("line 2: expected 2 cells, found 3"))
    // A decimal comma between commas would shift all columns.
    #expect(try TableFile("x,kind\n1,5,a\n2,7,b\n").error().contains("line 2: expected 2 cells, found 3"))
    #expect(try TableFile("Title\nx,y\n1,a\n").error().contains("`TableOptions.skippedLineCount = 1`"))
  }

  @Test func aHeaderThatWasTakenForARowIsSuspected() throws {
    let error = try TableFile("day,2020,y\n" + (1...20).map { "\($0),\($0 * 7),a\n" }.joined()).error()
    #expect(
      error.contains(
        "line 1, column 'column 1': 'day' is no number; `hasHeader` if this line names the columns, or "),
      "\(error)")
  }

  @Test(arguments: [1, 2, 3, 5, 7])
  func chunksMakeNoDifference(_ chunk: Int) throws {
    let file = try TableFile("x  y \n1   2.5\n  30 4  \n\n4 5 \r\n6  7")
    let sizes = ReadingSizes(prefix: 64, chunk: chunk, longestRow: 1000)
    #expect(try file.table(sizes: sizes).values == [1, 2.5, 30, 4, 4, 5, 6, 7])
  }
}
