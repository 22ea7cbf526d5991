// Categories against a base: which features there are, and what becomes of missing and new values.

import SoftmaxKernels
@testable import SoftmaxRegression
import Testing

@Suite struct ContrastTests {
  private let nan = Float.nan

  /// Age (a number), member (yes or no), colour (a category), six rows; rows 1 and 4 lack something.
  private func table(colours: [UInt32] = [0, 1, 1, 2, Table.missingCode, 0]) -> Table {
    Table(
      name: "people.csv",
      columns: [
        TableColumn(name: "age", kind: .number(origin: 0)), TableColumn(name: "member", kind: .boolean),
        TableColumn(name: "colour", kind: .category(["red", "green", "blue"])),
      ],
      rowCount: 6, numbers: SharedStorage([20, 1, nan, 0, 40, 1, 30, nan, 10, 1, 50, 0]), codes: [colours])
  }

  private func rows(_ preparation: Preparation, _ table: Table? = nil, at rows: [Int]? = nil) throws
    -> [[Float]]
  {
    let features = try preparation.features(of: table ?? self.table(), rows: rows)
    return (0..<features.sampleCount).map { features.row($0) }
  }

  @Test func theFirstCategoryHasNoFeatureUnlessAnotherIsChosen() throws {
    let first = try Preparation(learnedOn: table(), missing: .mean, contrasts: TreatmentContrasts())
    #expect(first.input.featureNames == ["age", "member", "colour=green", "colour=red"])
    #expect(first.columns.map(\.base) == [nil, "no", "blue"])
    #expect(first.columns[2].means == [0.4, 0.4])
    // Five ages with the mean 30, five memberships of which three, five colours: 1 blue, 2 green, 2 red.
    #expect(
      try rows(first) == [
        [20, 1, 0, 1], [30, 0, 1, 0], [40, 1, 1, 0], [30, 0.6, 0, 0], [10, 1, 0.4, 0.4], [50, 0, 0, 1],
      ])
    let chosen = try Preparation(
      learnedOn: table(), missing: .mean,
      contrasts: TreatmentContrasts(bases: ["colour": "red", "member": "yes"]))
    #expect(chosen.input.featureNames == ["age", "member=no", "colour=blue", "colour=green"])
    #expect(try rows(chosen, at: [0, 1, 3]) == [[20, 0, 0, 0], [30, 1, 0, 1], [30, 0.4, 1, 0]])
  }

  @Test func aMissingValueIsALevelOfItsOwn() throws {
    let preparation = try Preparation(
      learnedOn: table(), missing: .indicator, contrasts: TreatmentContrasts(bases: ["member": "yes"]))
    #expect(
      preparation.input.featureNames
        == [
          "age", "age missing", "member=no", "member missing", "colour=green", "colour=red", "colour missing",
        ])
    // Of a number the mean stays in its place; categories and booleans have their indicator alone.
    #expect(
      try rows(preparation, at: [1, 3, 4]) == [
        [30, 1, 1, 0, 1, 0, 0], [30, 0, 0, 1, 0, 0, 0], [10, 0, 0, 0, 0, 0, 1],
      ])
  }

  @Test func withoutAnInterceptTheFirstCategoryColumnIsWhole() throws {
    let contrasts = TreatmentContrasts(hasIntercept: false)
    let whole = try Preparation(learnedOn: table(), missing: .mean, contrasts: contrasts)
    #expect(whole.input.featureNames == ["age", "member", "colour=blue", "colour=green", "colour=red"])
    let chosen = try Preparation(
      learnedOn: table(), missing: .mean,
      contrasts: TreatmentContrasts(bases: ["colour": "red"], hasIntercept: false))
    #expect(chosen.input.featureNames == ["age", "member", "colour=blue", "colour=green"])
  }

  @Test func newCategoriesAreRefusedOrTakenForTheBase() throws {
    let learned = [0, 1, 2, 5]
    let strict = try Preparation(
      learnedOn: table(), rows: learned, missing: .mean, contrasts: TreatmentContrasts())
    #expect(strict.columns[2].base == "green")
    let error = #expect(throws: PreparationError.self) { try strict.features(of: table(), rows: [3]) }
    #expect(
      error?.description.hasPrefix(
        "people.csv: row 4, column 'colour': no row that was learned from has the category 'blue'") == true)
    // The base itself is known.
    #expect(try rows(strict, at: [1]) == [[110.0 / 3, 0, 0]])
    let lenient = try Preparation(
      learnedOn: table(), rows: learned, missing: .mean, unseen: .zeros, contrasts: TreatmentContrasts())
    #expect(try rows(lenient, at: [3])[0][2] == 0)
  }

  @Test func basesThatAreNoneAreRefusedByName() throws {
    func refusal(_ bases: [String: String], rows: [Int]? = nil) -> String? {
      let error = #expect(throws: PreparationError.self) {
        try Preparation(
          learnedOn: table(), rows: rows, missing: .mean, contrasts: TreatmentContrasts(bases: bases))
      }
      return error?.description
    }
    #expect(
      refusal(["color": "red"])
        == "people.csv: there is no column 'color' that features are made of, to have a base; the nearest is 'colour'"
    )
    #expect(
      refusal(["age": "20"])
        == "people.csv: column 'age' holds numbers, which have no base; read it as categories, or leave its base out"
    )
    #expect(
      refusal(["colour": "gren"])
        == "people.csv: column 'colour' has no category 'gren' in the rows that are learned from, to be its base; the "
        + "nearest is 'green'")
    // Only the fourth row is blue.
    #expect(refusal(["colour": "blue"], rows: [0, 1, 2, 5])?.contains("has no category 'blue'") == true)
    #expect(refusal(["member": "maybe"])?.contains("has no category 'maybe'") == true)
    #expect(
      refusal([:], rows: [0, 5])
        == "people.csv: column 'colour' has one category, 'red', in all rows that are learned from, and nothing to hold "
        + "against it; ignore the column")
  }

  @Test func whatWasLearnedIsLearnedAgain() throws {
    for contrasts in [
      TreatmentContrasts(), TreatmentContrasts(bases: ["colour": "red", "member": "yes"]),
      TreatmentContrasts(hasIntercept: false), nil,
    ] {
      let first = try Preparation(learnedOn: table(), missing: .indicator, contrasts: contrasts)
      let again = try Preparation(
        learnedOn: table(), missing: .indicator, contrasts: TreatmentContrasts(of: first))
      #expect(first == again)
    }
    // Rows that lack the base are no error then: the answer is that they are others.
    let red = try Preparation(
      learnedOn: table(), missing: .mean, contrasts: TreatmentContrasts(bases: ["colour": "blue"]))
    let other = try Preparation(
      learnedOn: table(), rows: [0, 1, 2, 5], missing: .mean, contrasts: TreatmentContrasts(of: red))
    #expect(other.columns[2].base == "green")
  }
}
