// Processes that an MPI launcher started.

import CSoftmaxMPI
import SoftmaxKernels
import Synchronization

/// The processes of an MPI job. MPI moves their numbers and never adds any.
///
/// A process has one of these, and calls it from one thread.
package final class MPICommunicator: Communicator {
  package let rank: Int
  package let size: Int
  /// Who made the library.
  package let interface: String
  private let watchdog: Watchdog
  /// The request to end that has come to this process, and what happens once all of them know of one.
  private let request: @Sendable () -> Int32
  private let onStop: @Sendable (Int32) -> Void
  private let agreed = Atomic<Bool>(false)
  private let exchanged = Atomic<Int>(0)
  private let moved = Atomic<Int>(0)

  /// Joins the others.
  ///
  /// - Parameters:
  ///   - launched: What the launcher says.
  ///   - library: A library's name or path; nil: the usual ones are tried.
  ///   - patience: After so many seconds without an answer of the others the job ends.
  ///   - request: The signal by which this process was asked to end; 0: by none.
  ///   - onStop: Called with the signal on every process after the same exchange, once one of them was asked to end.
  /// - Throws: `MPIError` where there is no library, or it is not the launcher's.
  package init(
    _ launched: LaunchedProcesses, library: String?, patience: Int = Watchdog.patience,
    request: @escaping @Sendable () -> Int32 = { 0 }, onStop: @escaping @Sendable (Int32) -> Void = { _ in }
  ) throws(MPIError) {
    let name = try Self.open(launched, library)
    let error = softmax_mpi_begin()
    guard error == 0 else { throw .failed("begin", error) }
    (rank, size) = (Int(softmax_mpi_rank()), Int(softmax_mpi_size()))
    interface = unsafe String(cString: softmax_mpi_interface())
    (self.request, self.onStop) = (request, onStop)
    watchdog = Watchdog(rank: rank, size: size, patience: patience)
    guard size == launched.count else {
      throw .otherLauncher(launched, library: name, interface: interface)
    }
  }

  private static func open(_ launched: LaunchedProcesses, _ library: String?) throws(MPIError) -> String {
    var reason = ""
    for name in library.map({ [$0] }) ?? launched.libraryNames {
      var message = [CChar](repeating: 0, count: 400)
      if unsafe softmax_mpi_open(name, &message, message.count) == 0 { return name }
      let end = message.firstIndex(of: 0) ?? message.count
      reason = String(decoding: message[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    throw .noLibrary(launched, named: library, reason: reason)
  }

  /// Whether all processes know that one of them was asked to end.
  package var isStopAgreed: Bool { agreed.load(ordering: .relaxed) }

  /// The bytes that came from other processes so far, and in how many exchanges.
  package var traffic: (byteCount: Int, exchangeCount: Int) {
    (moved.load(ordering: .relaxed), exchanged.load(ordering: .relaxed))
  }

  package func gather(_ own: [Double]) -> [[Double]] {
    // How many numbers, and the signal by which this process was asked to end.
    var all = [Int64](repeating: 0, count: 2 * size)
    let mine = [Int64(own.count), Int64(request())]
    watchdog.waiting {
      check(unsafe softmax_mpi_gather_fixed(mine, &all, 2))
    }
    let counts = (0..<size).map { all[2 * $0] }
    let total = Int(counts.reduce(0, +))
    // A place too many, so that there is one.
    var numbers = [Double](repeating: 0, count: total + 1)
    watchdog.waiting {
      check(unsafe softmax_mpi_gather(own, &numbers, counts))
    }
    exchanged.wrappingAdd(1, ordering: .relaxed)
    moved.wrappingAdd(8 * (total - own.count), ordering: .relaxed)
    let signal = (0..<size).reduce(0) { max($0, all[2 * $1 + 1]) }
    if !isStopAgreed, signal != 0 {
      agreed.store(true, ordering: .relaxed)
      onStop(Int32(signal))
    }
    var start = 0
    return counts.map { count in
      defer { start += Int(count) }
      return Array(numbers[start..<start + Int(count)])
    }
  }

  package func broadcast(_ numbers: [Double], from root: Int) -> [Double] {
    gather(rank == root ? numbers : [])[root]
  }

  /// A library whose errors are not the end of the job by themselves leaves nothing to go on with.
  private func check(_ error: Int32) {
    guard error != 0 else { return }
    end(after: "an exchange of MPI failed (error \(error))", code: 74)
  }

  /// Ends in good order, once all others do.
  package func finish() { _ = watchdog.waiting { softmax_mpi_end() } }

  /// Ends all processes, with a message and an exit code that is not 0.
  package func end(after problem: String, code: Int32) -> Never {
    Watchdog.say("process \(rank) of \(size): \(problem)")
    softmax_mpi_abort(code == 0 ? 1 : code)
  }
}
