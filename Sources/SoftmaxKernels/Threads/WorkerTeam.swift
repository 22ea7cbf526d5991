// Our own threads: started once, handed one job after the other, meeting at barriers in between.

import Synchronization

/// The caller and `size - 1` threads that work on one job together.
///
/// A job is a function that every member runs with its own index. What members compute may not depend on how many
/// they are; then the results are the same bits for any size. A team that is at work for another caller gives
/// the caller a team of one instead of making it wait, and so does one whose members keep waiting for a thread that
/// another program has pushed off its core, and one whose threads the system refused.
package final class WorkerTeam: Sendable {
  /// One participant in a job.
  package struct Member: Sendable {
    /// 0 is the caller.
    package let index: Int
    /// How many take part.
    package let count: Int
    fileprivate let team: WorkerTeam?

    /// The only member of a job that is done alone.
    package static let alone = Member(index: 0, count: 1, team: nil)

    /// Returns when every member of the job has got here; what they wrote before can be read afterwards.
    package func meet() {
      guard let team else { return }
      team.waits[index * WorkerTeam.waitStride] += team.meet()
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
  /// Nil before threads were asked for; then why the system refused one, if it did.
  private let start = Mutex<Result<Void, ThreadFailure>?>(nil)
  /// What starts a thread.
  private let starter: SystemThread.Starter
  /// Whether the threads that came shall end, because others did not come.
  private let isGivenUp = Atomic<Bool>(false)
  private let jobs = Signal()
  private let meetings = Signal()
  private let arrivalCount = Atomic<Int>(0)
  /// How long each member has waited in the job, in nanoseconds; a cache line apart.
  private let waits: WorkBuffer<Int>
  /// How long each member waited at the end of the job before: it knows that only once the caller has gone on, and says it in
  /// the next one.
  private let lateWaits: WorkBuffer<Int>
  private static let waitStride = 16
  private let crowding = Mutex(Crowding())
  // Written by the caller before `jobs` advances, read by the others after it has.
  private nonisolated(unsafe) var job: @Sendable (Member) -> Void = { _ in }

  /// Nobody but the caller.
  package static let solo = WorkerTeam(size: 1)

  /// The team of that size that everybody shares; its threads are started with the first job.
  package static func shared(size: Int, isPatient: Bool = false) -> WorkerTeam {
    guard size > 1 else { return solo }
    let process = processNumber.load(ordering: .acquiring)
    return teams.withLock { teams in
      let key = TeamKey(size: size, isPatient: isPatient, processNumber: process)
      if let team = teams[key] { return team }
      let team = WorkerTeam(size: size, isPatient: isPatient)
      teams[key] = team
      return team
    }
  }

  private struct TeamKey: Hashable {
    let size: Int
    let isPatient: Bool
    let processNumber: Int
  }

  private static let teams = Mutex<[TeamKey: WorkerTeam]>([:])

  /// Counts how often this process has come out of a fork, which leaves threads behind.
  private static let processNumber = Atomic<Int>(0)

  /// To be called in a process that a fork has made: shared teams of its parent have no threads here, and are not used.
  package static func startAnew() {
    processNumber.add(1, ordering: .acquiringAndReleasing)
  }

  /// A team whose threads live as long as the process. A patient one waits for its members however long that takes:
  /// for tests, which want to see all of them at work. `starter` is what starts a thread.
  package init(
    size: Int, isPatient: Bool = false, starter: @escaping SystemThread.Starter = SystemThread.start
  ) {
    precondition(size > 0, "a team has at least the caller")
    self.size = size
    self.isPatient = isPatient
    self.starter = starter
    waits = WorkBuffer(count: size * Self.waitStride, repeating: 0)
    lateWaits = WorkBuffer(count: size * Self.waitStride, repeating: 0)
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
      return caller(.alone)
    }
    defer { isBusy.store(false, ordering: .releasing) }
    let began = Signal.nanoseconds
    guard isPatient || crowding.withLock({ $0.allowsTeam(now: began) }), hasThreads() else {
      return caller(.alone)
    }
    unsafe job = others
    jobs.advance()
    caller(Member(index: 0, count: size, team: self))
    waits[0] += meet()
    unsafe job = { _ in }
    func longest(_ waits: WorkBuffer<Int>) -> Int {
      (0..<size).reduce(0) { max($0, waits[$1 * Self.waitStride]) }
    }
    let end = Signal.nanoseconds
    crowding.withLock {
      $0.note(waited: longest(waits), late: longest(lateWaits), of: end - began, now: end)
    }
    waits.fill(0..<waits.count, with: 0)
  }

  /// Returns when every member has got here, with the nanoseconds that took.
  private func meet() -> Int {
    let meeting = meetings.current
    if arrivalCount.add(1, ordering: .acquiringAndReleasing).newValue == size {
      arrivalCount.store(0, ordering: .relaxed)
      meetings.advance()
      return 0
    }
    return meetings.wait(beyond: meeting)
  }

  /// Starts the threads, unless they were started before. Without this call the first job does, and where the system
  /// refuses a thread, jobs are done by the caller alone.
  ///
  /// - Throws: `ThreadFailure` where the system refuses one; then as for later calls.
  package func startThreads() throws(ThreadFailure) {
    try start.withLock { start in
      if let start { return start }
      let result = startAll()
      start = result
      return result
    }.get()
  }

  /// Whether the threads are there.
  private func hasThreads() -> Bool {
    do throws(ThreadFailure) {
      try startThreads()
      return true
    } catch {
      return false
    }
  }

  private func startAll() -> Result<Void, ThreadFailure> {
    for index in 1..<size {
      let code = starter { [self] in
        var (done, lastWait) = (0, 0)
        while true {
          jobs.wait(beyond: done)
          if isGivenUp.load(ordering: .acquiring) { return }
          done += 1
          lateWaits[index * Self.waitStride] = lastWait
          unsafe job(Member(index: index, count: size, team: self))
          lastWait = meet()
        }
      }
      guard code == 0 else {
        isGivenUp.store(true, ordering: .releasing)
        jobs.advance()
        return .failure(ThreadFailure(wanted: size - 1, started: index - 1, code: code))
      }
    }
    return .success(())
  }
}
