// softmax data, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct DataCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func run(_ arguments: [String], input: String = "") throws -> CommandRun {
    try CommandRun(["data"] + arguments, input: Array(input.utf8), in: folder.path)
  }

  /// Twenty rows with a date, a number, a word and two classes; one number is missing.
  private let people =
    "joined,age,city,species\n"
    + (0..<20).map { index in
      "2024-01-\(10 + index),\(index == 5 ? "" : "\(20 + index * index)"),\(index % 4 == 0 ? "Graz" : "Linz"),"
        + "\(index % 2 == 0 ? "lion" : "wolf")\n"
    }.joined()

  @Test func aTableIsTheSameInBothForms() throws {
    try folder.write(Array(people.utf8), to: "people.csv")
    let text = try run(["people.csv"])
    #expect(text.status == 0)
    #expect(text.errors.isEmpty)
    #expect(text.lines[0] == "people.csv: 20 rows, 4 columns, a header, separated by commas")
    #expect(text.lines[2] == "column   type           missing  values")
    #expect(text.lines[3].hasPrefix("joined   date, refused        0  20 values: 2024-01-10 1"))
    #expect(text.lines[4].hasPrefix("age      number               1  20 to 381, mean "))
    #expect(text.lines[5] == "city     category             0  2 values: Linz 15, Graz 5")
    #expect(text.lines[6] == "species  label                0  2 classes")
    #expect(text.lines.contains("lion     10  50.0 %"))
    #expect(text.lines.contains("train refuses this:"))
    #expect(
      text.lines.contains {
        $0.hasPrefix("    --columns joined=date makes days, weekday and month of it, or --columns")
      })
    // Tables keep to the width of a terminal; what to do may be longer.
    #expect(text.lines.prefix(16).allSatisfy { $0.count < 80 })

    let document = try run(["people.csv", "--json"]).json()
    #expect(
      Set(document.keys) == [
        "name", "type", "rowCount", "columnCount", "hasHeader", "delimiter", "label", "columns", "firstRows",
        "classCount", "classes", "otherClassesRowCount", "warnings",
      ])
    #expect(document["rowCount"] as? Int == 20)
    #expect(document["label"] as? String == "species")
    let columns = try #require(document["columns"] as? [[String: Any]])
    #expect(columns.map { $0["kind"] as? String } == ["date", "number", "category", "category"])
    #expect(columns.map { $0["role"] as? String } == ["feature", "feature", "feature", "label"])
    #expect(columns.map { $0["refused"] as? Bool } == [true, false, false, false])
    #expect(columns[1]["missingCount"] as? Int == 1)
    #expect(columns[1]["maximum"] as? Double == 381)
    // 19 rows of 20 + i^2: the squares of 0...19 without 5 sum to 2470 - 25.
    let mean = try #require(columns[1]["mean"] as? Double)
    #expect(abs(mean - (20 + 2445.0 / 19)) < 1e-12)
    let warnings = try #require(document["warnings"] as? [[String: Any]])
    #expect(warnings.map { $0["kind"] as? String } == ["refusedColumn", "missingCells"])
    #expect(warnings.map { $0["stopsTraining"] as? Bool } == [true, true])
  }

  @Test func flagsMeanWhatTheyMeanInTraining() throws {
    try folder.write(Array(people.utf8), to: "people.csv")
    let run = try run([
      "people.csv", "--label", "city", "--ignore", "joined", "--columns", "age=category", "--missing", "mean",
    ])
    #expect(run.lines.contains { $0.hasPrefix("joined   ignored") })
    #expect(run.lines.contains { $0.hasPrefix("age      category") })
    #expect(run.lines.contains { $0.hasPrefix("city     label") })
    #expect(!run.output.contains("train refuses this"))
  }

  @Test func standardInputAndGzipAreReadAlike() throws {
    try folder.write(Array(people.utf8), to: "people.csv")
    try folder.write(GzipWriter.file(Array(people.utf8)), to: "people.csv.gz")
    let plain = try run(["people.csv"])
    let packed = try run(["people.csv.gz"])
    let piped = try run(["-", "--input-format", "csv"], input: people)
    #expect(packed.lines.dropFirst() == plain.lines.dropFirst())
    #expect(piped.lines.dropFirst() == plain.lines.dropFirst())
    #expect(piped.lines[0].hasPrefix("standard input: 20 rows"))
  }

  @Test func wideTablesAreCutInTextAndWholeInJSON() throws {
    let names = (1...50).map { "c\($0)" }
    let rows = (0..<12).map { row in names.indices.map { "\(row * ($0 + 1) % 11)" } + [row % 2 == 0 ? "a" : "b"]
    }
    let text = ([names + ["y"]] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n")
    let run = try run(["-", "--input-format", "csv"], input: text)
    #expect(run.lines.contains("and 11 more columns: --json has all"))
    #expect(run.lines.contains { $0.hasPrefix("c40 ") })
    #expect(!run.lines.contains { $0.hasPrefix("c41 ") })
    let advice = try #require(run.lines.firstIndex(of: "worth a look:"))
    #expect(run.lines[..<advice].allSatisfy { $0.count < 80 })
    let document = try self.run(["-", "--input-format", "csv", "--json"], input: text).json()
    #expect((document["columns"] as? [Any])?.count == 51)
  }

  @Test func otherDataHasFiguresOfItsOwn() throws {
    try folder.write(NPYWriter.floats([1, 2, 3, .nan, 5, 6], shape: [3, 2]), to: "x.npy")
    try folder.write(Array("a\nb\na\n".utf8), to: "y.txt")
    let document = try run(["x.npy", "--labels", "y.txt", "--json"]).json()
    #expect(
      Set(document.keys) == [
        "name", "type", "rowCount", "featureCount", "shape", "elementType", "minimum", "mean", "maximum",
        "notFiniteCount", "constantFeatureCount", "classCount", "classes", "otherClassesRowCount", "warnings",
      ])
    #expect(document["elementType"] as? String == "Float32")
    #expect(document["mean"] as? Double == 3.4)
    let text = try run(["x.npy"])
    #expect(text.lines[0] == "x.npy: 3 samples, vectors of 2 numbers (2 features), Float32")
    #expect(text.lines.contains("no labels"))
    #expect(text.output.contains("sample 1, feature 1 (both counted from 0) is nan\n"))

    let digits = try run(["digits"])
    #expect(digits.lines[0] == "digits:all: 1,797 samples, pictures of 8 x 8 (64 features, value / 16), UInt8")
    #expect(try run(["digits:test"]).lines[0].hasPrefix("digits:test: 359 samples"))
  }

  @Test func whatCannotBeReadIsRefusedWithItsLine() throws {
    let ragged = try run(["-", "--input-format", "csv"], input: "a,b\n1,2\n3\n")
    #expect(ragged.status == 65)
    #expect(ragged.errors.contains("standard input: line 3: expected 2 cells, found 1"))
    #expect(ragged.output.isEmpty)
    let flag = try run(["digits", "--label", "x"])
    #expect(flag.status == 64)
    #expect(flag.errors.contains("--label is for tables"))
    #expect(try run(["none.csv"]).status == 66)
  }
}
