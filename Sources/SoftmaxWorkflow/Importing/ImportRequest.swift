// A model of another program, as a model file.

import SoftmaxFiles
public import SoftmaxFormats
import SoftmaxRegression

/// A file of another program to take a model from.
///
///     var request = ImportRequest("classifier.onnx")
///     let result = try request.run()
///     try result.file.write(to: "classifier.safetensors")
public struct ImportRequest: Sendable {
  /// The file.
  public var path: String
  /// The format's name, such as `onnx`; nil: found by the ending and the first bytes.
  public var format: String?
  /// The names of the classes, in the order of the weights' rows; nil: those of the file, or `0`, `1`, ...
  public var classNames: [String]?
  /// The name of the tensor that holds the weights; nil: found by its shape.
  public var weightName: String?
  /// The name of the tensor that holds the bias; nil: found by its shape.
  public var biasName: String?
  /// Whether scores of one class against the rest are taken for logits of a softmax.
  public var takesScoresAsLogits = false

  /// A file.
  public init(_ path: String) { self.path = path }

  /// Reads the model, and writes nothing.
  ///
  /// - Returns: The model, without a record of its fit.
  /// - Throws: `FileError` for what cannot be read or understood, with the node, entry or line;
  ///   `WorkflowError.unknownImport` for a file of no known format.
  public func run() throws -> ImportResult {
    try InputRecord().watching {
      let contents = ExportContents(path: path, files: ["": try InputFile.contents(of: path)])
      guard
        let format = format.map({ ImportFormats.named($0) })
          ?? ImportFormats.all.first(where: { $0.recognises(contents) })
      else { throw WorkflowError.unknownImport(path: path, format: format) }
      var options = ImportOptions()
      options.classNames = classNames
      (options.weightName, options.biasName) = (weightName, biasName)
      options.takesScoresAsLogits = takesScoresAsLogits
      let imported = try format.model(in: contents, options)
      return ImportResult(
        format: format.name, title: format.title, notes: imported.notes,
        file: ModelFile(imported.model, preparation: imported.preparation))
    }
  }
}

/// A model that was imported.
public struct ImportResult: Sendable {
  /// The format's name.
  public let format: String
  /// What the format is called in sentences.
  public let title: String
  /// What is to be told about it, a sentence each.
  public let notes: [String]
  /// The model's file.
  public let file: ModelFile

  /// The result in the form of `softmax import --json`.
  public var document: ImportDocument { ImportDocument(self) }

  /// What was read, for people: lines with a line break at their ends.
  public var text: String {
    let model = file.model
    let names = model.classes.names.prefix(10).map { $0.printable(limit: 40) }
    let more = model.classCount > names.count ? ", ..." : ""
    return
      ([
        "\(title): \(Wording.counted(model.classCount, "class", "classes")) (\(names.joined(separator: ", "))\(more)), "
          + Wording.samples(model.input)
      ] + notes).map { $0.printable(limit: 2000) + "\n" }.joined()
  }
}
