// What an edit did to a model, as people read it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

enum EditText {
  private static let mostClasses = 20

  /// The lines.
  static func text(_ result: EditResult) -> String {
    let model = result.file.model
    var lines = ["\(Wording.counted(model.classCount, "class", "classes")):"]
    lines += zip(model.classes.names, model.someOutputs.rowsOfClasses).prefix(mostClasses).map {
      name, rows in
      let held = rows.map { model.layerClasses.names[$0] }
      let own = held == [name] ? "" : " (\(Wording.list(held.map { "'\($0.printable(limit: 40))'" })))"
      return "  \(name.printable(limit: 60))\(own)"
    }
    if model.classCount > mostClasses { lines.append("  and \(model.classCount - mostClasses) more") }
    return (lines + [certificate(result)] + lost(result) + reused(result)).map { $0 + "\n" }.joined()
  }

  /// What became of the certificate.
  private static func certificate(_ result: EditResult) -> String {
    guard result.before.card.training?.certifiedGap != nil else {
      return "the model has no certificate, as before"
    }
    guard result.keepsFit else {
      return
        "the certificate is gone: it was of the fit with all classes, whose weights are no longer all there"
    }
    let model = result.file.model
    return model.someOutputs.mergesClasses || model.outputs?.prior != nil
      ? "the certificate stays: it is of the weights, which are those of the fit before classes were merged or weighed anew"
      : "the certificate stays: the weights are those of the fit"
  }

  /// What else is gone.
  private static func lost(_ result: EditResult) -> [String] {
    result.lost.map { part in
      switch part {
      case "training": "the record of the fit is left out: it was of other weights"
      case "statistics": "the statistics are left out: they were of all classes"
      case "evaluation": "the scores are left out: the model's probabilities are others now"
      default: "the sets are left out: they were measured with other probabilities"
      }
    }
  }

  /// What is now called as something else was.
  private static func reused(_ result: EditResult) -> [String] {
    result.reusedNames.prefix(mostClasses).map {
      "the name '\($0.printable(limit: 60))' was that of another class: score the model on data with the new names alone, because "
        + "the old ones would be taken for this class"
    }
  }
}
