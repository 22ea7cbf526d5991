// What is odd about the sizes of classes.

import SoftmaxFiles
import SoftmaxRemedies

extension DataWarning {
  /// Classes with fewer samples are warned of.
  static let fewestOfAClass = 10
  /// Larger ratios between two classes are warned of.
  static let mostUneven = 100

  /// Warnings about classes of these sizes; those without samples do not count.
  package static func ofClasses(_ classes: [ValueCounts.Entry]) -> [DataWarning] {
    let present = classes.filter { $0.count > 0 }
    guard let largest = present.max(by: { $0.count < $1.count }),
      let smallest = present.min(by: { $0.count < $1.count })
    else { return [] }
    guard present.count > 1 else {
      return [
        DataWarning(
          .oneClass, "all samples are of one class, \(CellText.shown(largest.name))",
          advice: "a fit needs two: check which labels are read", stopsTraining: true, classes: [largest])
      ]
    }
    var warnings: [DataWarning] = []
    let rare = present.filter { $0.count < fewestOfAClass }
    if !rare.isEmpty {
      let list = rare.prefix(5).map { "\(CellText.shown($0.name)) \($0.count)" }.joined(separator: ", ")
      let subject =
        rare.count == 1 ? "a class has" : "\(rare.count) classes have"
      warnings.append(
        DataWarning(
          .rareClasses,
          "\(subject) fewer than \(fewestOfAClass) samples: \(list)"
            + (rare.count > 5 ? ", …" : ""),
          advice:
            "collect more, or join classes; \(.holdOutFewer) and \(.useFewerFolds) leave few of them to learn from",
          figures: [.count: "\(rare.count)", .least: "\(fewestOfAClass)"], classes: Array(rare.prefix(5))))
    }
    if largest.count > mostUneven * smallest.count {
      warnings.append(
        DataWarning(
          .unevenClasses,
          "the class \(CellText.shown(largest.name)) has \(largest.count) samples, \(CellText.shown(smallest.name)) only "
            + "\(smallest.count)",
          advice: "\(.balanceClasses) makes classes count alike; look at macro F1, not at the accuracy",
          classes: [largest, smallest]))
    }
    return warnings
  }
}
