// What jobs tell while they go on, on standard error.

import SoftmaxFiles
import SoftmaxWorkflow

extension WorkflowNote {
  /// Writes it on standard error.
  @Sendable static func show(_ note: WorkflowNote) {
    let text = note.message(in: .flags).printable(limit: 2000)
    switch note {
    case .keptOutToStopEarly:
      // Like the lines of epochs that follow, it says what is done, and needs no word before it.
      Notice.write(text + "\n")
    case .stateNotKept:
      // That something was not written is no mere note.
      StandardStream.error.write("warning: " + text + "\n")
    default:
      Notice.write((note.isWarning ? "warning: " : "note: ") + text + "\n")
    }
  }
}
