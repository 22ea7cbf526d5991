// A model written in a format of other programs, and proven to compute the same.

import SoftmaxFiles
public import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression

/// A model file to export.
///
///     let result = try ExportRequest("fashion.safetensors", to: "fashion.onnx").run()
///     print(result.proof.text)
///
/// What is written is read back by a reader of that format, computes probabilities from raw inputs, and gets its name only
/// where they are the model's.
public struct ExportRequest: Sendable {
  /// The model's file.
  public var path: String
  /// The file or folder to write.
  public var output: String
  /// The format's name, such as `onnx`; nil: what the ending of `output` means.
  public var format: String?
  /// What a format leaves to choose.
  public var options = ExportOptions()
  /// Whether compilers and interpreters of this machine run what is code; without them our own interpreter does.
  public var usesTools = true

  /// A model's file, and where its export goes.
  public init(_ path: String, to output: String) { (self.path, self.output) = (path, output) }

  /// Writes the export and proves it.
  ///
  /// - Returns: What was written, and how near it is to the model.
  /// - Throws: `WorkflowError.export` where the format cannot hold the model, or the export computes something else: nothing
  ///   is then written. `FileError` where the file is no model, or nothing can be written.
  /// - Complexity: O(weights) and some inputs' scores; weights are not copied.
  public func run() throws -> ExportResult {
    let target = try ExportTarget(output, format: format, options)
    return try InputRecord().watching {
      let file = try ModelFile(contentsOf: path)
      var options = target.options
      // Of a large model the text takes a while, and single files have no place for it.
      if target.format.isFolder {
        options.readme = ReadmeText(file, path: path, fileName: ExportOptions.modelName).text
      }
      let model = PortableModel(file)
      if let problem = target.format.refusal(of: model, options) {
        throw WorkflowError.export(
          .cannotHold(
            model: path, what: problem.what, format: target.format.title, instead: problem.instead))
      }
      if model.input.table?.hasTexts == true { try target.check(target.format.textCompanions) }
      let export = ExportProcess(
        target: target, options: options, model: model, prover: try ExportProver(model),
        tools: usesTools ? .installed : .none)
      return try export.run()
    }
  }
}

/// An export that was written.
public struct ExportResult: Sendable {
  /// A file of it.
  public struct File: Sendable, Hashable {
    /// Its path.
    public let path: String
    /// The number of its bytes.
    public let byteCount: Int
  }

  /// The format's name.
  public let format: String
  /// What the format is called in sentences.
  public let title: String
  /// The file or folder.
  public let path: String
  /// The files.
  public let files: [File]
  /// How near it is to the model.
  public let proof: ExportProof
  /// What is called otherwise in it, and why.
  package let remarks: [String]

  /// The result in the form of `softmax export --json`.
  public var document: ExportDocument { ExportDocument(self) }

  /// What was written, for people: lines with a line break at their ends.
  public var text: String {
    let bytes = files.reduce(0) { $0 + $1.byteCount }
    let names = files.count == 1 ? "" : " in \(Wording.counted(files.count, "file"))"
    return "\(title): \(Wording.counted(bytes, "byte"))\(names)\n\(proof.text)\n"
      + remarks.map { "renamed: \($0)\n" }.joined()
  }
}
