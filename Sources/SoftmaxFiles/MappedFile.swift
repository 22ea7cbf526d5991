// Files in memory that other programs may change meanwhile: which there are, and what became of them.

import CSoftmaxFiles
import SoftmaxKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A mapped file, unmapped and closed with the object.
@safe final class MappedFile: Sendable {
  nonisolated(unsafe) let start: UnsafeMutableRawPointer
  /// Where the job may not have all of the file in memory.
  let pages: PageWindow?
  private let byteCount: Int
  private let watch: FileWatch
  private let number: Int
  /// What the job that reads the file knows of its files.
  private let job: InputRecord?
  private nonisolated(unsafe) let record: OpaquePointer?

  /// Maps what `watch` is on and takes its descriptor over; nil where the system cannot map it, the descriptor then stays
  /// the caller's.
  init?(_ watch: FileWatch) {
    byteCount = watch.status.size
    guard byteCount > 0,
      let start = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, watch.descriptor, 0),
      unsafe start != MAP_FAILED
    else { return nil }
    unsafe self.start = start
    if let budget = MemoryBudget.current, budget.limitsPages(ofFile: byteCount) {
      pages = unsafe PageWindow(start: start, byteCount: byteCount, budget)
    } else {
      pages = nil
    }
    self.watch = watch
    unsafe record = smf_remember(start, byteCount, watch.descriptor, watch.path.printable(limit: 1000))
    number = Self.known.withLock { known in
      known.count += 1
      known.watches[known.count] = watch
      return known.count
    }
    job = InputRecord.current
    job?.add(watch, number: number)
  }

  deinit {
    // What was read from it may live on, so that a change is not forgotten with the file.
    let change = watch.change
    Self.known.withLock { known in
      known.watches[number] = nil
      if let change, known.changes.count < Known.changeLimit { known.changes.append(change) }
    }
    job?.remove(number: number, change: change)
    unsafe smf_forget(record)
    unsafe munmap(start, byteCount)
    close(watch.descriptor)
  }

  private struct Known {
    static let changeLimit = 16

    var count = 0
    var watches: [Int: FileWatch] = [:]
    /// Of files that are no longer mapped.
    var changes: [FileError] = []
  }

  private static let known = Mutex(Known())

  /// What other programs did to files that are, or were, mapped, in the order in which those were opened.
  static var changes: [FileError] {
    known.withLock { known in
      known.changes + known.watches.sorted { $0.key < $1.key }.compactMap(\.value.change)
    }
  }

  /// From now on, looking at what was cut off a mapped file prints which file that is, and ends the process with `exitCode`.
  /// Without this the process ends by SIGBUS, without a word. For programs, not for libraries: signals are the program's.
  static func explainFaults(exitCode: Int32) {
    _ = smf_explain_faults(exitCode, StandardStream.error.isTerminal ? 1 : 0)
  }
}
