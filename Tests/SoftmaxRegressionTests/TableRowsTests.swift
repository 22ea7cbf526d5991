// Some rows of a table as a table of their own, and those that lack no cell.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct TableRowsTests {
  /// Five rows with everything that a table can have beside features.
  private let table = Table(
    name: "t.csv",
    columns: [
      TableColumn(name: "n", kind: .number(origin: 0)),
      TableColumn(name: "c", kind: .category(["red", "blue"])),
      TableColumn(name: "b", kind: .boolean),
    ], rowCount: 5, numbers: SharedStorage([1, 0, .nan, 1, 3, .nan, 4, 0, 5, 1]),
    codes: [[0, 1, 1, Table.missingCode, 0]],
    labels: CategoryValues(codes: [0, 1, 2, 1, 2], names: ["p", "q", "r"]), labelColumn: "y",
    weights: [1, 2, 3, 4, 5], parts: CategoryValues(codes: [0, 0, 1, 0, 1], names: ["train", "test"]),
    groups: CategoryValues(codes: [0, 1, 2, 3, 4], names: ["a", "b", "c", "d", "e"]),
    folds: CategoryValues(codes: [1, 0, 1, 0, 1], names: ["x", "y"]),
    offsets: SampleOffsets(checked: [10, 20, 30, 40, 50], classNames: ["p"]),
    keys: [KeyColumn(name: "id", cells: ["i", "j", "k", "l", "m"])], missingWords: MissingWords(["-"]))

  private func texts(_ values: CategoryValues?) -> [String]? {
    values.map { v in v.codes.map { v.names[Int($0)] } }
  }

  @Test func keptRowsKeepEverythingThatIsTheirs() throws {
    let kept = try table.keeping(rows: [0, 2, 4])
    #expect(kept.rowCount == 3 && kept.columns == table.columns)
    #expect(kept.numbers.array.map(\.bitPattern) == [1, 0, 3, .nan, 5, 1].map { (x: Float) in x.bitPattern })
    #expect(kept.codes == [[0, 1, 0]])
    #expect(texts(kept.labels) == ["p", "r", "r"] && kept.labels?.names == ["p", "r"])
    #expect(kept.weights == [1, 3, 5])
    #expect(texts(kept.parts) == ["train", "test", "test"])
    #expect(texts(kept.groups) == ["a", "c", "e"] && kept.groups?.names.count == 3)
    #expect(texts(kept.folds) == ["y", "y", "y"] && kept.folds?.names == ["y"])
    #expect(kept.offsets?.values == [10, 30, 50])
    #expect(kept.keys == [KeyColumn(name: "id", cells: ["i", "k", "m"])])
    #expect(kept.missingWords == MissingWords(["-"]) && kept.labelColumn == "y")
    #expect(try table.keeping(rows: []).rowCount == 0)
  }

  @Test func completeRowsLackNoCellButIgnoredOnes() throws {
    let all = table.completeRows()
    #expect(all.rows == [0, 4] && all.missingCounts == [1, 1, 1])
    #expect(table.completeRows(ignoring: ["c"]).rows == [0, 3, 4])
    #expect(table.completeRows(ignoring: ["n", "b"]).rows == [0, 1, 2, 4])
    #expect(try table.withoutMissing().rowCount == 2)
    #expect(try table.withoutMissing(ignoring: ["n", "c", "b"]).rowCount == 5)
  }

  @Test func aPreparationThatDropsRefusesWhatIsLeft() throws {
    #expect(throws: PreparationError.missingValue(table: "t.csv", row: 2, column: "n")) {
      try Preparation(learnedOn: table, missing: .drop)
    }
    let preparation = try Preparation(learnedOn: table.withoutMissing(), missing: .drop)
    #expect(throws: PreparationError.missingValue(table: "t.csv", row: 2, column: "n")) {
      try preparation.features(of: table)
    }
  }
}
