// How a model is exported, where a format leaves a choice.

/// The settings of an export.
package struct ExportOptions: Sendable, Hashable {
  /// The settings' names.
  package enum Name: String, Sendable, Hashable, CaseIterable {
    case form
    case precision
    case labels
  }

  /// The operators of an ONNX graph.
  package enum Form: String, Sendable, Hashable, CaseIterable {
    /// Those of `ai.onnx` for the arithmetic: for devices, browsers and accelerators.
    case operators = "ops"
    /// Those of `ai.onnx.ml`: for tools that know a linear classifier.
    case machineLearning = "ml"
  }

  /// The numbers that an export computes with.
  package enum Precision: String, Sendable, Hashable, CaseIterable {
    case float
    case double
  }

  /// What classes are called.
  package enum Labels: String, Sendable, Hashable, CaseIterable {
    /// By their names.
    case names
    /// By the numbers that their names are.
    case numbers
  }

  package var form = Form.operators
  package var precision = Precision.float
  package var labels = Labels.names

  /// The text of a folder's README.md, for formats that have one; nil: they leave it out.
  package var readme: String?

  package init() {}
}
