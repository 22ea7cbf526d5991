// Models for Apple's devices, written anywhere.

package import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// Core ML, `.mlmodel`: a generalised linear model of vectors and tables, a network of one layer of pictures.
package struct CoreMLFormat: ExportFormat {
  package let name = "coreml"
  package let title = "Core ML"
  package let endings = [".mlmodel"]
  package let isFolder = false
  package let options: Set<ExportOptions.Name> = [.labels]

  package init() {}

  package func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    if model.classCount < 2 { return ExportProblem("a single class", instead: "json") }
    if options.labels == .numbers, model.classNumbers == nil {
      return ExportProblem(
        "class names that are no whole numbers, as numbers", instead: "their names as labels")
    }
    if model.mergesClasses, CoreMLPicture(model.input) == nil {
      return .mergedClasses(instead: "onnx, json, sklearn, sql or a format of code")
    }
    guard let table = model.input.table else { return nil }
    if !table.interactions.isEmpty { return .interactions(instead: "onnx or pmml") }
    for column in table.columns {
      if column.name.isEmpty { return ExportProblem("a column without a name", instead: "onnx") }
    }
    return .emptyCategory(of: model, instead: "pmml")
  }

  package func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    let composed = CoreMLComposer(model, options, notes).model
    try CoreMLRules.check(composed, path: "the Core ML model")
    return [ExportedFile("model.mlmodel", composed.encoded)]
  }

  package func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    try CoreMLScorer(contents)
  }

  /// The specification version, 1, and the description behind it.
  package func recognises(_ contents: ExportContents) -> Bool {
    let bytes = contents.single
    return bytes.count > 3 && bytes.withSpan { $0[0] == 0x08 && $0[1] == 0x01 && $0[2] == 0x12 }
  }
}
