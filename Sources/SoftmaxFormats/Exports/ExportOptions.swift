// How a model is exported, where a format leaves a choice.

/// The settings of an export.
public struct ExportOptions: Sendable, Hashable {
  /// The settings' names.
  package enum Name: String, Sendable, Hashable, CaseIterable {
    case form
    case precision
    case labels
    case name
  }

  /// The operators of an ONNX graph.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Those of `ai.onnx` for the arithmetic: for devices, browsers and accelerators.
    case operators = "ops"
    /// Those of `ai.onnx.ml`: for tools that know a linear classifier.
    case machineLearning = "ml"
  }

  /// The numbers that an export computes with.
  public enum Precision: String, Sendable, Hashable, CaseIterable {
    /// Float32, as the model does.
    case float
    /// Float64.
    case double
  }

  /// What classes are called.
  public enum Labels: String, Sendable, Hashable, CaseIterable {
    /// By their names.
    case names
    /// By the numbers that their names are.
    case numbers
  }

  /// The operators of an ONNX graph.
  public var form = Form.operators
  /// The numbers that an export computes with, where its format has both.
  public var precision = Precision.float
  /// What classes are called, where a format has numbers for them.
  public var labels = Labels.names
  /// The name of code as a whole, of which those in it are made, where a language needs one: so that two models may be in one
  /// program. Nil: the usual one, `softmax_model` in C.
  public var name: String?
  /// The text for a README in Markdown, for formats that have one.
  package var readme: String?
  /// What the model's own file is called in a folder that holds it.
  package static let modelName = "model.safetensors"

  /// What most want: plain operators, Float32, classes by their names.
  public init() {}
}
