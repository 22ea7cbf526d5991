// Columns become features the same way every time, learned from training rows alone.

import SoftmaxKernels
@testable import SoftmaxRegression
import Testing

@Suite struct PreparationTests {
  private let nan = Float.nan

  /// Age (a number), member (yes or no), colour (a category), six rows; rows 1 and 4 lack something.
  private func table(weights: [Double]? = nil, names: [String] = ["red", "green", "blue"]) -> Table {
    Table(
      name: "people.csv",
      columns: [
        TableColumn(name: "age", kind: .number(origin: 0)), TableColumn(name: "member", kind: .boolean),
        TableColumn(name: "colour", kind: .category(names)),
      ],
      rowCount: 6, numbers: SharedStorage([20, 1, nan, 0, 40, 1, 30, nan, 10, 1, 50, 0]),
      codes: [[0, 1, 1, 2, Table.missingCode, 0]],
      labels: CategoryValues(codes: [0, 1, 0, 1, 0, 1], names: ["no", "yes"]), weights: weights,
      groups: CategoryValues(codes: [0, 0, 1, 1, 2, 2], names: ["b", "a", "c"]))
  }

  private func rows(_ features: Features) -> [[Float]] { (0..<features.sampleCount).map { features.row($0) } }

  @Test func missingValuesAreMeansAndCategoriesShares() throws {
    let preparation = try Preparation(learnedOn: table(), missing: .mean)
    #expect(preparation.input.featureNames == ["age", "member", "colour=blue", "colour=green", "colour=red"])
    let found = try rows(preparation.features(of: table()))
    // Five ages with the mean 30, five memberships of which three, five colours: 1 blue, 2 green, 2 red.
    #expect(
      found == [
        [20, 1, 0, 0, 1], [30, 0, 0, 1, 0], [40, 1, 0, 1, 0], [30, 0.6, 1, 0, 0], [10, 1, 0.2, 0.4, 0.4],
        [50, 0, 0, 0, 1],
      ])
  }

  @Test func anIndicatorSaysWhereTrainingLackedAValue() throws {
    let preparation = try Preparation(learnedOn: table(), rows: [0, 1, 2, 5], missing: .indicator)
    #expect(
      preparation.input.featureNames == ["age", "age missing", "member", "colour=green", "colour=red"])
    let found = try rows(preparation.features(of: table(), rows: [1, 0]))
    #expect(found == [[Float(110.0 / 3), 1, 0, 1, 0], [20, 0, 1, 0, 1]])
    // Member and colour lacked nothing in training: their means stand in, and no feature says so.
    let later = try preparation.features(of: table(), rows: [4])
    #expect(rows(later) == [[10, 0, 1, 0.5, 0.5]])
  }

  @Test func columnsLikeKeysAreFoundAndCanBeLeftOut() throws {
    let rowCount = 24
    func table(_ categories: Int, weights: [Double]? = nil) -> Table {
      Table(
        name: "t",
        columns: [
          TableColumn(name: "n", kind: .number(origin: 0)),
          TableColumn(name: "id", kind: .category((0..<categories).map { "w\($0)" })),
        ], rowCount: rowCount, numbers: SharedStorage((0..<rowCount).map(Float.init)),
        codes: [(0..<rowCount).map { UInt32($0 % categories) }], weights: weights)
    }
    #expect(table(12).nearlyKeys().isEmpty)
    #expect(table(13).nearlyKeys() == [.init(name: "id", categoryCount: 13)])
    // Of the rows that are learned from, and count.
    #expect(table(13).nearlyKeys(rows: Array(0..<10)).isEmpty)
    #expect(table(24).nearlyKeys(rows: Array(0..<11)).map(\.categoryCount) == [11])
    #expect(table(24, weights: (0..<rowCount).map { $0 < 12 ? 1 : 0 }).nearlyKeys().isEmpty)
    let without = try Preparation(learnedOn: table(24), leavingOut: ["id"])
    #expect(without.input.featureNames == ["n"])
    #expect(try without.features(of: table(24)).row(5) == [5])
    let error = #expect(throws: PreparationError.self) {
      try Preparation(learnedOn: table(24), leavingOut: ["id", "n"])
    }
    #expect(error == .noColumns(table: "t"))
  }

  @Test func missingValuesAreRefusedWithTheirRowAndColumn() throws {
    let error = #expect(throws: PreparationError.self) { try Preparation(learnedOn: table()) }
    #expect(error == .missingValue(table: "people.csv", row: 2, column: "age"))
    let preparation = try Preparation(learnedOn: table(), rows: [0, 2, 5])
    let later = #expect(throws: PreparationError.self) { try preparation.features(of: table(), rows: [0, 4]) }
    #expect(
      later?.description
        == "people.csv: row 5, column 'colour': the value is missing; fill it in, or treat missing values by mean or "
        + "indicator")
  }

  @Test func onlyTrainingRowsAreLearnedFrom() throws {
    let preparation = try Preparation(learnedOn: table(), rows: [0, 2, 5], unseen: .zeros)
    let third = 1.0 / 3
    let expected: [[Double]] = [[110.0 / 3], [2 * third], [third, 2 * third]]
    #expect(preparation.columns.map(\.means) == expected)
    #expect(preparation.columns[2].column.kind == .category(["green", "red"]))
  }

  @Test func anUnseenCategoryIsRefusedOrZeros() throws {
    let strict = try Preparation(learnedOn: table(), rows: [0, 5, 2], missing: .mean)
    let error = #expect(throws: PreparationError.self) { try strict.features(of: table(), rows: [0, 3]) }
    #expect(
      error
        == .unseenCategory(
          table: "people.csv", row: 4, column: "colour", category: "blue", nearest: nil))
    let lenient = try Preparation(learnedOn: table(), rows: [0, 5, 2], missing: .mean, unseen: .zeros)
    #expect(try rows(lenient.features(of: table(), rows: [3]))[0].suffix(2) == [0, 0])
  }

  @Test func columnsAreFoundByNameAndCategoriesByTheirs() throws {
    let preparation = try Preparation(learnedOn: table(), missing: .mean)
    let other = Table(
      name: "new.csv",
      columns: [
        TableColumn(name: "colour", kind: .category(["green", "blue"])),
        TableColumn(name: "extra", kind: .number(origin: 0)), TableColumn(name: "member", kind: .boolean),
        TableColumn(name: "age", kind: .number(origin: 5)),
      ], rowCount: 2, numbers: SharedStorage([7, 1, 15, 8, 0, 25]), codes: [[1, 0]])
    #expect(try rows(preparation.features(of: other)) == [[20, 1, 1, 0, 0], [30, 0, 0, 1, 0]])
    let lacking = Table(
      name: "new.csv", columns: [TableColumn(name: "ages", kind: .number(origin: 0))], rowCount: 1,
      numbers: SharedStorage([1]), codes: [])
    #expect(throws: PreparationError.missingColumn(table: "new.csv", name: "age", nearest: "ages")) {
      try preparation.features(of: lacking)
    }
  }

  @Test func numbersAloneAreUsedWhereTheyLie() throws {
    let numbers = SharedStorage<Float>([1, 2, 3, 4])
    let plain = Table(
      name: "t",
      columns: ["a", "b"].map { TableColumn(name: $0, kind: .number(origin: 0)) }, rowCount: 2,
      numbers: numbers, codes: [])
    let features = try Preparation(learnedOn: plain).features(of: plain)
    let place = numbers.withSpan { span in
      unsafe span.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
    }
    var places: [Int] = []
    features.rows.forEachRunOfBytes { bytes in
      places.append(unsafe bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) })
    }
    #expect(places == [place])
  }

  @Test func aWeightIsARepetitionAndZeroNothing() throws {
    let weighted = try Preparation(learnedOn: table(weights: [2, 0, 1, 0, 0, 1]), unseen: .zeros)
    let repeated = try Preparation(learnedOn: table(), rows: [0, 0, 2, 5], unseen: .zeros)
    #expect(weighted == repeated)
  }

  @Test func theOrderOfRowsAndNamesDoesNotMatter() throws {
    let one = try Preparation(learnedOn: table(), missing: .mean)
    // The same colours under other codes.
    let other = Table(
      name: "people.csv",
      columns: [
        table().columns[0], table().columns[1],
        .init(name: "colour", kind: .category(["blue", "red", "green"])),
      ],
      rowCount: 6, numbers: table().numbers, codes: [[1, 2, 2, 0, Table.missingCode, 1]])
    #expect(try Preparation(learnedOn: other, missing: .mean) == one)
  }

  @Test func wholeNumbersAreCategoriesInTheirOrder() throws {
    let preparation = try Preparation(learnedOn: table(names: ["10", "9", "100"]), missing: .mean)
    #expect(preparation.columns[2].column.kind == .category(["9", "10", "100"]))
    let mixed = try Preparation(learnedOn: table(names: ["10", "9", "x"]), missing: .mean)
    #expect(mixed.columns[2].column.kind == .category(["10", "9", "x"]))
  }

  @Test func anOriginIsInTheFeaturesName() throws {
    let far = Table(
      name: "t", columns: [TableColumn(name: "second", kind: .number(origin: 1_700_000_000))], rowCount: 2,
      numbers: SharedStorage([-1, 1]), codes: [])
    let preparation = try Preparation(learnedOn: far)
    #expect(preparation.input.featureNames == ["second - 1700000000"])
    let raw = Table(
      name: "t", columns: [TableColumn(name: "second", kind: .number(origin: 0))], rowCount: 1,
      numbers: SharedStorage([1_700_000_000]), codes: [])
    // 1.7e9 is a Float32; one unit in its last place is 128.
    #expect(try preparation.features(of: raw).row(0) == [0])
  }

  @Test func twoColumnsCannotMakeOneFeature() throws {
    let clash = Table(
      name: "t",
      columns: [
        TableColumn(name: "a=b", kind: .number(origin: 0)), TableColumn(name: "a", kind: .category(["b"])),
      ], rowCount: 1, numbers: SharedStorage([1]), codes: [[0]])
    #expect(throws: PreparationError.duplicateFeature(table: "t", name: "a=b")) {
      try Preparation(learnedOn: clash)
    }
  }

  @Test func labelsWeightsAndGroupsComeAlong() throws {
    let preparation = try Preparation(learnedOn: table(), missing: .mean)
    let data = try preparation.dataset(of: table(weights: [1, 2, 3, 4, 5, 6]), rows: [5, 0])
    #expect(data.classes.names == ["no", "yes"] && data.classIndices == [1, 0])
    #expect(data.sampleWeights == [6, 1])
    // a, b, c are 0, 1, 2 whatever was met first.
    #expect(data.groups == [2, 1])
  }
}
