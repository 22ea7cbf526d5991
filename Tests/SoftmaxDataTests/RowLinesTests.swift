// Messages about a table that was read name the lines of its file.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct RowLinesTests {
  private func lines(_ table: Table) -> [Int?] { (0..<table.rowCount).map { table.lines?.line(of: $0) } }

  @Test func everyRowKnowsItsLine() throws {
    // A title, a header, a blank line, a cell of two lines, a row that stands twice, one that was not seen.
    let file = try TableFile("Title\nx,c,n\n1,a,1\n\n2,\"b\nb\",1\n3,c,2\n4,d,0\n5,e,1\n")
    var options = TableOptions(label: .none)
    (options.skippedLineCount, options.frequency) = (1, "n")
    let table = try file.table(options)
    #expect(lines(table) == [3, 5, 7, 7, 9])
    #expect(lines(try table.keeping(rows: [1, 3, 4])) == [5, 7, 9])
    var reader = try TableReader(contentsOf: file.path, options: options)
    var found: [Int?] = []
    while let batch = try reader.next(rowLimit: 2) { found += lines(batch) }
    #expect(found == [3, 5, 7, 7, 9])
  }

  @Test func aCategoryThatOnlyTheTestRowsHaveIsFoundByItsLine() throws {
    let table = try TableFile("x,c,y\n1,a,p\n2,a,q\n\n3,b,p\n").table(TableOptions(label: .last))
    let preparation = try Preparation(learnedOn: table, rows: [0, 1])
    let error = #expect(throws: PreparationError.self) { try preparation.features(of: table) }
    #expect(error?.description.contains("t.csv: line 5, column 'c': no row that was learned from has") == true)
  }

  @Test func aTableInMemoryHasRows() throws {
    let table = try Table(
      name: "made", columns: [Table.Column("x", [1.5, 2]), Table.Column("c", ["a", "b"])])
    let preparation = try Preparation(learnedOn: table, rows: [0])
    let error = #expect(throws: PreparationError.self) { try preparation.features(of: table) }
    #expect(error?.description.hasPrefix("made: row 2, column 'c'") == true)
  }
}
