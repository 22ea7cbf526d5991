// Linear classifiers in ONNX files, by whichever program wrote them.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// ONNX files whose graph is a softmax of sums: both forms of our export, what skl2onnx writes for a LogisticRegression, with
/// a StandardScaler or a ColumnTransformer before it, and a linear layer of PyTorch.
struct ONNXImport: ImportFormat {
  let name = "onnx"
  let title = "ONNX"

  /// The name in a file's metadata of the largest stored value of its pictures, where they are no bytes.
  static let maximumKey = "input_maximum"

  func recognises(_ contents: ExportContents) -> Bool {
    contents.path.lowercased().hasSuffix(".onnx") || ONNXExport.isModel(contents.single)
  }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let file = try ONNXMessageReader(path: contents.path).model(contents.single)
    var interpreter = try ONNXInterpreter(file, path: contents.path)
    try interpreter.run()
    var result = try ONNXResult(interpreter, options)
    try result.find()
    var imported = try ONNXImportedModel(interpreter, result, options)
    return try imported.model()
  }
}
