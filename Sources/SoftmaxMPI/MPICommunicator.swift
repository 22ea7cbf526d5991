// Processes that an MPI launcher started.

import CSoftmaxMPI
package import SoftmaxKernels
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
  private let exchanges = Mutex(TrafficCount())

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

  package var movesParts: Bool { true }

  package var traffic: TrafficCount { exchanges.withLock { $0 } }

  private func count(_ traffic: TrafficCount) { exchanges.withLock { $0 = $0 + traffic } }

  /// A number of every process; with it goes the signal by which a process was asked to end.
  private func announced(_ own: Int) -> [Int] {
    var all = [Int64](repeating: 0, count: 2 * size)
    let mine = [Int64(own), Int64(request())]
    watchdog.waiting {
      check(unsafe softmax_mpi_gather_fixed(mine, &all, 2))
    }
    let signal = (0..<size).reduce(0) { max($0, all[2 * $1 + 1]) }
    if !isStopAgreed, signal != 0 {
      agreed.store(true, ordering: .relaxed)
      onStop(Int32(signal))
    }
    return (0..<size).map { Int(all[2 * $0]) }
  }

  package func gather(_ own: [Double]) -> [[Double]] {
    let counts = announced(own.count)
    // A place too many, so that there is one.
    var numbers = [Double](repeating: 0, count: counts.reduce(0, +) + 1)
    watchdog.waiting {
      check(unsafe softmax_mpi_gather(own, &numbers, counts.map { Int64(8 * $0) }))
    }
    count(.gathering(counts.map { 8 * $0 }, rank: rank))
    var start = 0
    return counts.map { count in
      defer { start += count }
      return Array(numbers[start..<start + count])
    }
  }

  package func gather(bytes own: [UInt8]) -> [[UInt8]] {
    let counts = announced(own.count)
    var bytes = [UInt8](repeating: 0, count: counts.reduce(0, +) + 1)
    watchdog.waiting {
      check(unsafe softmax_mpi_gather(own, &bytes, counts.map(Int64.init)))
    }
    count(.gathering(counts, rank: rank))
    var start = 0
    return counts.map { count in
      defer { start += count }
      return Array(bytes[start..<start + count])
    }
  }

  package func gather<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, into all: WorkBuffer<Element>, at places: [Range<Int>]
  ) {
    let bytes = Self.byteCounts(of: places, in: all)
    let announced = announced(places[rank].count)
    precondition(announced == places.map(\.count), "as many numbers as all processes know of")
    watchdog.waiting {
      check(
        unsafe Self.withBytes(of: own, places[rank].count, all) { own, all in
          unsafe softmax_mpi_gather(own, all, bytes.map(Int64.init))
        })
    }
    count(.gathering(bytes, rank: rank))
  }

  package func exchange<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, parts: [Range<Int>], into all: WorkBuffer<Element>, at places: [Range<Int>]
  ) {
    let (sent, received) = (Self.byteCounts(of: parts, in: own), Self.byteCounts(of: places, in: all))
    let longest = announced(max(sent.max() ?? 0, received.max() ?? 0)).max() ?? 0
    watchdog.waiting {
      check(
        unsafe Self.withBytes(of: own, parts.last?.upperBound ?? 0, all) { own, all in
          unsafe softmax_mpi_exchange(own, sent.map(Int64.init), all, received.map(Int64.init), Int64(longest))
        })
    }
    count(.exchanging(sent: sent, received: received, rank: rank))
  }

  private static func withBytes<Element: TreeScalar>(
    of own: WorkBuffer<Element>, _ count: Int, _ all: WorkBuffer<Element>,
    _ body: (UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Int32
  ) -> Int32 {
    own.withSpan(0..<count) { own in
      all.withMutableSpan { all in
        unsafe own.withUnsafeBytes { own in
          unsafe all.withUnsafeMutableBytes { all in unsafe body(own.baseAddress, all.baseAddress) }
        }
      }
    }
  }

  /// The bytes of runs of elements that stand one after the other.
  private static func byteCounts<Element: TreeScalar>(
    of runs: [Range<Int>], in buffer: WorkBuffer<Element>
  ) -> [Int] {
    precondition(
      runs.first?.lowerBound == 0 && zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
        && (runs.last?.upperBound ?? 0) <= buffer.count, "runs from the first element on")
    return runs.map { $0.count * MemoryLayout<Element>.stride }
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
