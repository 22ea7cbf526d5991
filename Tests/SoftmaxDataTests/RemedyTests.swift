// What errors and warnings about data say to try, as values.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct RemedyTests {
  private static let asCategory = Remedy.treatColumns(["x"], as: .category)

  /// A table, and what reading it with the last column as label says to try.
  private static let tables: [(text: String, remedies: [Remedy])] = [
    ("x,y\n,a\n2,b\n", [.imputeMissing, .markMissing, .leaveOutIncompleteRows, .ignoreColumns(["x"])]),
    ("x,y\n2024-01-31,a\n", [.treatColumns(["x"], as: .date), asCategory, .ignoreColumns(["x"])]),
    ("x;y\n1,5;a\n", [.readNumbers(decimal: ",", thousands: nil), asCategory, .ignoreColumns(["x"])]),
    ("x,z,y\n,1,a\n", [.ignoreColumns(["x"]), .treatColumns(["x"], as: .number), asCategory]),
    ("x,y,e\n1,a,\n", [.chooseLabel, .ignoreColumns(["e"])]),
    ("x\n1,a\n2,b\n", [.setDelimiter, .skipLines(1)]),
    (
      "x,y\n1,a\n2\n",
      [.text("quote cells that have the delimiter in them, and write empty cells for what is missing")]
    ),
  ]

  @Test(arguments: tables.indices)
  func tablesThatCannotBeReadSayWhichSettingsHelp(_ index: Int) throws {
    let file = try TableFile(Self.tables[index].text)
    let error = #expect(throws: FileError.self) { try file.table(TableOptions(hasHeader: true, label: .last)) }
    #expect(error?.remedies == Self.tables[index].remedies, "\(String(describing: error))")
  }

  @Test func whatAModelDoesNotKnowSaysHowItWouldHave() throws {
    let file = try TableFile("colour\nblue\n")
    let expected = [TableColumn(name: "colour", kind: .category(["red", "green"]))]
    let error = #expect(throws: FileError.self) { try file.table(expecting: expected) }
    #expect(error?.remedies == [.allowUnseenCategories])
    let options = TableOptions(hasHeader: true, label: .none)
    let missing = #expect(throws: FileError.self) {
      try TableFile("colour,x\n,1\n").table(options, expecting: expected)
    }
    #expect(missing?.remedies == [.imputeMissing, .markMissing])
  }

  @Test func warningsCarryTheRemediesOfTheirText() throws {
    let rows = (0..<40).map { "\($0),k\($0),7,\($0 == 0 ? "a" : "b")" }
    let file = try TableFile("id,key,one,y\n" + rows.joined(separator: "\n"))
    let warnings = try TableSummary(contentsOf: file.path, options: TableOptions()).warnings
    func remedies(_ kind: DataWarning.Kind) -> [[Remedy]] {
      warnings.filter { $0.kind == kind }.map(\.remedies)
    }
    #expect(remedies(.constant) == [[.ignoreColumns(["one"])]])
    #expect(
      Set(remedies(.looksLikeKey)) == [
        [.treatColumns(["id"], as: .number)], [.treatColumns(["key"], as: .category)],
      ])
    #expect(remedies(.rareClasses) == [[.holdOutFewer, .useFewerFolds]])
  }

  @Test func dataThatIsNotThereSaysHowToGetIt() {
    func error(offline: Bool) -> FetchError {
      FetchError(dataset: "d", attempts: [], offline: offline, fileNames: ["f"])
    }
    #expect(error(offline: true).remedies == [.allowNetwork, .nameDataFolder])
    #expect(error(offline: false).remedies == [.nameDataFolder])
    #expect(DataError.unsupportedFormat(path: "x").remedies == [.nameFormat("csv")])
    #expect(DataError.noLabels(name: "x", hint: "\(.nameLabelFile)").remedies == [.nameLabelFile])
    #expect(DataError.unknownName("x", nearest: nil, known: ["digits"]).remedies.isEmpty)
  }
}
