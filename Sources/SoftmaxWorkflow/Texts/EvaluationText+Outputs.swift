// Prediction sets and rejection as people read them.

import SoftmaxRegression

extension EvaluationText {
  /// What stands below the scores of a model with sets, and where the rejection curve was asked for; else nothing.
  static func outputs(_ result: EvaluationResult) -> String {
    (result.sets.map { "\n" + text($0, result.classNames) } ?? "")
      + (result.rejection.map { "\n" + text($0) } ?? "")
  }

  private static func text(_ found: SetCoverage, _ names: [String]) -> String {
    var table = TextTable([
      ("\(found.sets.kind.rawValue) sets", .left), ("coverage", .right), ("mean size", .right),
    ])
    table.add(["all classes", NumberText.share(found.coverage), NumberText.significant(found.meanSize)])
    for (index, name) in names.enumerated() {
      table.add([
        name, found.classCoverage[index].map { NumberText.share($0) } ?? "",
        found.classMeanSize[index].map { NumberText.significant($0) } ?? "",
      ])
    }
    let empty = found.emptyShare > 0 ? "\nempty sets: \(NumberText.share(found.emptyShare)) of the samples" : ""
    return table.text + "\nasked for: \(found.sets.coverage)\(empty)\n"
  }

  private static func text(_ curve: RejectionCurve) -> String {
    var table = TextTable([("probability of at least", .right), ("kept", .right), ("accuracy", .right)])
    for point in curve.points {
      table.add([
        Wording.number(point.threshold), NumberText.share(point.keptShare),
        point.accuracy.map { NumberText.share($0) } ?? "",
      ])
    }
    return table.text
  }
}
