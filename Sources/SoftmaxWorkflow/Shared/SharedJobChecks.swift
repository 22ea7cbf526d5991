// What several processes do together, and how.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
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

extension SharedJob {
  /// Refuses data that each process has read, and that is not the same for all; `seen` is what tells.
  ///
  /// - Throws: `FileError`, on all processes.
  static func checkAgreement(_ seen: [String], data: String) throws(FileError) {
    let all = communicator.gather(words: seen)
    guard let other = all.firstIndex(where: { $0 != all[0] }) else { return }
    throw FileError(
      .badData, path: data, problem: "processes 0 and \(other) see other data",
      remedy: "put it where all processes see it, and let nobody write to it meanwhile")
  }
}

extension Dataset {
  /// What tells it from other data, without a look at all of it: its shape, classes and labels, its first rows and its last.
  var marks: [String] {
    let (count, length) = (sampleCount, min(100, sampleCount))
    return [
      "\(count) x \(featureCount)", DataFingerprint.labelsSHA256(of: self),
      DataFingerprint.sha256(of: slice(0..<length)), DataFingerprint.sha256(of: slice(count - length..<count)),
    ] + classes.names
  }
}
