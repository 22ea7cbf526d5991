// When a team stops paying, and when it is tried again.

@testable import SoftmaxKernels
import Testing

@Suite struct CrowdingTests {
  private static let millisecond = 1_000_000

  /// For how many milliseconds after `now` jobs are done alone.
  private func millisecondsAlone(_ crowding: Crowding, after now: Int) -> Int {
    (0...2000).first { crowding.allowsTeam(now: now + $0 * Self.millisecond) } ?? -1
  }

  @Test func longWaitsSendTheCallerOnAloneForLongerAndLonger() {
    var crowding = Crowding()
    #expect(crowding.allowsTeam(now: 0))
    var times: [Int] = []
    for _ in 0..<8 {
      crowding.note(waited: 600_000, of: 1_000_000, now: 5)
      times.append(millisecondsAlone(crowding, after: 5))
    }
    #expect(times == [20, 40, 80, 160, 320, 640, 1000, 1000])
  }

  @Test func shortWaitsDoNot() {
    var crowding = Crowding()
    crowding.note(waited: 300_000, of: 1_000_000, now: 0)
    #expect(crowding.allowsTeam(now: 0))
    // Threads that had to wake up for a short job.
    crowding.note(waited: 90_000, of: 100_000, now: 0)
    #expect(crowding.allowsTeam(now: 0))
  }

  @Test func aWaitAtAJobsEndIsHeldAgainstThatJobWhenTheNextOneTells() {
    var crowding = Crowding()
    // Long for the short job that tells of it, not for the long one that it ended.
    crowding.note(waited: 0, of: 10_000_000, now: 0)
    crowding.note(waited: 0, late: 600_000, of: 1_000_000, now: 0)
    #expect(crowding.allowsTeam(now: 0))
    // Long for the last one.
    crowding.note(waited: 0, late: 600_000, of: 10_000_000, now: 0)
    #expect(millisecondsAlone(crowding, after: 0) == 20)
  }

  @Test func goodJobsForgiveBadOnes() {
    var crowding = Crowding()
    for _ in 0..<3 { crowding.note(waited: 600_000, of: 1_000_000, now: 0) }
    for _ in 0..<3 { crowding.note(waited: 0, of: 1_000_000, now: 0) }
    crowding.note(waited: 600_000, of: 1_000_000, now: 0)
    #expect(millisecondsAlone(crowding, after: 0) == 20)
  }
}
