// What several processes do together, and how.

import SoftmaxData
import SoftmaxFiles
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression

extension TrainingRequest {
  /// Refuses settings of a fit that is shared.
  func checkShared() throws(WorkflowError) {
    guard SharedJob.communicator.size > 1 else { return }
    if solver.usesMinibatches { throw .severalProcesses(.minibatches) }
    if keepsSample { throw .severalProcesses(.keptSample) }
  }
}

extension TrainingDataRequest {
  /// Whether each of several processes reads all data, so that they share the work alone: where files of a table cannot be
  /// divided among them, or each has to see all rows.
  var readsAll: Bool {
    let processCount = SharedJob.communicator.size
    guard processCount > 1 else { return false }
    let reference = source.reference
    return reference.tablePath == nil || (reference.files?.count ?? 1) < processCount || !table.texts.isEmpty
      || reference.format?.isTexts == true || needsAllRows
  }
}
