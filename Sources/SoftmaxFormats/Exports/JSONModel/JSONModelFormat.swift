// Models as JSON.

import SoftmaxFiles
import SoftmaxKernels

/// One object with everything that a program needs to score raw input; Documentation/model.schema.json is its schema.
///
/// Numbers are the shortest texts that give the same Float32. What scales and shifts logits is folded into weights and bias.
struct JSONModelFormat: ExportFormat {
  let name = "json"
  let title = "JSON"
  let endings = [".json"]
  let isFolder = false
  let options: Set<ExportOptions.Name> = []

  /// What `format` says.
  static let format = "softmax-model"
  static let version = 1

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? { nil }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    [ExportedFile("model.json", JSONModelWriter.rope(of: model, notes))]
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let bytes = contents.single
    let json = try StrictJSON.parse(bytes.array, path: contents.path)
    let reader = JSONModelReader(path: contents.path)
    return try StatedScorer(
      reader.model(in: json), featureNames: reader.texts(json["features"], "features"), path: contents.path)
  }

  func recognises(_ contents: ExportContents) -> Bool {
    let start = contents.single.slice(0..<min(200, contents.single.count)).array
    return start.first == UInt8(ascii: "{")
      && String(decoding: start, as: UTF8.self).contains("\"\(Self.format)\"")
  }
}
