// How to use a model, in its README.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// Commands and programs that load a model and predict with it.
struct ReadmeUse {
  let file: ModelFile
  let fileName: String

  init(_ file: ModelFile, fileName: String) {
    (self.file, self.fileName) = (file, fileName)
  }

  private var input: InputDescription { file.model.input }

  /// The section's lines.
  var lines: [String] {
    ["## How to use it", "", "On the command line:", ""]
      + MarkdownText.code(["softmax predict \(fileName.shellQuoted) \(sample)"], language: "sh")
      + ["", "In PyTorch, whose `nn.Linear` has the same two tensors\(beforeOutputs):", ""]
      + MarkdownText.code(python, language: "python")
      + (file.card.offsets == nil ? ["", "In Swift:", ""] + MarkdownText.code(swift, language: "swift") : [])
  }

  /// What PyTorch's lines leave out.
  private var beforeOutputs: String {
    file.model.outputs == nil
      ? ""
      : ". They give the probabilities of the fit, in the order of `classes` in the card; what the model does with them "
        + "afterwards (calibration, other class frequencies, merged or renamed classes) stands under `outputs`"
  }

  private var sample: String {
    switch input.kind {
    case .image: "pictures.idx"
    case .table: "new.csv"
    case .vector: "new.npy"
    }
  }

  private var python: [String] {
    let count = file.model.featureCount
    let scale =
      switch input.kind {
      case .image:
        input.maximum == 1 ? "intensities from 0 to 1" : "values / \(FixedDecimal(input.maximum, places: 0))"
      case .table:
        file.preparation == nil ? "the columns" : "the columns as the card's preparation makes features of them"
      case .vector: input.origins == nil ? "the vectors" : "the vectors less the card's origins"
      }
    return [
      "import torch", "from safetensors.torch import load_file", "",
      "layer = torch.nn.Linear(\(count), \(file.model.layerClasses.count))",
      "layer.load_state_dict(load_file(\(YAMLText.quoted(fileName))))",
      "features = torch.zeros(1, \(count))  # [samples, \(count)]: \(scale)",
      "print(layer(features).softmax(dim=1))",
    ]
  }

  private var swift: [String] {
    let path = Self.swiftQuoted(fileName)
    guard input.kind == .table, file.preparation != nil else {
      let make =
        input.kind == .image && input.maximum != 1
        ? "let pixels = [UInt8](repeating: 0, count: model.featureCount)  // sample by sample\n"
          + "let features = try Features(bytes: pixels, input: model.input)"
        : "let values = [Float](repeating: 0, count: model.featureCount)  // sample by sample\n"
          + "let features = try Features(values, input: model.input)"
      return ["import SoftmaxKit", "", "let model = try SoftmaxModel(contentsOf: \(path))"]
        + make.split(separator: "\n").map(String.init) + ["print(try model.predictions(for: features))"]
    }
    return [
      "import SoftmaxKit", "", "let file = try ModelFile(contentsOf: \(path))",
      "if let preparation = file.preparation {",
      "  let table = try Table(contentsOf: \"new.csv\", for: preparation)",
      "  print(try file.model.predictions(for: preparation.features(of: table)))", "}",
    ]
  }

  /// A text as Swift's literals have it.
  private static func swiftQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}"..."\u{202e}", "\u{2066}"..."\u{2069}",
        "\u{feff}":
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
