// What jobs tell while they go on, in the words of the command.

import SoftmaxFiles
import SoftmaxWorkflow

extension WorkflowNote {
  /// Writes it on standard error.
  @Sendable static func show(_ note: WorkflowNote) { StandardStream.error.write("note: \(note.text)\n") }

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
    case .unknownLabel(let label, let data):
      "the label '\(label.printable())' of \(data.printablePath) is not a class of the model"
    }
  }
}
