// ONNX is given the counts of words, and makes everything else of them.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

struct ONNXTextTests {
  private static let format = ONNXExport()

  private static func double() -> ExportOptions {
    var options = ExportOptions()
    options.precision = .double
    return options
  }

  @Test(arguments: ExportModels.allTexts)
  func everyModelIsProven(_ model: ExportModels.Named) throws {
    try ExportChecks.proves(Self.format, model.file)
    try ExportChecks.proves(Self.format, model.file, Self.double())
  }

  @Test func theVocabularyStandsBeside() throws {
    let contents = try ExportChecks.contents(Self.format, ExportModels.mixedTexts.file)
    let bytes = try #require(contents.files[ONNXVocabulary.ending]).array
    let json = try StrictJSON.parse(bytes, path: "v")
    guard case .array(let inputs)? = json["inputs"] else { return #expect(Bool(false), "no inputs") }
    #expect(inputs.map { $0["input"]?.text } == ["1", "2", "3", "4"])
    guard case .array(let words)? = inputs[0]["words"], case .array(let stops)? = inputs[0]["stopWords"] else {
      return #expect(Bool(false), "no words")
    }
    #expect(
      words.map(\.text)
        == ExportModels.words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    #expect(stops.map(\.text) == ["day", "is", "été"])
    #expect(inputs.map { $0["values"]?.text } == ["counts", "counts", "presence", "counts"])
    #expect(inputs[2]["hash"]?["columns"]?.integer == 64)
    // Whoever replaces the export knows by it that an export wrote it.
    #expect(String(decoding: bytes.prefix(1024), as: UTF8.self).contains("model_sha256: "))
  }

  @Test func aGraphOfNumbersHasNothingBeside() throws {
    #expect(try ExportChecks.contents(Self.format, ExportModels.table.file).files.keys.sorted() == [""])
  }

  @Test func inputsAreRowsOfCounts() throws {
    let contents = try ExportChecks.contents(Self.format, ExportModels.texts.file)
    let graph = try ONNXMessageReader(path: "m").model(contents.single).graph
    let input = try #require(graph.givenInputs.first)
    #expect(input.name == "message" && input.type == .float)
    #expect(input.shape?.last == .size(ExportModels.words.count))
  }

  @Test func aGraphWithoutItsVocabularyIsToldOfTexts() throws {
    let contents = try ExportChecks.contents(Self.format, ExportModels.texts.file)
    let alone = ExportContents(path: "m.onnx", files: ["": contents.single])
    let scorer = try Self.format.scorer(of: alone, .none)
    let samples = ExportChecks.fewSamples(of: ExportModels.texts.portable)
    let error = #expect(throws: FileError.self) { try scorer.scores(of: samples) }
    #expect(error?.problem.contains("takes no texts") == true)
  }

  @Test func aVocabularyOfAnotherGraphIsRefused() throws {
    let contents = try ExportChecks.contents(Self.format, ExportModels.texts.file)
    let other = try ExportChecks.contents(Self.format, ExportModels.countedWords.file)
    var files = contents.files
    files[ONNXVocabulary.ending] = other.files[ONNXVocabulary.ending]
    let scorer = try Self.format.scorer(of: ExportContents(path: "m.onnx", files: files), .none)
    let samples = ExportChecks.fewSamples(of: ExportModels.texts.portable)
    let error = #expect(throws: FileError.self) { try scorer.scores(of: samples) }
    #expect(error?.problem.contains("no input 'message'") == true)
  }

  @Test func theOperatorsOfLinearClassifiersHoldNoTexts() {
    var options = ExportOptions()
    options.form = .machineLearning
    ExportChecks.refuses(Self.format, ExportModels.texts.file, "texts in the column", options)
  }

  @Test func damagedFilesAreRefused() throws {
    try ExportChecks.survivesDamage(Self.format, ExportModels.hashedTexts.file, most: 60)
  }
}
