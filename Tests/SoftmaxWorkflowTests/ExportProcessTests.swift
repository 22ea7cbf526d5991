// What is written of an export, and what of one that computes something else.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Synchronization
import Testing

@testable import SoftmaxWorkflow

@Suite struct ExportProcessTests {
  private let folder: TemporaryDirectory
  private let model: PortableModel

  init() throws {
    folder = try TemporaryDirectory()
    let data = try Catalogue.iris.load().train
    // Its columns have names, so that they are a table's.
    let preparation = Preparation(
      columns: (data.features.input.featureNames ?? []).map {
        PreparedColumn(column: TableColumn(name: $0, kind: .number(origin: 0)), means: [3], hasIndicator: false)
      }, missing: .error, unseen: .error, labelColumn: nil)
    model = PortableModel(
      try SoftmaxClassifier().fit(data).file(trainedOn: data, preparation: preparation))
  }

  private func export(_ format: PlainFormat, to name: String) throws -> ExportResult {
    let path = folder.path + "/" + name
    return try ExportProcess(
      target: ExportTarget(format: format, path: path, options: ExportOptions()), options: ExportOptions(),
      model: model, prover: ExportProver(model), tools: .none
    ).run()
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func theProofStandsInTheFileThatIsLeft() throws {
    let result = try export(PlainFormat(), to: "m.plain")
    #expect(result.proof.disagreement == nil)
    #expect(result.proof.drawnCount == 200 && result.proof.keptCount == 0)
    // Float64 sums against Float32 ones.
    #expect(result.proof.probabilityDifference < 1e-6)
    #expect(try names() == ["m.notes", "m.plain"])
    let notes = try String(contentsOfFile: folder.path + "/m.notes", encoding: .utf8)
    #expect(notes.contains("proof: \(result.proof.text)"))
    #expect(result.files.map(\.byteCount) == [4 * model.parameterCount + 1, notes.utf8.count])
  }

  @Test(arguments: [0, 7, 14])
  func anExportWithOneWrongWeightIsNotLeft(_ place: Int) throws {
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/m.plain"))
    let error = #expect(throws: WorkflowError.self) {
      try export(PlainFormat(wrongPlace: place), to: "m.plain")
    }
    guard case .export(.differs(_, let what)) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(what.contains("expected"))
    #expect(try names() == ["m.plain"])
    #expect(try String(contentsOfFile: folder.path + "/m.plain", encoding: .utf8) == "old")
  }

  @Test func anExportThatComputesNothingIsNotLeft() throws {
    #expect(throws: WorkflowError.self) { try export(PlainFormat(isNaN: true), to: "m.plain") }
    #expect(try names().isEmpty)
  }

  /// The bytes with the proof in them are looked at as well, not only those before.
  @Test func theFileWithTheProofIsComparedToo() throws {
    #expect(throws: WorkflowError.self) { try export(PlainFormat(isWrongWithProof: true), to: "m.plain") }
    #expect(try names().isEmpty)
  }

  @Test func whatIsTooLargeIsNoFaultOfTheExport() throws {
    let name = folder.path + "/m.plain"
    let plain = model.file.model
    let large = PortableModel(
      ModelFile(
        SoftmaxModel(
          parameters: Parameters(weights: plain.weights, bias: plain.bias.map { $0 + 0x1p30 }),
          classes: plain.layerClasses, input: plain.input), preparation: model.file.preparation))
    // The sums of Float64 hold what Float32 cannot.
    let error = #expect(throws: WorkflowError.self) {
      try ExportProcess(
        target: ExportTarget(format: PlainFormat(), path: name, options: ExportOptions()),
        options: ExportOptions(), model: large, prover: ExportProver(large), tools: .none
      ).run()
    }
    guard case .export(.imprecise(name, _)) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    let text = try #require(error?.description)
    #expect(
      text.contains(
        "the model's weights are so large that no export gives its probabilities to 0.0001: for input "))
    #expect(text.contains("; the terms of its logits add up to 1.1e9, and Float32 keeps 7 digits of that"))
    #expect(try names().isEmpty)
  }

  @Test func whatIsRenamedIsPrintedAndNoted() throws {
    let result = try export(PlainFormat(renamed: ["the column 'a' is 'b'"]), to: "m.plain")
    #expect(result.text.hasSuffix("renamed: the column 'a' is 'b'\n"))
    let notes = try String(contentsOfFile: folder.path + "/m.notes", encoding: .utf8)
    #expect(notes.contains("renamed: the column 'a' is 'b'\n"))
  }

  /// Where only the proof's sentence is new, the second comparison is brief; where anything else is, it is not.
  @Test func theSecondComparisonIsBriefWhereBytesAreTheSame() throws {
    let counts = SampleCounts()
    _ = try export(PlainFormat(counts: counts), to: "a.plain")
    // Behind 200 drawn inputs stand those with a missing cell, one for each column.
    #expect(counts.values == [204, 2])
    _ = try export(PlainFormat(changesWithProof: true, counts: counts), to: "b.plain")
    #expect(counts.values == [204, 2, 204, 204])
    #expect(throws: WorkflowError.self) {
      try export(PlainFormat(isWrongWithProof: true, counts: counts), to: "c.plain")
    }
    #expect(counts.values.suffix(2) == [204, 204])
  }

  @Test func largeExportsAreComparedOnTheDisk() throws {
    let counts = SampleCounts()
    let result = try export(PlainFormat(padding: 17 << 20, counts: counts), to: "m.plain")
    #expect(counts.values == [204, 2])
    #expect(try names() == ["m.notes", "m.plain"])
    #expect(result.files[0].byteCount == 4 * model.parameterCount + (17 << 20))
  }
}

/// How many samples were scored, each time.
private final class SampleCounts: Sendable {
  private let counts = Mutex<[Int]>([])
  var values: [Int] { counts.withLock(\.self) }
  func add(_ count: Int) { counts.withLock { $0.append(count) } }
}

/// Weights and bias as they lie, and the notes beside them.
private struct PlainFormat: ExportFormat {
  var wrongPlace: Int?
  var isNaN = false
  var isWrongWithProof = false
  var renamed: [String] = []
  /// Whether a byte that means nothing is another with the proof.
  var changesWithProof = false
  var padding = 1
  var counts: SampleCounts?

  let name = "plain"
  let title = "Plain"
  let endings = [".plain"]
  let isFolder = false
  let options: Set<ExportOptions.Name> = []
  let companions = [".notes"]

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? { nil }
  func remarks(on model: PortableModel, _ options: ExportOptions) -> [String] { renamed }
  func recognises(_ contents: ExportContents) -> Bool { true }

  func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    var numbers = model.weights + model.bias
    let isProven = notes["proof"] != "not compared yet"
    if let place = wrongPlace ?? (isWrongWithProof && isProven ? 3 : nil) {
      numbers[place] += 0.01 * max(abs(numbers[place]), 1)
    }
    if isNaN { numbers[0] = .nan }
    var content = ByteRope()
    content.append(numbers[...])
    content.append([UInt8](repeating: changesWithProof && isProven ? 1 : 0, count: padding))
    return [
      ExportedFile("", content),
      ExportedFile(".notes", ByteRope(notes.entries.map { "\($0.name): \($0.text)" }.joined(separator: "\n"))),
    ]
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let count = 3 * 4 + 3
    return PlainScorer(
      numbers: contents.single.slice(0..<4 * count).littleEndianFloats ?? [], counts: counts)
  }
}

/// Logits of three classes and four features, in Float64.
private struct PlainScorer: ExportScorer {
  let numbers: [Float]
  let counts: SampleCounts?
  var method: String { "read back" }
  var names: ExportNames { ExportNames(classes: nil) }

  func scores(of samples: RawSamples) throws -> ExportScores {
    counts?.add(samples.count)
    guard case .table(let columns) = samples.values else { return ExportScores(logits: nil, probabilities: []) }
    var logits: [Double] = []
    for sample in 0..<samples.count {
      for row in 0..<3 {
        var sum = Double(numbers[12 + row])
        for (place, column) in columns.enumerated() {
          if case .numbers(let cells) = column { sum += Double(numbers[4 * row + place]) * cells[sample] }
        }
        logits.append(sum)
      }
    }
    return ExportScores(logits: logits, groups: [[0], [1], [2]])
  }
}
