// What cells mean in emitted code: other types, empty texts, columns that are not there.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

/// The tools of this machine; without one of them its tests are skipped.
private let tools = ExternalTools.installed

@Suite(.serialized)
struct CodeCellsTests {
  /// A table with the category "".
  private static func emptyCategory(
    missing: MissingValues = .indicator, unseen: UnseenCategories = .zeros
  ) -> ModelFile {
    let columns = [
      PreparedColumn(
        column: TableColumn(name: "plan", kind: .category(["", "basic", "pro"])), means: [0.5, 0.3, 0.2],
        hasIndicator: missing == .indicator),
      PreparedColumn(
        column: TableColumn(name: "region", kind: .category(["", "east"])), means: [0.25], hasIndicator: false,
        base: ""),
      PreparedColumn(
        column: TableColumn(name: "age", kind: .number(origin: 0)), means: [1], hasIndicator: false),
    ]
    let preparation = Preparation(columns: columns, missing: missing, unseen: unseen, labelColumn: nil)
    return ModelFile(
      ExportModels.dense(preparation.input, classes: ["cat", "dog", "ship"], seed: 31), preparation: preparation
    )
  }

  /// A row with this text in all columns of texts.
  private static func rows(of model: PortableModel, _ text: String?) -> RawSamples {
    let columns: [RawSamples.Column] = (model.input.table?.columns ?? []).map { column in
      column.categories == nil ? .numbers([column.isBoolean ? 1 : column.origin + 1]) : .words([text])
    }
    return RawSamples(count: 1, .table(columns))
  }

  @Test(arguments: ExportFormats.all.map(\.name))
  func anEmptyTextIsAMissingCell(_ name: String) throws {
    let format = try CodeFormatTests.format(name)
    for model in [ExportModels.table, ExportModels.strictTable]
    where format.problem(of: model.portable, ExportOptions()) == nil {
      let scorer = try format.scorer(of: ExportChecks.contents(format, model.file), .none)
      func probabilities(_ text: String?) throws -> [UInt64] {
        try scorer.scores(of: Self.rows(of: model.portable, text)).probabilities.map(\.bitPattern)
      }
      if scorer.raisesOnRefusal, model.name == ExportModels.strictTable.name {
        #expect(throws: FileError.self) { try probabilities("") }
        continue
      }
      #expect(try probabilities("") == probabilities(nil), "\(model)")
      #expect(
        try probabilities("") != probabilities("never seen") || model.name == ExportModels.strictTable.name)
    }
  }

  @Test(arguments: ExportFormats.all.map(\.name))
  func theEmptyCategoryIsHeldOrRefusedByName(_ name: String) throws {
    let format = try CodeFormatTests.format(name)
    for file in [Self.emptyCategory(), Self.emptyCategory(missing: .error, unseen: .error)] {
      if let problem = format.problem(of: PortableModel(file), ExportOptions()) {
        #expect(!["c", "swift", "js", "rust", "go", "sql", "json"].contains(name))
        #expect(problem.what.contains("''") || problem.what.contains("categor"), "\(problem.what)")
      } else {
        try ExportChecks.proves(format, file)
      }
    }
  }

  @Test func theEmptyCategoryIsNoMissingCell() {
    let model = PortableModel(Self.emptyCategory())
    func features(_ text: String?) -> [Float] {
      Self.rows(of: model, text).features(for: model.input, featureCount: model.featureCount)
    }
    #expect(features("") == [1, 0, 0, 0, 0, 1])
    #expect(features(nil) == [0.5, 0.3, 0.2, 1, 0.25, 1])
    let other = ExportModels.table.portable
    func others(_ text: String?) -> [Float] {
      Self.rows(of: other, text).features(for: other.input, featureCount: other.featureCount)
    }
    #expect(others("") == others(nil))
  }

  @Test func textsThatACannotHoldAreRefusedByName() throws {
    let classes = ModelFile(
      ExportModels.dense(.vector(featureCount: 2), classes: ["a\0b", "a"], seed: 3))
    for name in ["c", "csv", "sql"] {
      ExportChecks.refuses(try CodeFormatTests.format(name), classes, "the text 'a")
    }
    for name in ["swift", "js", "rust", "go", "json"] {
      try ExportChecks.proves(CodeFormatTests.format(name), classes)
    }
    let column = PreparedColumn(
      column: TableColumn(name: "a\0", kind: .number(origin: 0)), means: [0.5], hasIndicator: false)
    let preparation = Preparation(columns: [column], missing: .mean, unseen: .zeros, labelColumn: nil)
    let table = ModelFile(
      ExportModels.dense(preparation.input, classes: ["x", "y"], seed: 1), preparation: preparation)
    ExportChecks.refuses(try CodeFormatTests.format("c"), table, "character 0")
    ExportChecks.refuses(try CodeFormatTests.format("csv"), table, "character 0")
  }

  // MARK: Other types

  @Test(.enabled(if: tools.first(of: JavaScriptLanguage().tools) != nil))
  func javaScriptConvertsNoCell() throws {
    let found = try Self.run(
      JavaScriptLanguage(), ExportModels.table,
      """
      import * as model from "./model.mjs";
      const row = Object.fromEntries(model.columnNames.map((name) => [name, null]));
      const known = { ...row, age: 36, member: true, plan: "pro" };
      const all = (input) => [...model.probabilities(input)].join(" ");
      const cases = [
        ["age", "36"], ["age", ""], ["age", true], ["age", []], ["age", {}], ["age", 36n], ["member", "yes"],
        ["member", 2], ["member", ""], ["plan", 3], ["plan", true], ["plan", ["pro"]],
      ];
      for (const [name, cell] of cases) {
        try { all({ ...known, [name]: cell }); console.log("taken", name); } catch (error) {
          console.log(error instanceof TypeError && error.message.includes("'" + name + "'"));
        }
      }
      const { age, ...without } = known;
      try { all(without); console.log("taken"); } catch (error) {
        console.log(error instanceof TypeError && error.message.includes("no column 'age'"));
      }
      const missing = all({ ...known, age: null });
      console.log(missing === all({ ...known, age: undefined }), missing === all({ ...known, age: NaN }));
      console.log(missing !== all(known), all({ ...known, member: 1 }) === all(known));
      console.log(all({ ...known, plan: "" }) === all({ ...known, plan: undefined }));
      console.log(all({ ...known, plan: "" }) !== all({ ...known, plan: "other" }));

      """)
    #expect(found == [String](repeating: "true", count: 19))
  }

  @Test(.enabled(if: tools.first(of: JavaScriptLanguage().tools) != nil))
  func javaScriptConvertsNoValue() throws {
    let found = try Self.run(
      JavaScriptLanguage(), ExportModels.vectors,
      """
      import { probabilities } from "./model.mjs";
      for (const [input, type] of [
        [["1", 2, 3, 4, 5], TypeError], [[null, 2, 3, 4, 5], TypeError], [[, 2, 3, 4, 5], TypeError],
        [[1, 2, 3, 4], RangeError], ["12345", TypeError],
      ]) {
        try { probabilities(input); console.log("taken"); } catch (error) { console.log(error instanceof type); }
      }
      console.log(probabilities([1, 2, 3, 4, 5])[0] === probabilities(Float32Array.of(1, 2, 3, 4, 5))[0]);

      """)
    #expect(found == [String](repeating: "true", count: 6))
  }

  @Test(.enabled(if: tools.first(of: GoLanguage().tools) != nil))
  func goRefusesCellsOfAnotherKind() throws {
    let found = try Self.run(
      GoLanguage(), ExportModels.table,
      """
      package main

      import (
      \t"fmt"
      \t"math"
      \tmodel "proof/model"
      )

      func predict(column int, cell model.Cell) int {
      \trow := make([]model.Cell, len(model.ColumnNames))
      \trow[column] = cell
      \treturn model.Predict(row)
      }

      func main() {
      \tnumber, none, text, empty := 3.0, math.NaN(), "pro", ""
      \tfor _, column := range []int{0, 3, 4} {
      \t\tfmt.Println(predict(column, model.Cell{Text: &text}) == -1, predict(column, model.Cell{Text: &empty}) == -1)
      \t\tfmt.Println(predict(column, model.Cell{Number: &number, Text: &text}) == -1)
      \t\tfmt.Println(predict(column, model.Cell{Number: &none}) == predict(column, model.Cell{}))
      \t}
      \tfmt.Println(predict(5, model.Cell{Number: &number}) == -1)
      \tfmt.Println(predict(5, model.Cell{Number: &none}) == predict(5, model.Cell{}))
      \tfmt.Println(predict(5, model.Cell{Text: &text}) >= 0, predict(5, model.Cell{}) >= 0)
      }

      """)
    #expect(found == [String](repeating: "true", count: 16))
  }

  @Test(.enabled(if: tools.first(of: ["gofmt"]) != nil))
  func goIsFormatted() throws {
    let tool = try #require(tools.first(of: ["gofmt"]))
    for model in [
      ExportModels.colours, ExportModels.vectors, ExportModels.interactions, ExportModels.nastyTable,
    ] {
      try ToolFolder.use(path: "test") { folder in
        let contents = try ExportChecks.contents(CodeFormatTests.format("go"), model.file)
        try folder.write(contents.single.array, "model.go")
        let output = try folder.run(tools, tool, ["-d", "model.go"])
        #expect(String(decoding: output, as: UTF8.self) == "", "\(model)")
      }
    }
  }

  /// The words that a program in place of the harness prints.
  private static func run(
    _ language: some CodeLanguage, _ model: ExportModels.Named, _ program: String
  ) throws -> [String] {
    let tool = try #require(tools.first(of: language.tools))
    return try ToolFolder.use(path: "test") { folder in
      let run = language.run(LogitProgram(model.portable))
      let contents = try ExportChecks.contents(CodeFormatTests.format(language.name), model.file)
      try folder.write(contents.single.array, run.source)
      for (name, text) in run.harness {
        try folder.write(Array((name.hasPrefix("main.") ? program : text).utf8), name)
      }
      if let arguments = run.compile { _ = try folder.run(tools, tool, arguments) }
      let output = try folder.run(tools, run.compile == nil ? tool : folder.path + "/proof", run.interpret)
      return String(decoding: output, as: UTF8.self).split { $0 == " " || $0.isNewline }.map(String.init)
    }
  }
}
