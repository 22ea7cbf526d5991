// Our own threads: started once, handed one job after the other, meeting at barriers in between.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The caller and `size - 1` threads that work on one job together.
///
/// A job is a function that every member runs with its own index. What members compute may not depend on how many
/// they are; then the results are the same bits for any size. A team that is at work for somebody else gives
/// the caller a team of one instead of making it wait, and so does one whose members keep waiting for a thread that
/// another program has pushed off its core.
package final class WorkerTeam: Sendable {
  /// One participant in a job.
  package struct Member: Sendable {
    /// 0 is the caller.
    package let index: Int
    /// How many take part.
    package let count: Int
    fileprivate let team: WorkerTeam?

    /// Returns when every member of the job has got here; what they wrote before can be read afterwards.
    package func meet() {
      team?.meet(index)
    }

    /// Whether this member has waited so long in this job that it had better end: the rest is faster alone.
    package var isCrowded: Bool {
      guard let team, !team.isPatient else { return false }
      return team.waits[index * WorkerTeam.waitStride] > Crowding.longWait
    }

    /// This member's contiguous share of `total` things, dealt out in multiples of `unit`.
    package func share(of total: Int, unit: Int = 1) -> Range<Int> {
      let units = (total + unit - 1) / unit
      return min(units * index / count * unit, total)..<min(units * (index + 1) / count * unit, total)
    }
  }

  /// The caller included.
  package let size: Int

  private let isPatient: Bool
  private let isBusy = Atomic<Bool>(false)
  /// Nil before the first job; then whether the system gave us all threads.
  private let areThreadsThere = Mutex<Bool?>(nil)
  private let jobs = Signal()
  private let meetings = Signal()
  private let arrivalCount = Atomic<Int>(0)
  /// How long each member has waited in the job, in nanoseconds; a cache line apart.
  private let waits: WorkBuffer<Int>
  private static let waitStride = 16
  private let crowding = Mutex(Crowding())
  // Written by the caller before `jobs` advances, read by the others after it has.
  private nonisolated(unsafe) var job: @Sendable (Member) -> Void = { _ in }

  /// Nobody but the caller.
  package static let solo = WorkerTeam(size: 1)

  /// The team of that size that everybody shares; its threads are started with the first job.
  package static func shared(size: Int, isPatient: Bool = false) -> WorkerTeam {
    guard size > 1 else { return solo }
    return teams.withLock { teams in
      let key = isPatient ? -size : size
      if let team = teams[key] { return team }
      let team = WorkerTeam(size: size, isPatient: isPatient)
      teams[key] = team
      return team
    }
  }

  /// By size, the patient ones by its negative.
  private static let teams = Mutex<[Int: WorkerTeam]>([:])

  /// A team whose threads live as long as the process. A patient one waits for its members however long that takes:
  /// for tests, which want to see all of them at work.
  package init(size: Int, isPatient: Bool = false) {
    precondition(size > 0, "a team has at least the caller")
    self.size = size
    self.isPatient = isPatient
    waits = WorkBuffer(count: size * Self.waitStride, repeating: 0)
  }

  /// Runs `body` once on every member, and returns when all are done.
  package func run(_ body: @escaping @Sendable (Member) -> Void) {
    run(others: body, caller: body)
  }

  /// Runs `caller` here and `others` on the other members, and returns when all are done. Both must meet the
  /// same number of times.
  package func run(others: @escaping @Sendable (Member) -> Void, caller: (Member) -> Void) {
    guard size > 1, isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      return caller(Member(index: 0, count: 1, team: nil))
    }
    defer { isBusy.store(false, ordering: .releasing) }
    let start = Signal.nanoseconds
    guard isPatient || crowding.withLock({ $0.allowsTeam(now: start) }), startThreads() else {
      return caller(Member(index: 0, count: 1, team: nil))
    }
    unsafe job = others
    jobs.advance()
    caller(Member(index: 0, count: size, team: self))
    meet(0)
    unsafe job = { _ in }
    let longestWait = (0..<size).reduce(0) { max($0, waits[$1 * Self.waitStride]) }
    let end = Signal.nanoseconds
    crowding.withLock { $0.note(waited: longestWait, of: end - start, now: end) }
    waits.fill(0..<waits.count, with: 0)
  }

  private func meet(_ index: Int) {
    let meeting = meetings.current
    if arrivalCount.add(1, ordering: .acquiringAndReleasing).newValue == size {
      arrivalCount.store(0, ordering: .relaxed)
      meetings.advance()
    } else {
      waits[index * Self.waitStride] += meetings.wait(beyond: meeting)
    }
  }

  /// Whether the threads are there; where the system refuses one, the caller works alone.
  private func startThreads() -> Bool {
    areThreadsThere.withLock { there in
      if let there { return there }
      let started = (1..<size).allSatisfy { index in
        Self.startThread { [self] in
          var done = 0
          while true {
            jobs.wait(beyond: done)
            done += 1
            unsafe job(Member(index: index, count: size, team: self))
            meet(index)
          }
        }
      }
      there = started
      return started
    }
  }

  /// A thread that runs `body` for as long as the process lives; whether the system gave us one.
  private static func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Box {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = unsafe Unmanaged.passRetained(Box(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        #if canImport(Darwin)
          unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
        #else
          if let context = unsafe context {
            unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
          }
        #endif
        return nil
      }, box.toOpaque())
    if status != 0 { unsafe box.release() }
    return status == 0
  }
}
