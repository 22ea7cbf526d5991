// A table made of columns in memory is prepared and fitted as one from a file is.

import Testing

@testable import SoftmaxRegression

@Suite struct MemoryTableTests {
  /// Twelve customers, some cells missing.
  private func customers() throws -> Table {
    try Table(
      name: "customers",
      columns: [
        Table.Column("number", (1...12).map { "c\($0)" }),
        Table.Column("age", [31, 44, nil, 27, 60, 38, 51, 29, 33, 47, 25, 58]),
        Table.Column(
          "plan",
          ["basic", "plus", "plus", nil, "basic", "pro", "pro", "basic", "plus", "pro", "basic", "plus"]),
        Table.Column(
          "newsletter", [true, false, nil, true, false, false, true, true, false, true, false, true] as [Bool?]),
        Table.Column("spent", [10.5, 20, 30.25, 5, 80, 42, 51, 9, 22, 61, 7, 33]),
        Table.Column("weight", [1.0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5]),
        Table.Column("house", [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]),
        Table.Column(
          "stays", [true, true, true, false, true, false, false, true, false, true, false, true]),
      ],
      label: "stays", weight: "weight", group: "house", keys: ["number"])
  }

  @Test func columnsHaveTheirKindsAndRoles() throws {
    let table = try customers()
    #expect(table.rowCount == 12)
    #expect(
      table.columns == [
        TableColumn(name: "age", kind: .number(origin: 0)),
        TableColumn(name: "plan", kind: .category(["basic", "plus", "pro"])),
        TableColumn(name: "newsletter", kind: .boolean), TableColumn(name: "spent", kind: .number(origin: 0)),
      ])
    #expect(table.labels?.names == ["true", "false"] && table.labelColumn == "stays")
    #expect(table.weights?[1] == 2 && table.weights?[11] == 0.5)
    #expect(table.groups?.names == ["1", "2", "3", "4", "5", "6"])
    #expect(table.keys == [KeyColumn(name: "number", cells: (1...12).map { "c\($0)" })])
  }

  @Test func aPreparationMakesItsFeatures() throws {
    let table = try customers()
    let preparation = try Preparation(learnedOn: table, missing: .indicator)
    let data = try preparation.dataset(of: table)
    #expect(
      data.features.input.featureNames == [
        "age", "age missing", "plan=basic", "plan=plus", "plan=pro", "plan missing", "newsletter",
        "newsletter missing", "spent",
      ])
    #expect(data.features.row(0) == [31, 0, 1, 0, 0, 0, 1, 0, 10.5])
    #expect(data.features.row(3)[5] == 1 && data.features.row(2)[1] == 1 && data.features.row(2)[7] == 1)
    #expect(data.classes.names == ["false", "true"])
    #expect(data.groups == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    #expect(data.sampleWeights == table.weights)
    #expect(throws: PreparationError.missingValue(table: "customers", row: 3, column: "age")) {
      try Preparation(learnedOn: table)
    }
  }

  @Test func columnsFarFromZeroKeepWhatVaries() throws {
    let start = 1_700_000_000.0
    let table = try Table(
      columns: [
        Table.Column("seconds", (0..<8).map { start + Double($0) }),
        Table.Column("kind", ["a", "b", "a", "b", "a", "b", "a", "b"]),
      ], label: "kind")
    let preparation = try Preparation(learnedOn: table)
    let values = try preparation.features(of: table)
    #expect((1..<8).allSatisfy { values.row($0)[0] - values.row($0 - 1)[0] == 1 })
    // One row has no spread of its own: it is counted as the training table is.
    let new = try Table(columns: [Table.Column("seconds", [start + 3])], for: preparation)
    #expect(try preparation.features(of: new).row(0) == values.row(3))
  }

  @Test func rowsForAModelMayHaveOtherColumnsInAnotherOrder() throws {
    let table = try customers()
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    let new = try Table(
      columns: [
        Table.Column("colour", ["red"]), Table.Column("spent", [20]), Table.Column("newsletter", [false]),
        Table.Column("plan", ["plus"]), Table.Column("age", [44]),
      ], for: preparation)
    #expect(new.labels == nil)
    #expect(try preparation.features(of: new).row(0) == preparation.features(of: table, rows: [1]).row(0))
    let labelled = try Table(
      columns: [Table.Column("spent", [20]), Table.Column("stays", [nil, true].prefix(1).map { $0 })],
      for: preparation)
    #expect(labelled.labels?.names == [""])
  }

  @Test func aTableDividesAsItsDataDoes() throws {
    let table = try customers()
    let rows = try table.split(testFraction: 0.3, validationFraction: 0.2, seed: 2)
    let data = try Preparation(learnedOn: table, missing: .mean).dataset(of: table)
    let parts = try data.split(testFraction: 0.3, validationFraction: 0.2, seed: 2)
    #expect(rows.training.map { table.weights?[$0] } == parts.training.sampleWeights)
    #expect((rows.training + (rows.validation ?? []) + (rows.test ?? [])).sorted() == Array(0..<12))
    let (own, test) = (try #require(rows.test), try #require(parts.test))
    #expect(own.map { data.features.row($0) } == (0..<test.sampleCount).map { test.features.row($0) })
    let unlabelled = try Table(columns: [Table.Column("a", [1, 2])])
    #expect(throws: PreparationError.noLabels(table: "table")) { try unlabelled.split() }
  }

  @Test func columnsThatMakeNoTableAreRefused() throws {
    let (two, three) = (Table.Column("a", [1, 2]), Table.Column("b", ["x", "y", "z"]))
    func refusal(_ make: () throws(TableError) -> Table) -> TableError? {
      do throws(TableError) {
        _ = try make()
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal { () throws(TableError) in try Table(columns: []) } == .noColumns)
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("a", [] as [Double])]) } == .noRows)
    #expect(
      refusal { () throws(TableError) in try Table(columns: [two, three]) }
        == .columnLength(column: "b", expected: 2, found: 3))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [two, two]) } == .duplicateColumn(name: "a"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("colour", [1])], label: "color") }
        == .unknownColumn(name: "color", nearest: "colour"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [two], label: "a", weight: "a") }
        == .columnOfTwoRoles(name: "a"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("a", [1, .infinity])]) }
        == .infiniteNumber(row: 2, column: "a"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("a", [1, 1e300])]) }
        == .overflow(row: 2, column: "a"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("a", ["x", nil])], label: "a") }
        == .missingWord(row: 2, column: "a"))
    #expect(
      refusal { () throws(TableError) in try Table(columns: [Table.Column("a", [1, -1])], weight: "a") }
        == .invalidWeight(row: 2, column: "a"))
    #expect(TableError.overflow(row: 2, column: "a").description.contains("row 2, column 'a'"))
  }
}
