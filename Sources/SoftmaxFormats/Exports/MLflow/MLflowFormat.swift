// Models as a folder of MLflow.

import SoftmaxFiles
import SoftmaxKernels

/// An ONNX graph with what MLflow has beside it: the flavors `onnx` and `python_function`, and what has to be installed.
///
/// The graph is that of the operators. Its inputs and outputs are the signature: of pictures and numbers one array, of a table
/// one array of a column each, by name.
struct MLflowFormat: ExportFormat {
  let name = "mlflow"
  let title = "MLflow folder"
  let endings: [String] = []
  let isFolder = true
  let options: Set<ExportOptions.Name> = [.precision]

  private static let graph = "model.onnx"

  /// The format of the graph; nil: that of the list.
  private let given: (any ExportFormat)?

  init(onnx: (any ExportFormat)? = nil) { given = onnx }

  private var onnx: (any ExportFormat)? { given ?? ExportFormats.named("onnx") }

  /// The settings of the graph: MLflow feeds arrays, so that labels and forms are not left to choose.
  private func graphOptions(_ options: ExportOptions) -> ExportOptions {
    var own = ExportOptions()
    own.precision = options.precision
    return own
  }

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    guard let onnx else { return ExportProblem("an ONNX graph", instead: "json") }
    return onnx.problem(of: model, graphOptions(options))
  }

  func remarks(on model: PortableModel, _ options: ExportOptions) -> [String] {
    onnx?.remarks(on: model, graphOptions(options)) ?? []
  }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    guard let content = try onnx?.files(of: model, graphOptions(options), notes).first?.content else {
      return []
    }
    let ends = try ONNXEnds(SharedStorage(content.array), path: Self.graph)
    return [
      ExportedFile("MLmodel", ByteRope(MLflowTexts.model(ends, notes))),
      ExportedFile(Self.graph, content),
    ] + MLflowTexts.environments.map { ExportedFile($0.name, ByteRope($0.text)) }
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let text = try TextEncoding.text(contents.file("MLmodel"), path: contents.path(of: "MLmodel"))
    let ends = try ONNXEnds(contents.file(Self.graph), path: contents.path(of: Self.graph))
    try MLflowTexts.check(text, ends, path: contents.path(of: "MLmodel"))
    for (name, text) in MLflowTexts.environments
    where try !contents.file(name).array.elementsEqual(text.utf8) {
      throw StatedModel.bad(
        "it is not what is written beside a graph, and would install something else",
        path: contents.path(of: name))
    }
    guard let onnx else { throw StatedModel.bad("ONNX graphs are not read", path: contents.path) }
    return try onnx.scorer(
      of: ExportContents(
        path: contents.path(of: Self.graph), files: ["": contents.file(Self.graph)]), tools)
  }

  func recognises(_ contents: ExportContents) -> Bool {
    contents.files["MLmodel"] != nil && contents.files[Self.graph] != nil
  }
}
