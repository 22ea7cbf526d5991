// A model's scores as people read them.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

enum EvaluationText {
  /// The lines.
  static func text(_ result: EvaluationResult, _ wording: RemedyWording) -> String {
    let (evaluation, names) = (result.evaluation, result.classNames)
    let matrix = evaluation.confusionMatrix
    var classes = TextTable([
      ("class", .left), ("precision", .right), ("recall", .right), ("f1", .right),
      ("samples", .right),
    ])
    for (index, name) in names.enumerated() {
      classes.add([
        name, NumberText.share(matrix.precision(of: index)), NumberText.share(matrix.recall(of: index)),
        NumberText.share(matrix.f1(of: index)), Wording.amount(matrix.support(of: index)),
      ])
    }
    return """
      \(result.dataName.printablePath): \(Wording.count(evaluation.sampleCount)) samples\(weight(evaluation))

      accuracy                    \(NumberText.share(evaluation.accuracy))
      log loss                    \(NumberText.significant(evaluation.logLoss))
      macro F1                    \(NumberText.share(evaluation.macroF1))
      expected calibration error  \(NumberText.significant(evaluation.expectedCalibrationError))
      \(result.metrics.map { "\n" + MetricText.text($0) } ?? "")
      \(classes.text)
      \(confusionText(matrix, names: names, wording))\(outputs(result))
      """
  }

  /// `, which count 35.5`.
  private static func weight(_ evaluation: Evaluation) -> String {
    evaluation.totalWeight.map { ", which count \(Wording.amount($0))" } ?? ""
  }

  /// A table of so many columns can still be looked at.
  private static let widestTable = 40

  private static func confusionText(_ matrix: ConfusionMatrix, names: [String], _ wording: RemedyWording)
    -> String
  {
    guard names.count <= widestTable else {
      let wide: Advice =
        "The confusion matrix of \(names.count) classes is too wide to show; \(.set(.document)) has it.\n"
      return wide.text(in: wording)
    }
    var table = TextTable([("true \\ predicted", .left)] + names.map { ($0, TextTable.Alignment.right) })
    for (name, row) in zip(names, matrix.counts) {
      table.add([name] + row.map(Wording.amount))
    }
    return table.text
  }
}
