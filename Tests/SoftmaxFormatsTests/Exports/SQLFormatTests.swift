// Exports that are queries.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

struct SQLFormatTests {
  private static let format = SQLFormat()

  private static func scorer(_ text: String) throws -> any ExportScorer {
    try format.scorer(
      of: ExportContents(path: "model.sql", files: ["": SharedStorage(Array(text.utf8))]), .none)
  }

  private static func text(_ model: ExportModels.Named) throws -> String {
    String(decoding: try ExportChecks.contents(format, model.file).single.array, as: UTF8.self)
  }

  /// The models, their names without carriage returns.
  static let models = ExportModels.all.filter { !$0.name.hasPrefix("nasty") } + [nastyClasses, nastyTable]

  private static let nastyNames = ExportModels.nastyNames.map { $0.replacing("\r\n", with: "\n") }
  static let nastyClasses = ExportModels.Named(
    "nasty classes", ModelFile(ExportModels.dense(.vector(featureCount: 3), classes: nastyNames, seed: 8)))
  static let nastyTable: ExportModels.Named = {
    let columns = nastyNames.enumerated().map { place, name in
      PreparedColumn(
        column: TableColumn(name: name, kind: place % 2 == 0 ? .category(nastyNames) : .number(origin: 0)),
        means: place % 2 == 0 ? nastyNames.map { _ in 1 / Double(nastyNames.count) } : [Double(place) / 4],
        hasIndicator: place % 3 == 0)
    }
    let preparation = Preparation(columns: columns, missing: .indicator, unseen: .zeros, labelColumn: nil)
    let model = ExportModels.dense(preparation.input, classes: nastyNames, seed: 23)
    return ExportModels.Named("nasty table", ModelFile(model, preparation: preparation))
  }()

  @Test func carriageReturnsAreRefused() {
    ExportChecks.refuses(Self.format, ExportModels.nastyClasses.file, "carriage return")
    ExportChecks.refuses(Self.format, ExportModels.nastyTable.file, "carriage return")
  }

  @Test(arguments: models)
  func everyModelIsProvenByItsExpressions(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(Self.format, model.file)
    #expect(proof.method == "interpreted")
    #expect(proof.probabilityDifference < 1e-6)
  }

  /// Rows are evaluated together; none may see another, across the ends of such groups too.
  @Test(arguments: [
    ExportModels.table, ExportModels.strictTable, ExportModels.interactions, ExportModels.mergedClasses,
  ])
  func rowsTogetherAreRowsAlone(_ model: ExportModels.Named) throws {
    let scorer = try Self.scorer(Self.text(model))
    let samples = RawSampleDraw(model.portable, seed: 3).samples
    let together = try scorer.scores(of: samples)
    let width = model.portable.classCount
    for place in [0, 1, 62, 63, 64, 65, 127, 128, samples.count - 1] {
      let alone = try scorer.scores(of: samples.sample(at: place))
      let row = together.probabilities[place * width..<(place + 1) * width]
      #expect(zip(alone.probabilities, row).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      #expect(alone.labels?[0] == together.labels?[place])
    }
  }

  @Test func damagedQueriesAreRefused() throws {
    try ExportChecks.survivesDamage(Self.format, ExportModels.twoClasses.file, most: 100)
    try ExportChecks.survivesDamage(Self.format, ExportModels.numberTable.file, most: 50)
  }

  @Test func cellsThatAreRefusedGiveNoClass() throws {
    let scorer = try Self.scorer(Self.text(ExportModels.strictTable))
    let rows = try CodeFormatTests.refusedRows(of: ExportModels.strictTable.portable)
    CodeFormatTests.expectRefused(try scorer.scores(of: rows), classCount: 3)
  }

  @Test func nothingButSelectingIsTaken() throws {
    let text = try Self.text(ExportModels.vectors)
    let place = try #require(text.range(of: "\nWITH"))
    let head = String(text[..<place.lowerBound]) + "\n"
    let query = String(text[place.lowerBound...].dropFirst())
    _ = try Self.scorer(head + query)
    var changed = [head + query + "DROP TABLE samples;\n", head + query + ".shell ls\n"]
    changed += [head + ".shell ls\n" + query, head + "DELETE FROM samples;\n" + query]
    changed += [head + "-- a\r.shell ls\n" + query, head + "-- \u{e9}\n" + query]
    for (old, new) in [
      ("exp(", "load_extension("), ("FROM samples", "FROM secrets"), ("MATERIALIZED", "NOT MATERIALIZED"),
      ("softmax_sum", "softmax_max_1_1"), ("'cat'", "'dog'"),
    ] {
      #expect(query.contains(old))
      changed.append(head + query.replacing(old, with: new))
    }
    for text in changed {
      #expect(throws: FileError.self) { try Self.scorer(text) }
    }
  }

  /// A user reads there which probability is whose.
  @Test func aCommentThatSaysSomethingElseIsRefused() throws {
    let text = try Self.text(ExportModels.vectors)
    for (old, new, problem) in [
      (
        "-- softmax_probability_1: cat\n", "-- softmax_probability_1: dog\n",
        "of softmax_probability_1 otherwise"
      ),
      ("-- softmax_probability_2: dog\n", "", "of softmax_probability_1 otherwise"),
      ("-- Where a cell is refused", "-- Where no cell is refused", "the comment is not what was written"),
      ("-- | producer", "-- producer", "a comment holds what is not written"),
      ("-- | producer", "-- | $producer", "a comment holds what is not written"),
      ("\nFROM ", "\n-- softmax_probability_1: dog\nFROM ", "expected FROM"),
    ] {
      let range = try #require(text.range(of: old))
      let error = #expect(throws: FileError.self) {
        try Self.scorer(text.replacingCharacters(in: range, with: new))
      }
      #expect(error?.problem.contains(problem) == true && error?.position != nil, "\(error?.problem ?? "")")
    }
  }

  @Test func aColumnOfAnotherNameIsSeen() throws {
    let text = try Self.text(ExportModels.vectors)
    #expect(text.contains("\"x2\""))
    let scorer = try Self.scorer(text.replacing("\"x2\"", with: "\"y2\""))
    let proof = try ExportProver(ExportModels.vectors.portable).proof(of: scorer)
    #expect(proof.disagreement?.what == "feature 2 is called 'y2', expected 'x2'")
  }

  /// It would stand in every row of the answer.
  @Test func aLongNameIsRefused() {
    let long = ModelFile(
      ExportModels.dense(
        .vector(featureCount: 2), classes: ["a", String(repeating: "b", count: 20_000)], seed: 1))
    ExportChecks.refuses(Self.format, long, "of 20000 bytes")
  }

  @Test func deepExpressionsAreRefusedWithTheirLine() throws {
    let deep = String(repeating: "(", count: 5_000) + "1e0" + String(repeating: ")", count: 5_000)
    let long = String(repeating: "1e0 * ", count: 5_000) + "1e0"
    for expression in [deep, long] {
      let query =
        "WITH softmax_step_1 AS MATERIALIZED (SELECT samples.*, \(expression) AS softmax_sum FROM samples)"
      let error = #expect(throws: FileError.self) { try Self.scorer(SQLWriter.firstLine + "\n" + query) }
      #expect(error?.position == .line(2))
    }
  }

  @Test func namesThatDatabasesDoNotTellApartAreRefused() throws {
    func file(_ names: [String]) -> ModelFile {
      let columns = names.map {
        PreparedColumn(column: TableColumn(name: $0, kind: .number(origin: 0)), means: [0], hasIndicator: false)
      }
      let preparation = Preparation(columns: columns, missing: .mean, unseen: .zeros, labelColumn: nil)
      return ModelFile(
        ExportModels.dense(preparation.input, classes: ["x", "y"], seed: 1), preparation: preparation)
    }
    ExportChecks.refuses(Self.format, file(["age", "Age"]), "differ in case")
    ExportChecks.refuses(Self.format, file([String(repeating: "n", count: 64)]), "63 bytes")
    ExportChecks.refuses(Self.format, file(["softmax_max_1"]), "softmax_")
    try ExportChecks.proves(Self.format, file(["age", "select", "a\"; DROP TABLE samples; --"]))
  }

  @Test func manyColumnsAndManyWeightsAreRefused() {
    let wide = ModelFile(ExportModels.dense(.vector(featureCount: 1700), classes: ["x", "y"], seed: 1))
    ExportChecks.refuses(Self.format, wide, "columns")
    let names = (0..<101).map { "class \($0)" }
    let large = ModelFile(ExportModels.dense(.vector(featureCount: 1000), classes: names, seed: 1))
    ExportChecks.refuses(Self.format, large, "weights")
  }

  @Test func sumsAreNowhereDeep() throws {
    let file = ModelFile(ExportModels.dense(.image(shape: [28, 28]), classes: ["x", "y"], seed: 1))
    let text = String(decoding: try ExportChecks.contents(Self.format, file).single.array, as: UTF8.self)
    var (depth, deepest) = (0, 0)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      deepest = max(deepest, depth)
    }
    #expect(depth == 0 && deepest < 8)
    let scorer = try Self.scorer(text)
    let scores = try scorer.scores(of: ExportChecks.fewSamples(of: PortableModel(file)))
    let others = scores.probabilities.filter { !(0...1).contains($0) }
    #expect(others.isEmpty)
  }
}
