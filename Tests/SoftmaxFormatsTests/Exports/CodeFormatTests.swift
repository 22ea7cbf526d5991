// Exports that are code: proven by their tables, refused where they were changed.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

struct CodeFormatTests {
  static let formats = ["c", "swift", "js", "rust", "go"]

  static func format(_ name: String) throws -> any ExportFormat { try #require(ExportFormats.named(name)) }

  /// An export of one text.
  private static func contents(_ text: String, like contents: ExportContents) -> ExportContents {
    var files = contents.files
    files[""] = SharedStorage(Array(text.utf8))
    return ExportContents(path: "model.c", files: files)
  }

  private static func text(_ contents: ExportContents, _ name: String = "") throws -> String {
    String(decoding: try #require(contents.files[name]).array, as: UTF8.self)
  }

  @Test(arguments: ExportModels.all)
  func everyModelIsProvenByItsTables(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(CodeFormat(CLanguage()), model.file)
    #expect(proof.method == "interpreted")
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test(arguments: ["swift", "js", "rust", "go"])
  func everyLanguageReadsWhatItWrites(_ name: String) throws {
    for model in [
      ExportModels.colours, ExportModels.origins, ExportModels.mergedClasses, ExportModels.interactions,
      ExportModels.strictTable, ExportModels.nastyTable,
    ] {
      try ExportChecks.proves(Self.format(name), model.file)
    }
  }

  @Test(arguments: formats)
  func damagedFilesAreRefused(_ name: String) throws {
    let format = try Self.format(name)
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, most: 50)
    try ExportChecks.survivesDamage(format, ExportModels.numberTable.file, most: 25)
  }

  @Test(arguments: formats)
  func codeThatWasChangedIsNeitherRunNorInterpreted(_ name: String) throws {
    let format = try Self.format(name)
    let contents = try ExportChecks.contents(format, ExportModels.table.file)
    let text = try Self.text(contents)
    for (from, to) in [("xponential", "xp"), ("largest", "Largest"), ("\n\n", "\n \n"), ("0.", "0.0000000001")]
    {
      // The last one: comments at the head may say anything.
      let range = try #require(text.range(of: from, options: .backwards))
      let changed = Self.contents(text.replacingCharacters(in: range, with: to), like: contents)
      #expect(throws: FileError.self) { try format.scorer(of: changed, .installed) }
    }
    let longer = Self.contents(text + "\n", like: contents)
    let error = #expect(throws: FileError.self) { try format.scorer(of: longer, .installed) }
    #expect(error?.problem.contains("not what softmax writes") == true)
    #expect(error?.position != nil)
  }

  @Test(arguments: formats)
  func noByteOfACommentCanEndIt(_ name: String) throws {
    let format = try Self.format(name)
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    let text = try Self.text(contents)
    for line in [
      "// a\rint main;", "// | a\rint main;", "// | \u{2028}run()", "// | \0", "/* a */ run()",
      "//go:build ignore",
      "// swift-tools-version:5.9", "// | a \\", "// | a ??/", "// | <U+>", "// | <script>",
      "//# sourceMappingURL=x",
    ] {
      let place = try #require(text.firstIndex(of: "\n"))
      let changed = Self.contents(
        text[...place] + line + "\n" + text[text.index(after: place)...], like: contents)
      #expect(throws: FileError.self) { try format.scorer(of: changed, .installed) }
    }
  }

  @Test(arguments: formats)
  func allOfItIsASCII(_ name: String) throws {
    let format = try Self.format(name)
    for model in [ExportModels.nastyClasses, ExportModels.nastyTable, ExportModels.recorded] {
      for (_, bytes) in try ExportChecks.contents(format, model.file).files {
        let others = bytes.array.filter { $0 != 0x0a && $0 != 0x09 && !(0x20...0x7e).contains($0) }
        #expect(others.isEmpty)
      }
    }
  }

  @Test(arguments: formats)
  func cellsThatAreRefusedGiveNoClass(_ name: String) throws {
    let format = try Self.format(name)
    let scorer = try format.scorer(of: ExportChecks.contents(format, ExportModels.strictTable.file), .none)
    let scores = try scorer.scores(of: Self.refusedRows(of: ExportModels.strictTable.portable))
    Self.expectRefused(scores, classCount: 3)
  }

  /// The first of some drawn rows, then with a missing number, a missing category, and an unseen one.
  static func refusedRows(of model: PortableModel) throws -> RawSamples {
    guard case .table(let drawn) = RawSampleDraw(model, seed: 2).samples.values else {
      throw FileError(.badData, path: "test", problem: "no table")
    }
    var hasChanged = (number: false, words: false)
    let columns = drawn.map { column -> RawSamples.Column in
      switch column {
      case .numbers(let numbers):
        defer { hasChanged.number = true }
        return .numbers([numbers[0], hasChanged.number ? numbers[0] : .nan, numbers[0], numbers[0]])
      case .words(let words):
        defer { hasChanged.words = true }
        let word = words[0]
        return .words(hasChanged.words ? [word, word, word, word] : [word, word, nil, "never seen"])
      }
    }
    return RawSamples(count: 4, .table(columns))
  }

  static func expectRefused(
    _ scores: ExportScores, classCount: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let areTold = (0..<4 * classCount).map { $0 < classCount }
    let found = scores.probabilities.map { $0.isFinite }
    #expect(found == areTold, sourceLocation: sourceLocation)
    let labels = (scores.labels ?? []).map { $0 >= 0 }
    #expect(labels == [true, false, false, false], sourceLocation: sourceLocation)
  }

  @Test func samplesOfAnotherModelAreRefused() throws {
    let format = CodeFormat(CLanguage())
    let scorer = try format.scorer(of: ExportChecks.contents(format, ExportModels.vectors.file), .none)
    for model in [ExportModels.pictures, ExportModels.table] {
      let samples = ExportChecks.fewSamples(of: model.portable)
      let error = #expect(throws: FileError.self) { try scorer.scores(of: samples) }
      #expect(error?.problem.contains("another model") == true)
    }
  }

  @Test func aSourceWithoutItsHeaderIsRefused() throws {
    let format = CodeFormat(CLanguage())
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    let alone = ExportContents(path: "a.d/model.c", files: ["": contents.single])
    let error = #expect(throws: FileError.self) { try format.scorer(of: alone, .none) }
    #expect(error?.path == "a.d/model.h")
    let header = try Self.text(contents, ".h").replacing("CLASS_COUNT 3", with: "CLASS_COUNT 4")
    let other = ExportContents(
      path: "model.c", files: ["": contents.single, ".h": SharedStorage(Array(header.utf8))])
    #expect(throws: FileError.self) { try format.scorer(of: other, .none) }
  }

  @Test func notesStandInTheHead() throws {
    let format = CodeFormat(CLanguage())
    let contents = try ExportChecks.contents(format, ExportModels.recorded.file)
    for name in ["", ".h"] {
      let head = try Self.text(contents, name).prefix { $0 != "#" }
      #expect(head.contains("// | model_sha256: \(ExportModels.recorded.file.model.weightsSHA256)\n"))
      let others = head.split(separator: "\n").filter { !$0.hasPrefix("// ") }
      #expect(others.isEmpty)
    }
  }

  @Test func filesAreRecognised() throws {
    for name in Self.formats + ["sql"] {
      let contents = try ExportChecks.contents(Self.format(name), ExportModels.table.file)
      for other in Self.formats + ["sql"] {
        #expect(try Self.format(other).recognises(contents) == (name == other))
      }
    }
  }

  @Test func whatCannotBeHeldIsNamed() throws {
    for name in Self.formats + ["sql"] {
      ExportChecks.refuses(try Self.format(name), ExportModels.offsets.file, "offsets")
    }
    // A text that C could not tell from a shorter one.
    let column = PreparedColumn(
      column: TableColumn(name: "a", kind: .category(["b\0c", "d"])), means: [0.5, 0.5], hasIndicator: false)
    let preparation = Preparation(columns: [column], missing: .mean, unseen: .zeros, labelColumn: nil)
    let file = ModelFile(
      ExportModels.dense(preparation.input, classes: ["x", "y"], seed: 1), preparation: preparation)
    ExportChecks.refuses(try Self.format("c"), file, "the character 0")
    ExportChecks.refuses(try Self.format("sql"), file, "0")
    #expect(try Self.format("js").problem(of: PortableModel(file), ExportOptions()) == nil)
    try ExportChecks.proves(Self.format("swift"), file)
  }

  @Test func identifiersAreSafeAndDistinct() {
    let names = CodeIdentifiers.names(for: [
      "age", "class", "größe", "grö e", "1st", "🙂", "", "age", "a b", "_x_",
    ])
    #expect(
      names == ["age", "class_", "gr_e", "gr_e_2", "c1st", "column_6", "column_7", "age_2", "a_b", "x"])
  }

  @Test func numbersAreWrittenAndReadToTheBit() throws {
    let values: [Float] = [
      .leastNonzeroMagnitude, -.greatestFiniteMagnitude, -0.0, 0.1, 1 / 3, 16_777_216, 1e-5, 1e16,
      -.leastNormalMagnitude,
    ]
    for name in Self.formats {
      let model = SoftmaxModel(
        parameters: Parameters(weights: values + values, bias: [1e-30, -3e30]),
        classes: ExportModels.vocabulary(["x", "y"]), input: .vector(featureCount: values.count))
      let contents = try ExportChecks.contents(Self.format(name), ModelFile(model))
      let scorer = try #require(try Self.format(name).scorer(of: contents, .none) as? CodeScorer)
      let read = (0..<values.count).map { scorer.program.blocks[2 * $0].bitPattern }
      #expect(read == values.map(\.bitPattern))
      #expect(scorer.program.bias == [1e-30, -3e30])
    }
  }
}
