// What several processes cannot do together.

import SoftmaxFiles

/// Why a job is for one process alone.
public enum SharedJobProblem: Sendable, Hashable {
  /// Each step of a method with minibatches needs the one before it.
  case minibatches
  /// The words of texts are counted by one process.
  case texts
  /// The data is no table of several files.
  case notATable(data: String)
  /// Processes would have nothing to do.
  case tooFewFiles(data: String, fileCount: Int, processCount: Int)
  /// Errors of groups, whose rows may be in several files.
  case clusteredErrors
  /// Rows of the training data in the model's file.
  case keptSample
  /// The job itself.
  case job(String)

  /// What is wrong, and what to do.
  var text: String {
    switch self {
    case .minibatches:
      "several processes cannot fit in minibatches, because each step needs the one before it: choose a full-batch "
        + "method, or start one process"
    case .texts: "several processes cannot learn from columns of texts: start one process"
    case .notATable(let data):
      "\(data.printablePath) cannot be shared by several processes: give them tables, as a quoted pattern ('part-*.csv')"
    case .tooFewFiles(let data, let fileCount, let processCount):
      "\(data.printablePath) is \(Wording.counted(fileCount, "file")) for \(processCount) processes, each of which reads "
        + "whole files: divide it, or start at most \(Wording.counted(fileCount, "process", "processes"))"
    case .clusteredErrors:
      "several processes cannot compute errors by groups, whose rows may be in several files: start one process"
    case .keptSample: "several processes keep no rows of the training data in the model's file: leave that out"
    case .job(let name):
      "\(name) is a job for one process: start it without the launcher, or set SOFTMAX_MPI=off for a program that "
        + "starts it in each process"
    }
  }
}
