// The metadata of a model's README, as the Hugging Face hub reads it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// The YAML between two lines of dashes at a README's beginning: which library, which task, and the scores.
///
/// Reference: https://huggingface.co/docs/hub/model-cards.
enum ReadmeHead {
  /// Its lines.
  static func lines(_ file: ModelFile, name: String) -> [String] {
    let input = file.model.input
    var members: [(key: String, value: YAMLText)] = [("library_name", .text("swift-softmax"))]
    // Vectors are numbers of anything, of which no task of the hub speaks.
    if input.kind != .vector { members.append(("pipeline_tag", .text(task(input)))) }
    let tags = ["softmax-regression", "multinomial-logistic-regression", "linear-model", "safetensors"]
    members.append(("tags", .list(tags.map { .text($0) })))
    if let evaluation = file.card.evaluation {
      members.append(("metrics", .list(["accuracy", "log_loss", "f1"].map { .text($0) })))
      members.append(("model-index", .list([index(evaluation, input, name: name)])))
    }
    return ["---"] + YAMLText.map(members).lines() + ["---"]
  }

  private static func task(_ input: InputDescription) -> String {
    input.kind == .image ? "image-classification" : "tabular-classification"
  }

  private static func index(_ evaluation: EvaluationRecord, _ input: InputDescription, name: String) -> YAMLText
  {
    let (dataset, split) = parts(of: evaluation.data)
    var data: [(key: String, value: YAMLText)] = [
      ("type", .text(identifier(dataset))), ("name", .text(evaluation.data)),
    ]
    if let split { data.append(("split", .text(split))) }
    let metrics: [(type: String, name: String, value: Double)] = [
      ("accuracy", "Accuracy", evaluation.accuracy), ("log_loss", "Log loss", evaluation.logLoss),
      ("f1", "Macro F1", evaluation.macroF1),
    ]
    let result: [(key: String, value: YAMLText)] = [
      ("task", .map([("type", .text(task(input)))])),
      ("dataset", .map(data)),
      (
        "metrics",
        .list(
          metrics.map {
            .map([("type", .text($0.type)), ("name", .text($0.name)), ("value", .number($0.value))])
          })
      ),
    ]
    return .map([("name", .text(name)), ("results", .list([.map(result)]))])
  }

  /// `digits` and `test` of `digits:test`.
  private static func parts(of data: String) -> (dataset: String, split: String?) {
    for split in ["train", "test", "validation"] where data.hasSuffix(":" + split) {
      return (String(data.dropLast(split.count + 1)), split)
    }
    return (data, nil)
  }

  /// A name as identifiers of the hub are: small letters, digits, dots and hyphens.
  private static func identifier(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars.prefix(96) {
      let isKept =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == ".")
      if isKept {
        result += String(scalar).lowercased()
      } else if !result.hasSuffix("-"), !result.isEmpty {
        result += "-"
      }
    }
    while result.hasSuffix("-") || result.hasSuffix(".") { result.removeLast() }
    return result.isEmpty ? "own-data" : result
  }
}
