// What a format that models are taken from has to be able to do.

import SoftmaxFiles
package import SoftmaxRegression
import SoftmaxRemedies

/// A format that models are imported from: a file here, and a line in `ImportFormats.all`.
package protocol ImportFormat: Sendable {
  /// What it is called where a format is chosen: `onnx`.
  var name: String { get }
  /// What it is called in sentences: `ONNX`.
  var title: String { get }

  /// Whether a file is likely of this format, by its ending and first bytes.
  func recognises(_ contents: ExportContents) -> Bool

  /// The model in a file.
  ///
  /// - Throws: `FileError` for what cannot be read, or not understood: it names the node, the entry or the line.
  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel
}

/// What a file of another program does not say.
package struct ImportOptions: Sendable, Hashable {
  /// The names of the classes, in the order of the weights' rows; nil: those of the file, or `0`, `1`, ...
  package var classNames: [String]?
  /// The names of the tensors that hold weights and bias; nil: found by their shapes.
  package var weightName: String?
  package var biasName: String?
  /// Whether scores of one class against the rest are taken for logits of a softmax.
  package var takesScoresAsLogits = false

  package init() {}
}

extension ImportOptions {
  /// What to do about scores that are no logits.
  static let scoreAdvice: Advice =
    "where the order of the classes is all that counts, take the scores for logits with \(.set(.scoresAsLogits))"
}

extension ImportOptions {
  /// What to do about names that are too few, too many, or stand twice.
  static let nameAdvice: Advice = "name each class once with \(.set(.classNames))"
}

/// A model of another program.
package struct ImportedModel: Sendable {
  package let model: SoftmaxModel
  /// How columns of a table become its features, where the file says so.
  package let preparation: Preparation?
  /// What is to be told about it, one sentence each.
  package let notes: [String]

  package init(_ model: SoftmaxModel, preparation: Preparation? = nil, notes: [String] = []) {
    (self.model, self.preparation, self.notes) = (model, preparation, notes)
  }
}
