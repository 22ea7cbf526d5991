// The team: everybody works, everybody meets, and nobody waits for a team that is busy.

import Foundation
import SoftmaxKernels
import Synchronization
import Testing

@Suite struct WorkerTeamTests {
  @Test(arguments: [1, 2, 3, 5, 8])
  func everyMemberRunsOnceAndSharesCoverTheWork(_ size: Int) {
    let marks = WorkBuffer<Int>(count: 1000, repeating: 0)
    let members = Mutex<[Int]>([])
    WorkerTeam(size: size, isPatient: true).run { member in
      members.withLock { $0.append(member.index) }
      for i in member.share(of: marks.count, unit: 16) { marks[i] += 1 }
    }
    #expect(members.withLock { $0.sorted() } == Array(0..<size))
    #expect(marks.array.allSatisfy { $0 == 1 })
  }

  @Test func whatWasWrittenBeforeAMeetingIsSeenAfterIt() {
    // Each round reads what all others wrote in the round before; thousands of rounds, asleep and awake.
    let size = 4
    let (first, second) = (
      WorkBuffer<Int>(count: size, repeating: 0), WorkBuffer<Int>(count: size, repeating: 0)
    )
    let errors = Mutex(0)
    WorkerTeam(size: size, isPatient: true).run { member in
      for round in 1...3000 {
        let (own, last) = round % 2 == 0 ? (first, second) : (second, first)
        if last.array.contains(where: { $0 != round - 1 }) { errors.withLock { $0 += 1 } }
        own[member.index] = round
        member.meet()
      }
    }
    #expect(errors.withLock { $0 } == 0)
  }

  @Test func afterAForkASharedTeamIsMadeAnew() {
    let before = WorkerTeam.shared(size: 3, isPatient: true)
    #expect(WorkerTeam.shared(size: 3, isPatient: true) === before)
    WorkerTeam.startAnew()
    let after = WorkerTeam.shared(size: 3, isPatient: true)
    #expect(after !== before)
    let counts = Mutex(0)
    after.run { _ in counts.withLock { $0 += 1 } }
    #expect(counts.withLock { $0 } == 3)
  }

  @Test func aBusyTeamLeavesTheCallerToItself() {
    let team = WorkerTeam(size: 6, isPatient: true)
    let inner = Mutex<[Int]>([])
    team.run { member in
      // The team is at work for us, so this job has one member.
      team.run { other in inner.withLock { $0.append(other.count) } }
      member.meet()
    }
    #expect(inner.withLock { $0 } == [1, 1, 1, 1, 1, 1])
  }

  @Test func theCallersPartStaysOnTheCallersThread() {
    var visited = 0
    let others = Mutex(0)
    WorkerTeam(size: 3, isPatient: true).run(others: { _ in others.withLock { $0 += 1 } }) { member in
      visited += member.count
    }
    #expect(visited == 3)
    #expect(others.withLock { $0 } == 2)
  }

  @Test func jobsFollowEachOtherWithoutARace() {
    // Many short jobs: what one ends with and the next begins with. ThreadSanitizer looks at it (make test-threads).
    let team = WorkerTeam(size: 3, isPatient: true)
    let counts = WorkBuffer<Int>(count: 3 * 16, repeating: 0)
    for _ in 0..<500 {
      team.run { member in
        counts[member.index * 16] += 1
        member.meet()
        counts[member.index * 16] += 1
      }
    }
    #expect((0..<3).map { counts[$0 * 16] } == [1000, 1000, 1000])
  }

  @Test func aTeamWhoseThreadsAreRefusedSaysSoAndLeavesTheCallerToItself() {
    let ended = Mutex(0)
    let asked = Mutex(0)
    let team = WorkerTeam(size: 4, isPatient: true) { body in
      // The third is refused, as by a limit on processes.
      if asked.withLock({
        $0 += 1; return $0
      }) == 3 {
        return 11
      }
      return SystemThread.start {
        body()
        ended.withLock { $0 += 1 }
      }
    }
    for _ in 0..<2 {
      #expect(throws: ThreadFailure(wanted: 3, started: 2, code: 11)) { try team.startThreads() }
    }
    #expect(asked.withLock { $0 } == 3)
    let counts = Mutex<[Int]>([])
    team.run { member in counts.withLock { $0.append(member.count) } }
    #expect(counts.withLock { $0 } == [1])
    // Those that came end: nobody would ever have work for them.
    for _ in 0..<6000 where ended.withLock({ $0 }) < 2 { usleep(10_000) }
    #expect(ended.withLock { $0 } == 2)
  }

  @Test func aTeamOfOneStartsNothing() throws {
    let team = WorkerTeam(size: 1) { _ in
      Issue.record("a thread")
      return 11
    }
    try team.startThreads()
    let counts = Mutex<[Int]>([])
    team.run { member in counts.withLock { $0.append(member.count) } }
    #expect(counts.withLock { $0 } == [1])
  }

  @Test func aSystemWithoutThreadsIsFoundOut() throws {
    try SystemThread.check()
    #expect(throws: ThreadFailure(wanted: 1, started: 0, code: 11)) { try SystemThread.check { _ in 11 } }
  }
}
