// Rows without a label: refused, or passed over with all that is in them.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct UnlabelledRowTests {
  private var options: TableOptions {
    var options = TableOptions(label: .named("y"), weight: "w")
    options.leavesOutUnlabelled = true
    return options
  }

  @Test func rowsWithoutALabelArePassedOverWhateverElseTheyLack() throws {
    let file = try TableFile("x,w,y\n1,1,a\n,,\n2,heavy,NA\n3,2, \n4,3,b\n5,1,\"\"\n6,1,a\n")
    var reader = try TableReader(contentsOf: file.path, options: options)
    let table = try reader.readAll()
    #expect(
      table.values == [1, 4, 6] && table.weights == [1, 3, 1] && table.labels?.texts == ["a", "b", "a"])
    #expect(reader.unlabelledCount == 4)
  }

  @Test func batchesHaveTheRowsThatAreLabelled() throws {
    let file = try TableFile("x,w,y\n1,1,a\n2,1,\n3,1,\n4,1,b\n5,1,?\n")
    var reader = try TableReader(contentsOf: file.path, options: options)
    var rows: [[Float]] = []
    while let batch = try reader.next(rowLimit: 2) { rows.append(batch.values) }
    #expect(rows == [[1, 4]] && reader.unlabelledCount == 3)
  }

  @Test func theSummaryCountsThemApart() throws {
    let rows = (0..<40).map { $0 % 4 == 0 ? ",1," : "\($0 * $0),1,\($0 % 2 == 0 ? "a" : "b")" }
    let file = try TableFile((["x,w,y"] + rows).joined(separator: "\n"))
    let summary = try TableSummary(contentsOf: file.path, options: options)
    #expect(summary.rowCount == 30 && summary.columns[0].missingCount == 0)
    let warning = try #require(summary.warnings.first { $0.kind == .missingLabels })
    #expect(warning.message == "10 more rows have no label in column 'y'" && !warning.stopsTraining)
  }

  @Test func aTableWithoutALabelAnywhereIsSaidToHaveNone() throws {
    let file = try TableFile("x,w,y\n1,1,\n2,1,\n")
    let warning = try #require(
      try TableSummary(contentsOf: file.path, options: options).warnings.first {
        $0.kind == .missingLabels
      })
    #expect(warning.message == "no row has a label in column 'y'" && warning.stopsTraining)
  }
}
