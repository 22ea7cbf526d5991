// What the fuzz tests run of this module's models of other programs: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels

extension FuzzingEntry {
  /// The largest sample that is scored.
  private static let mostNumbers = 4096

  /// A Core ML model: read, checked, used on a few samples, and written and read again.
  public static func coreML(_ bytes: [UInt8]) throws {
    let contents = ExportContents(path: "fuzz", files: ["": SharedStorage(bytes)])
    let scorer = try CoreMLScorer(contents)
    let written = scorer.model.encoded.array
    guard let again = try? CoreMLModel(SharedStorage(written), path: "fuzz") else {
      preconditionFailure("what was written is not read")
    }
    precondition(again.encoded.array == written, "a model that was read, written and read again")
    let inputs = scorer.model.inputs
    if inputs.count == 1, let width = inputs[0].count, width <= mostNumbers, inputs[0].kind != .number,
      inputs[0].kind != .integer
    {
      try score(scorer, dense(width))
    }
    guard inputs.allSatisfy({ $0.kind == .word || $0.kind == .number }) else { return }
    try score(
      scorer, RawSamples(count: 3, .table(inputs.map { $0.kind == .word ? words(["a", "b"]) : numbers })))
  }

  /// A document of PMML: read, and used on a few samples.
  public static func pmml(_ bytes: [UInt8]) throws {
    let scorer = try PMMLScorer(ExportContents(path: "fuzz", files: ["": SharedStorage(bytes)]))
    guard scorer.inputs.count <= mostNumbers else { return }
    let fields = scorer.inputs.map { scorer.document.fields[$0] }
    if !fields.isEmpty, fields.allSatisfy({ $0.categories == nil }) { try score(scorer, dense(fields.count)) }
    try score(
      scorer,
      RawSamples(count: 3, .table(fields.map { $0.categories == nil ? numbers : words($0.values) })))
  }

  private static let numbers = RawSamples.Column.numbers([0, 1.5, .nan])

  private static func words(_ some: [String]) -> RawSamples.Column {
    .words([some.first ?? "a", "unseen", nil])
  }

  private static func dense(_ width: Int) -> RawSamples {
    RawSamples(
      count: 2,
      .dense([Double](repeating: 0, count: width) + [Double](repeating: 1, count: width), width: width))
  }

  private static func score(_ scorer: any ExportScorer, _ samples: RawSamples) throws {
    let scores = try scorer.scores(of: samples)
    let width = scores.probabilities.count / samples.count
    precondition(width > 0 && scores.probabilities.count == width * samples.count, "another number of classes")
    if let labels = scores.labels {
      precondition(labels.count == samples.count && labels.allSatisfy { (0..<width).contains($0) }, "no class")
    }
  }
}
