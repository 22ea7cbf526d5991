// A model's card as a README for people and for the Hugging Face hub.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// What a model's file says as Markdown, with the hub's metadata before it.
struct ReadmeText {
  /// More classes, columns or features are told by their number.
  private static let mostClasses = 100
  private static let mostColumns = 50
  private static let mostFeatureClasses = 20
  private static let mostFeatures = 5

  private let file: ModelFile
  /// The name of the model's file.
  private let fileName: String
  private let givenName: String?
  private let rows: [String: String]

  /// - Parameters:
  ///   - file: The model.
  ///   - path: The model's file, of which its last part is told.
  ///   - own: What the file is called where the README lies; nil: as in `path`.
  init(_ file: ModelFile, path: String, fileName own: String? = nil) {
    self.file = file
    fileName = DataName.short(path)
    givenName = own
    rows = Dictionary(CardText.rows(of: file), uniquingKeysWith: { first, _ in first })
  }

  private var model: SoftmaxModel { file.model }
  private var card: ModelCard { file.card }

  /// The name without the file's ending.
  private var name: String {
    let ending = ".safetensors"
    return fileName.hasSuffix(ending) && fileName.count > ending.count
      ? String(fileName.dropLast(ending.count)) : fileName
  }

  /// The file's name in commands and programs; another one where it cannot be shown.
  private var typedName: String {
    if let givenName { return givenName }
    return fileName.printable(limit: fileName.utf8.count) == fileName ? fileName : "model.safetensors"
  }

  /// The text, with a line break at its end.
  var text: String {
    let sections: [[String]] = [
      ReadmeHead.lines(file, name: name),
      ["# " + MarkdownText.plain(name)], about, classes, outputs, input, training, certificate, evaluation,
      features,
      ReadmeUse(file, fileName: typedName).lines, limits,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  // MARK: Sections

  private var about: [String] {
    let kinds =
      switch model.input.kind {
      case .image: "pictures"
      case .table: "rows of a table"
      case .vector: "vectors of numbers"
      }
    return [
      "Softmax regression (multinomial logistic regression): it tells \(Wording.count(model.classCount)) classes of \(kinds) "
        + "apart.", "",
      "It is linear: logits = weight × features + bias, probabilities = softmax(logits). It has "
        + "\(Wording.count(model.weights.count + model.bias.count)) parameters; \(Wording.nonzero(model)) weights are not 0. "
        + "The file is in the safetensors format and was written by \(MarkdownText.plain(card.producer)).", "",
      "SHA-256 of the weights: `\(model.weightsSHA256)`",
    ]
  }

  private var classes: [String] {
    let names = model.classes.names
    let rows = names.prefix(Self.mostClasses).enumerated().map { ["\($0)", MarkdownText.plain($1)] }
    return ["## Classes", ""] + MarkdownText.table([("index", true), ("class", false)], rows)
      + more(names.count - rows.count, "class", "classes")
  }

  /// What becomes of the fit's probabilities: calibration, other class frequencies, edited classes.
  private var outputs: [String] {
    guard let outputs = model.outputs else { return [] }
    let rows = CardText.rows(outputs, of: model)
    guard !rows.isEmpty else { return [] }
    return ["## After the fit", ""] + rows.map { "- \($0.0): \(MarkdownText.plain($0.1))" }
  }

  private var input: [String] {
    var lines = [
      "## Input", "", "Samples are \(MarkdownText.plain(rows["input"] ?? Wording.samples(model.input))).",
    ]
    if let preparation = file.preparation {
      let columns = preparation.columns
      lines += [""]
      lines += MarkdownText.table(
        [("column", false), ("kind", false)],
        columns.prefix(Self.mostColumns).map { [MarkdownText.plain($0.column.name), kind(of: $0.column)] })
      lines += more(columns.count - Self.mostColumns, "column", "columns")
      lines += [
        "", "Missing values: \(rows["missing values"] ?? ""). New categories: \(rows["new categories"] ?? "").",
      ]
    } else if let names = model.input.featureNames {
      lines += [
        "",
        "Columns: \(names.prefix(Self.mostColumns).map { MarkdownText.plain($0) }.joined(separator: ", ")).",
      ]
      lines += more(names.count - Self.mostColumns, "column", "columns")
    }
    if let offsets = rows["offsets"] { lines += ["", "Offsets: \(MarkdownText.plain(offsets))."] }
    return lines
  }

  private func kind(of column: TableColumn) -> String {
    switch column.kind {
    case .number: return "number"
    case .boolean: return "yes or no"
    case .text: return "text"
    case .category(let names):
      let shown = names.prefix(8).map { MarkdownText.plain($0, limit: 40) }.joined(separator: ", ")
      return "one of \(Wording.count(names.count)): \(shown)\(names.count > 8 ? ", ..." : "")"
    }
  }

  private var training: [String] {
    guard let training = card.training else {
      return ["## Training", "", "The file keeps no record of a fit."]
    }
    let kept = [
      "data SHA-256", "rows", "method", "penalty", "penalty factors", "limits", "relaxed", "class weights",
      "sample weights", "history", "ended", "objective", "largest gradient",
    ]
    let data = [
      ["data", "\(MarkdownText.plain(training.data)), \(Wording.counted(training.sampleCount, "sample"))"]
    ]
    return ["## Training", ""]
      + MarkdownText.table(
        [("", false), ("", false)],
        data + kept.compactMap { name in rows[name].map { [name, MarkdownText.plain($0, limit: 400)] } })
  }

  private var certificate: [String] {
    guard let training = card.training else { return [] }
    guard let gap = training.certifiedGap else {
      return [
        "## Certificate", "",
        "There is none: the fit is not proven near the optimum of its objective.",
      ]
    }
    let data = dataToVerify(training.data)
    return [
      "## Certificate", "",
      "No weights have an objective that is smaller by more than \(Wording.measure(gap)), "
        + "\(Wording.measure(gap / training.objective)) of it. That follows from the weights and the training data alone, "
        + "and whoever has both can check it:", "",
    ]
      + MarkdownText.code(["softmax verify \(typedName.shellQuoted) \(data.shellQuoted)"], language: "sh")
  }

  /// The data as `verify` takes it.
  private func dataToVerify(_ name: String) -> String {
    let suffix = " without the holdout"
    let name = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    return name.printable(limit: name.utf8.count) == name ? name : "DATA"
  }

  private var evaluation: [String] {
    guard let evaluation = card.evaluation else {
      return ["## Evaluation", "", "It was not scored on data that it was not fitted to."]
    }
    let weighted = evaluation.isWeighted == true ? ", by their weights" : ""
    return [
      "## Evaluation", "",
      "On \(MarkdownText.plain(evaluation.data)), \(Wording.counted(evaluation.sampleCount, "sample"))\(weighted):",
      "",
    ]
      + MarkdownText.table(
        [("metric", false), ("value", true)],
        [
          ["accuracy", NumberText.share(evaluation.accuracy)],
          ["log loss", NumberText.significant(evaluation.logLoss)],
          ["macro F1", NumberText.share(evaluation.macroF1)],
        ])
  }

  /// The strongest features of each class, where features have names.
  private var features: [String] {
    let coefficients = file.coefficients
    guard model.input.kind == .table else { return [] }
    let isComparable = coefficients.areComparable
    let shown = coefficients.shownClasses.prefix(Self.mostFeatureClasses)
    let rows = shown.flatMap { k in
      coefficients.strongest(ofClass: k, count: Self.mostFeatures).map { feature in
        let value =
          (isComparable ? coefficients.standardizedContrast(ofClass: k, feature: feature) : nil)
          ?? coefficients.contrast(ofClass: k, feature: feature)
        return [
          MarkdownText.plain(coefficients.classNames[k]),
          MarkdownText.plain(coefficients.featureNames[feature]),
          NumberText.significant(value),
        ]
      }
    }
    guard !rows.isEmpty else { return [] }
    let unit = isComparable ? "one standard deviation" : "one unit"
    let against = model.classCount == 2 ? "the other class" : "the mean of all classes"
    return [
      "## Strongest features", "",
      "How much \(unit) of a feature adds to the logit of a class, against \(against):", "",
    ] + MarkdownText.table([("class", false), ("feature", false), ("coefficient", true)], rows)
      + more(coefficients.shownClasses.count - shown.count, "class", "classes")
  }

  private var limits: [String] {
    var lines = [
      "## Limits", "",
      "- It is linear in its features: what only their combination tells, it does not see.",
      "- It always answers with one of its classes, also of a sample that is none of them.",
    ]
    if card.training?.certifiedGap != nil {
      lines.append(
        "- The certificate is of the training data: it says that no better weights were missed, and nothing of new data."
      )
    }
    lines.append(
      card.evaluation == nil
        ? "- How good it is on new data is not known."
        : "- The scores are those of data like that which they were taken on, and of no other.")
    if model.input.kind == .table {
      lines.append("- Coefficients say what goes together in the training data, not what causes what.")
    }
    return lines
  }

  /// A line for what is not listed.
  private func more(_ count: Int, _ noun: String, _ plural: String) -> [String] {
    count > 0 ? ["", "And \(Wording.counted(count, noun, plural)) more, which the file has."] : []
  }
}
