// A calibration as people read it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

enum CalibrationText {
  /// The lines.
  static func text(_ outcome: CalibrationOutcome) -> String {
    var text = "\(outcome.dataName.printablePath): \(Wording.count(outcome.sampleCount)) samples\n"
    if let result = outcome.result {
      text += "\n" + scaling(result, outcome.file.model.layerClasses.names) + "\n" + scores(result)
    }
    if let sets = outcome.file.model.outputs?.sets {
      let rule =
        sets.kind == .plain
        ? "classes with a probability of at least \(Wording.measure(sets.threshold))"
        : "classes in order, while those before have a probability of at most "
          + "\(Wording.measure(sets.threshold)) together"
      text += "\n\(sets.kind.rawValue) sets with a coverage of \(sets.coverage): \(rule)\n"
    } else if outcome.leavesOutSets {
      text += "\nthe sets of the model are left out: they were measured with other probabilities\n"
    }
    return text
  }

  private static func scaling(_ result: CalibrationResult, _ names: [String]) -> String {
    switch result.scaling.factors {
    case .temperature(let temperature):
      let meaning = temperature > 1 ? "too sure of itself" : "not sure enough of itself"
      let why =
        result.isBounded
        ? "every sample is right, so that no temperature is the best one; this one makes the mean confidence "
          + "that of Laplace's rule, (n + 1) / (n + 2)"
        : temperature == 1 ? "the model is as sure as it is right" : "the model was \(meaning)"
      return "temperature \(Wording.measure(temperature)): \(why)\n"
    case .vector(let scales, let shifts):
      var table = TextTable([("class", .left), ("scale", .right), ("shift", .right)])
      for (row, name) in names.enumerated() {
        table.add([name, Wording.measure(Double(scales[row])), Wording.measure(Double(shifts[row]))])
      }
      return table.text
    }
  }

  private static func scores(_ result: CalibrationResult) -> String {
    var table = TextTable([
      ("", .left), ("before", .right), ("after", .right), ("\(result.foldCount) folds", .right),
    ])
    let all = [result.before, result.after, result.crossValidated]
    table.add(["log loss"] + all.map { NumberText.significant($0.logLoss) })
    table.add(
      ["expected calibration error"] + all.map { NumberText.significant($0.expectedCalibrationError) })
    table.add(["Brier score"] + all.map { NumberText.significant($0.brierScore) })
    table.add(["accuracy"] + all.map { NumberText.share($0.accuracy) })
    return table.text
  }
}
