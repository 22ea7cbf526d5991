// Contributions of a table's columns: they add up, and are told in the words of the table.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct TableExplanationTests {
  @Test(arguments: [MissingValues.indicator, .mean, .error])
  func columnsOfEveryKindAddUpToTheGap(_ missing: MissingValues) throws {
    for contrasts in [nil, TreatmentContrasts()] {
      let made = try ExplainedTable(missing: missing, contrasts: contrasts)
      for row in stride(from: 0, to: 60, by: 4) {
        let found = try made.model.explanation(of: made.table, row: row, preparedBy: made.preparation)
        let logits = found.prediction.logits.map { Double($0) }
        let own = try #require(made.model.classes.index(of: found.className))
        let other = try #require(made.model.classes.index(of: found.opponent))
        // Some 40 terms of about 1 in Float32.
        #expect(abs(found.gap - (logits[own] - logits[other])) < 40 * 0x1p-22)
        let columns = found.columns.reduce(found.baselineGap) { $0 + $1.contribution }
        #expect(abs(columns - found.gap) < 1e-12)
        #expect(
          found.columns.map(\.column) == [
            "age", "time", "member", "colour", "seen", "age:colour", "age:age", "colour:seen.weekday",
            "time:age",
            "member:age",
          ])
        #expect(found.columns.flatMap(\.features).sorted() == Array(0..<made.model.featureCount))
      }
    }
  }

  @Test func whatTheRowHasIsToldInItsOwnWords() throws {
    let row: [String: TableValue] = [
      "age": 31, "time": 1000.5, "member": true, "colour": "blue", "seen.days": 19_816,
      "seen.weekday": "friday",
    ]
    for contrasts in [nil, TreatmentContrasts()] {
      let made = try ExplainedTable(contrasts: contrasts)
      func values(_ row: [String: TableValue]) throws -> [String: String] {
        let found = try made.model.explanation(of: row, preparedBy: made.preparation)
        return Dictionary(uniqueKeysWithValues: found.columns.map { ($0.column, $0.value) })
      }
      let found = try values(row)
      #expect(found["age"] == "31" && found["time"] == "1000.5" && found["member"] == "yes")
      #expect(found["colour"] == "blue" && found["seen"] == "2024-04-03, friday")
      #expect(found["age:colour"] == "31 x blue" && found["age:age"] == "31 x 31")
      var empty = row
      for name in ["age", "member", "colour"] { empty[name] = .missing }
      let missing = try values(empty)
      #expect(missing["age"] == "missing" && missing["member"] == "missing" && missing["colour"] == "missing")
    }
  }

  @Test func featuresAloneTellTheSameWords() throws {
    for missing in [MissingValues.indicator, .error] {
      for contrasts in [nil, TreatmentContrasts(bases: ["member": "yes"])] {
        let made = try ExplainedTable(missing: missing, contrasts: contrasts)
        let features = try made.preparation.features(of: made.table)
        for row in 0..<20 {
          let told = try made.model.explanation(of: made.table, row: row, preparedBy: made.preparation)
          let found = try made.model.explanation(of: features, sample: row, preparedBy: made.preparation)
          #expect(told.columns == found.columns)
        }
      }
    }
  }

  @Test func datesAreThoseOfTheCalendar() {
    for (days, text) in [
      (0.0, "1970-01-01"), (19_816, "2024-04-03"), (19_782, "2024-02-29"), (-1, "1969-12-31"),
      (-719_528, "0000-01-01"), (2_932_896, "9999-12-31"), (11_016, "2000-02-29"), (1e9, "day 1000000000.0"),
    ] { #expect(CivilDate(dayNumber: days).description == text) }
  }
}
