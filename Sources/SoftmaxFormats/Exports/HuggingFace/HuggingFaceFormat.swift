// Models as a folder for the Hugging Face Hub.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// The model's own file as model.safetensors, config.json, and README.md where its text is given.
///
/// The tensors are those of the fit; what scales and shifts their logits, which rows a class holds, and how raw input becomes
/// features stands in config.json, so that a program needs nothing else.
struct HuggingFaceFormat: ExportFormat {
  let name = "huggingface"
  let title = "Hugging Face folder"
  let endings: [String] = []
  let isFolder = true
  let options: Set<ExportOptions.Name> = []

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? { nil }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    var files = [
      ExportedFile(ExportOptions.modelName, ByteRope(try model.file.encoded())),
      ExportedFile("config.json", ByteRope(Self.config(of: model, notes))),
    ]
    if let readme = options.readme { files.append(ExportedFile("README.md", ByteRope(readme))) }
    return files
  }

  static func config(of model: PortableModel, _ notes: ExportNotes) -> String {
    func quoted(_ text: String) -> String { JSONModelWriter.quoted(text) }
    let names = model.classNames
    let map = model.file.model.someOutputs.map
    let rows = model.groups.map { "[\($0.map(String.init).joined(separator: ", "))]" }
    let members = [
      "\"model_type\": \"softmax-regression\"", "\"architectures\": [\"SoftmaxRegression\"]",
      "\"num_labels\": \(names.count)",
      "\"id2label\": {\(names.enumerated().map { "\"\($0)\": \(quoted($1))" }.joined(separator: ", "))}",
      "\"label2id\": {\(names.enumerated().map { "\(quoted($1)): \($0)" }.joined(separator: ", "))}",
      "\"class_rows\": [\(rows.joined(separator: ", "))]",
      "\"logit_scales\": [\(map.scales.map { "\($0)" }.joined(separator: ", "))]",
      "\"logit_shifts\": [\(map.shifts.map { "\($0)" }.joined(separator: ", "))]",
      "\"needs_offsets\": \(model.file.model.needsOffsets)",
      "\"features\": [\(model.featureNames.map(quoted).joined(separator: ", "))]",
      "\"input\": \(JSONModelWriter.input(of: model))",
      "\"softmax_notes\": {\(notes.entries.map { "\(quoted($0.name)): \(quoted($0.text))" }.joined(separator: ", "))}",
    ]
    return "{\n  \(members.joined(separator: ",\n  "))\n}\n"
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let path = contents.path(of: ExportOptions.modelName)
    let bytes = try contents.file(ExportOptions.modelName)
    // Strictly: the card has to fit the weights.
    _ = try ModelFile(bytes, path: path)
    let arrays = NamedArrays(try SafetensorsFile(bytes, path: path).arrayEntries(path: path), path: path)
    let configPath = contents.path(of: "config.json")
    let config = try Self.json(contents.file("config.json"), path: configPath)
    return try StatedScorer(
      HuggingFaceConfig(path: configPath).model(in: config, arrays),
      featureNames: JSONModelReader(path: configPath).texts(config["features"], "features"),
      path: contents.path)
  }

  /// What is no JSON was changed by hand, or is not whole.
  private static func json(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) -> StrictJSON {
    do {
      return try StrictJSON.parse(bytes.array, path: path)
    } catch {
      throw FileError(
        error.kind, path: path, position: error.position, problem: error.problem,
        remedy: "get the folder again, or export the model again")
    }
  }

  func recognises(_ contents: ExportContents) -> Bool {
    guard let config = contents.files["config.json"], contents.files[ExportOptions.modelName] != nil else {
      return false
    }
    // By the first bytes of ours, so that what is no JSON is told, else by the member.
    let start = config.slice(0..<min(200, config.count)).array
    if String(decoding: start, as: UTF8.self).contains("\"model_type\": \"softmax-regression\"") { return true }
    let json = try? StrictJSON.parse(config.array, path: contents.path)
    return json?["model_type"]?.text == "softmax-regression"
  }
}

/// Reads config.json with the tensors that it is of.
struct HuggingFaceConfig {
  let path: String

  func model(in config: StrictJSON, _ arrays: NamedArrays) throws(FileError) -> StatedModel {
    func bad(_ problem: String) -> FileError { StatedModel.bad(problem, path: path) }
    let reader = JSONModelReader(path: path)
    let weights = try arrays.numbers("weight")
    guard weights.shape.count == 2 else { throw bad("the tensor 'weight' is no matrix") }
    let (rowCount, width) = (weights.shape[0], weights.shape[1])
    let bias = try arrays.numbers("bias", count: rowCount)
    let scales = try reader.numbers(config["logit_scales"], "logit_scales")
    let shifts = try reader.numbers(config["logit_shifts"], "logit_shifts")
    guard scales.count == rowCount, shifts.count == rowCount else {
      throw bad("'logit_scales' or 'logit_shifts' has not one number for each row of weights")
    }
    guard case .object(let labels) = config["id2label"] else { throw bad("'id2label' is no object") }
    var names: [String] = []
    for (place, label) in labels.enumerated() {
      guard label.name == "\(place)", let name = label.value.text, config["label2id"]?[name]?.integer == place
      else {
        throw bad("'id2label' and 'label2id' do not fit each other")
      }
      names.append(name)
    }
    guard config["num_labels"]?.integer == names.count else { throw bad("'num_labels' is another number") }
    var groups: [[Int]] = []
    for rows in try reader.array(config["class_rows"], "class_rows") {
      groups.append(try reader.integers(rows, "class_rows"))
    }
    return StatedModel(
      input: try reader.input(config["input"]),
      weights: weights.values.enumerated().map { $1 * scales[$0 / width] },
      bias: bias.indices.map { bias[$0] * scales[$0] + shifts[$0] }, groups: groups, classNames: names)
  }
}
