// Code that is given texts cuts them as the model does.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxText
import Testing

@testable import SoftmaxFormats

private let tools = ExternalTools.installed

@Suite(.serialized)
struct CodeTextTests {
  static let formats = ["c", "js", "swift"]

  /// The languages whose tools are there.
  static let runnable = [
    ("c", CLanguage().tools), ("js", JavaScriptLanguage().tools), ("swift", SwiftLanguage().tools),
  ].filter { tools.first(of: $0.1) != nil }.map(\.0)

  private static func text(_ contents: ExportContents) throws -> String {
    String(decoding: try #require(contents.files[""]).array, as: UTF8.self)
  }

  @Test(arguments: formats)
  func everyLanguageReadsWhatItWrites(_ name: String) throws {
    for model in ExportModels.allTexts {
      let proof = try ExportChecks.proves(CodeFormatTests.format(name), model.file)
      #expect(proof.method == "interpreted")
    }
  }

  @Test(arguments: runnable)
  func codeComputesWhatTheModelDoes(_ name: String) throws {
    for model in ExportModels.allTexts {
      let proof = try ExportChecks.proves(CodeFormatTests.format(name), model.file, ExportOptions(), tools)
      #expect(proof.method != "interpreted")
      #expect(proof.probabilityDifference < 1e-6, "\(model)")
    }
  }

  @Test(arguments: formats)
  func damagedFilesAreRefused(_ name: String) throws {
    try ExportChecks.survivesDamage(CodeFormatTests.format(name), ExportModels.mixedTexts.file, most: 40)
  }

  @Test(arguments: formats)
  func allOfItIsASCII(_ name: String) throws {
    for (_, bytes) in try ExportChecks.contents(CodeFormatTests.format(name), ExportModels.mixedTexts.file)
      .files
    {
      #expect(bytes.array.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    }
  }

  @Test(arguments: formats)
  func whatAModelDoesNotNeedIsNotWritten(_ name: String) throws {
    let format = try CodeFormatTests.format(name)
    let words = try Self.text(ExportChecks.contents(format, ExportModels.countedWords.file)).lowercased()
    let hashes = try Self.text(ExportChecks.contents(format, ExportModels.hashedTexts.file)).lowercased()
    let table = try Self.text(ExportChecks.contents(format, ExportModels.table.file)).lowercased()
    #expect(words.contains("vocabulary") && !words.contains("murmurhash") && !words.contains("logarithm"))
    #expect(hashes.contains("murmurhash") && !hashes.contains("vocabulary") && !hashes.contains("logarithm"))
    #expect(!table.contains("unicode") && !table.contains("vocabulary"))
  }

  @Test func formatsWithoutATokenizerSayWhichHaveOne() {
    for format in ExportFormats.all where !(Self.formats + ["onnx"]).contains(format.name) {
      ExportChecks.refuses(format, ExportModels.texts.file, "texts in the column 'message'")
      let problem = format.refusal(of: ExportModels.texts.portable, ExportOptions())
      #expect(problem?.instead == "c, swift, js or onnx", "\(format.name)")
    }
  }

  @Test func aWordWithTheCharacter0IsNotForC() throws {
    let words = ExportModels.vocabulary(["a\0", "b"], ExportModels.analysis(.characters, 1...2))
    let file = ExportModels.file([ExportModels.text("t", words)], seed: 1)
    ExportChecks.refuses(try CodeFormatTests.format("c"), file, "the character 0")
    try ExportChecks.proves(CodeFormatTests.format("js"), file)
    let stops = ExportModels.vocabulary(["b"], ExportModels.analysis(.words, stopWords: ["a\0"]))
    ExportChecks.refuses(
      try CodeFormatTests.format("c"), ExportModels.file([ExportModels.text("t", stops)], seed: 1),
      "the character 0")
  }

  // MARK: Unicode

  /// Logits of texts of which every token has a column of its own weight: equal to the bit where the tokens are equal.
  private static func differences(
    _ name: String, _ analysis: TextAnalysis, _ texts: [String]
  ) throws -> [Int] {
    let features = ExportModels.hashed(
      analysis, TermWeights(usesDocumentFrequencies: false, norm: .none), columns: 4096)
    let file = ExportModels.file([ExportModels.text("t", features)], classes: ["no", "yes"], seed: 5)
    let format = try CodeFormatTests.format(name)
    let contents = try ExportChecks.contents(format, file)
    let samples = RawSamples(count: texts.count, .table([.words(texts)]))
    let ours = try #require(format.scorer(of: contents, .none).scores(of: samples).logits)
    let found = try #require(format.scorer(of: contents, tools).scores(of: samples).logits)
    #expect(found.count == 2 * texts.count)
    return texts.indices.filter { found[2 * $0] != ours[2 * $0] || found[2 * $0 + 1] != ours[2 * $0 + 1] }
  }

  /// The characters around which something changes, and all of the first pages: each alone, between letters, and around a
  /// sigma. Tests/Interop/checks/text_code.py takes all that there are.
  private static let texts: [String] = {
    let ranges = CharacterRanges.shared
    let edges = ranges.words + ranges.spaces + ranges.cased + ranges.ignorable
    let shifts = ranges.shifts.flatMap { [$0.first, $0.first + 1, $0.last, $0.last + 1] }
    let near = (edges + shifts).flatMap { [$0 - min($0, 1), $0] }
    let scalars = Set(near + Array(1..<0x600)).sorted().compactMap { Unicode.Scalar($0) }.filter { $0 != "\0" }
    return stride(from: 0, to: scalars.count, by: 16).map { first in
      scalars[first..<min(first + 16, scalars.count)]
        .map { "\($0) ab\($0)cd a\u{3a3}\($0) \($0)\u{3a3}b" }.joined(separator: " ")
    }
  }()

  @Test(arguments: runnable)
  func charactersAreWhatTheTableSays(_ name: String) throws {
    #expect(Self.texts.count > 100)
    #expect(try Self.differences(name, ExportModels.analysis(.words), Self.texts) == [])
    #expect(try Self.differences(name, ExportModels.analysis(.charactersInWords, 1...2), Self.texts) == [])
  }
}
