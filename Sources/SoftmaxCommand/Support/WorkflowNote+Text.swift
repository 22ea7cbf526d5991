// What jobs tell while they go on, in the words of the command.

import SoftmaxFiles
import SoftmaxWorkflow

extension WorkflowNote {
  /// Writes it on standard error.
  @Sendable static func show(_ note: WorkflowNote) {
    StandardStream.error.write((note.isWarning ? "warning: " : "note: ") + note.text + "\n")
  }

  private var isWarning: Bool {
    if case .nearlyKey(_, _, _, let isLeftOut) = self { !isLeftOut } else { false }
  }

  private var text: String {
    switch self {
    case .weightsOfTraining(let name):
      "samples count by the weights '\(name.printable(limit: 40))', as in training; --no-sample-weight counts them alike"
    case .noWeightsOfTraining(let name, let data):
      "\(data.printablePath) has no weights '\(name.printable(limit: 40))', which training had: its samples count alike"
    case .readAsPixels(let data, let largest):
      "the numbers of \(data.printablePath) are read as pixels from 0 to \(largest)"
    case .labelsAreCodes(let data, let first, let last, let count):
      "the labels of \(data.printablePath) are numbers; read as positions: 0 = \(first.printable()), \(count - 1) = "
        + last.printable()
    case .scoredWithoutWeights(let data):
      "\(data.printablePath) has no weights, so that its samples count alike in scores"
    case .partWithoutOffsets(let data): "\(data.printablePath) has no offsets, so that it is not scored"
    case .nearlyKey(let column, let categoryCount, let rowCount, let isLeftOut):
      Self.nearlyKey(
        column, "\(Wording.count(categoryCount)) categories in \(Wording.count(rowCount)) rows",
        isLeftOut: isLeftOut)
    case .unknownLabel(let label, let data):
      "the label '\(label.printable())' of \(data.printablePath) is not a class of the model"
    }
  }

  private static func nearlyKey(_ column: String, _ count: String, isLeftOut: Bool) -> String {
    let name = column.printable()
    let canBeTyped = name == column && !name.contains(",")
    guard isLeftOut else {
      let remedy = canBeTyped ? "--ignore \(name.shellQuoted)" : "--ignore with its position"
      return
        "column '\(name)' has \(count), nearly as many as a key: they tell these rows apart, and nothing of others, "
        + "and stand in the model file; \(remedy)"
    }
    let flag = canBeTyped ? "--columns \((name + "=category").shellQuoted)" : "--columns POSITION=category"
    return
      "column '\(name)' is left out: it has \(count), nearly as many as a key, which tell these rows apart, and "
      + "nothing of others, and would stand in the model file; \(flag) takes it all the same"
  }
}
