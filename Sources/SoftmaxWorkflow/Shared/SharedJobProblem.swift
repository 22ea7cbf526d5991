// What several processes cannot do together.

import SoftmaxFiles

/// Why a job is for one process alone.
public enum SharedJobProblem: Sendable, Hashable {
  /// Each step of a method with minibatches needs the one before it.
  case minibatches
  /// A stream, which one process alone would get.
  case stream(data: String)
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
    case .stream(let data):
      "several processes cannot read \(data == InputFile.standardInput ? "standard input" : data.printablePath), "
        + "which one of them alone would get: write it to a file that all of them see"
    case .keptSample: "several processes keep no rows of the training data in the model's file: leave that out"
    case .job(let name):
      "\(name) is a job for one process: start it without the launcher, or set SOFTMAX_MPI=off for a program that "
        + "starts it in each process"
    }
  }
}
