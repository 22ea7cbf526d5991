// Files that could not be written after the work was done: the result is shown first, then what went wrong.

import SoftmaxFiles

/// Failures that wait until everything else is printed.
struct LateFailures {
  private var failures: [CommandFailure] = []

  /// Runs something that writes a file, and keeps its failure for later.
  mutating func attempt(_ body: () throws -> Void) rethrows {
    do {
      try body()
    } catch let error as FileError {
      add(error)
    }
  }

  /// Keeps a failure, where there is one.
  mutating func add(_ failure: FileError?) {
    if let failure = failure.flatMap({ CommandFailure($0) }) { failures.append(failure) }
  }

  /// - Throws: The first failure, after printing the others.
  func raise() throws {
    guard let first = failures.first else { return }
    for failure in failures.dropFirst() { StandardStream.error.write("error: \(failure.message)\n") }
    throw first
  }
}
