// The files that one job reads, beside the process's other jobs.

import Synchronization

/// What other programs do to the mapped files of one job.
///
/// A process that does several jobs at once, such as a server, keeps a record for each: a file that changes spoils the job
/// that reads it, and no other.
package final class InputRecord: Sendable {
  /// The record of the job that opens files at this place in the program.
  @TaskLocal static var current: InputRecord?

  private struct State {
    var watches: [Int: FileWatch] = [:]
    /// Of files that are no longer mapped.
    var changes: [FileError] = []
  }

  private let state = Mutex(State())

  /// A record of no files.
  package init() {}

  /// Does a part of the job, and remembers the files that it maps.
  ///
  /// - Throws: What the part throws; instead of that, and after it, the `FileError` of `checkUnchanged`: whatever is wrong
  ///   with a file that changes while it is read, the change is why.
  package func watching<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      let value = try Self.$current.withValue(self, operation: body)
      try checkUnchanged()
      return value
    } catch {
      try checkUnchanged()
      throw error
    }
  }

  /// - Throws: `FileError` for the first of the job's files that another program changed since it was opened: what was
  ///   computed from it is of no file that ever was.
  package func checkUnchanged() throws(FileError) {
    // Each file is asked once: a second answer of the system may be another one.
    let change = state.withLock { state -> FileError? in
      if let change = state.changes.first { return change }
      for (_, watch) in state.watches.sorted(by: { $0.key < $1.key }) {
        if let change = watch.change { return change }
      }
      return nil
    }
    if let change { throw change }
  }

  func add(_ watch: FileWatch, number: Int) {
    state.withLock { $0.watches[number] = watch }
  }

  /// Forgets a file that is unmapped, but not what became of it; one change is enough to know.
  func remove(number: Int, change: FileError?) {
    state.withLock { state in
      state.watches[number] = nil
      if let change, state.changes.isEmpty { state.changes.append(change) }
    }
  }
}
