// Refuses what several processes cannot do together.

import SoftmaxData
import SoftmaxFiles
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression

extension TrainingRequest {
  /// Refuses settings of a fit that is shared.
  func checkShared() throws(WorkflowError) {
    guard SharedJob.communicator.size > 1 else { return }
    if solver.usesMinibatches { throw .severalProcesses(.minibatches) }
    if statistics?.standardErrors == .clustered { throw .severalProcesses(.clusteredErrors) }
    if keepsSample { throw .severalProcesses(.keptSample) }
  }
}

extension TrainingDataRequest {
  /// Refuses data that cannot be shared.
  func checkShared() throws(WorkflowError) {
    let processCount = SharedJob.communicator.size
    guard processCount > 1 else { return }
    for source in [source, test].compactMap(\.self) {
      guard source.reference.tablePath != nil else {
        throw .severalProcesses(.notATable(data: source.reference.text))
      }
    }
    let fileCount = source.reference.files?.count ?? 1
    guard fileCount >= processCount else {
      throw .severalProcesses(
        .tooFewFiles(data: source.reference.text, fileCount: fileCount, processCount: processCount))
    }
    if !table.texts.isEmpty || source.reference.format?.isTexts == true { throw .severalProcesses(.texts) }
  }
}
