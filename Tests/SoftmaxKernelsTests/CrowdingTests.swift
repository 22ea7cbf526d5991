// When a team stops paying, and when it is tried again.

@testable import SoftmaxKernels
import Testing

@Suite struct CrowdingTests {
  /// How many jobs are done alone before the next one for the team.
  private func jobsAlone(_ crowding: inout Crowding) -> Int {
    var count = 0
    while !crowding.allowsTeam() { count += 1 }
    return count
  }

  @Test func longWaitsSendTheCallerOnAloneForLongerAndLonger() {
    var crowding = Crowding()
    var counts: [Int] = []
    for _ in 0..<8 {
      crowding.note(waited: 600_000, of: 1_000_000)
      counts.append(jobsAlone(&crowding))
    }
    #expect(counts == [4, 8, 16, 32, 64, 128, 256, 256])
  }

  @Test func shortWaitsDoNot() {
    var crowding = Crowding()
    crowding.note(waited: 300_000, of: 1_000_000)
    #expect(jobsAlone(&crowding) == 0)
    // Threads that had to wake up for a short job.
    crowding.note(waited: 90_000, of: 100_000)
    #expect(jobsAlone(&crowding) == 0)
  }

  @Test func goodJobsForgiveBadOnes() {
    var crowding = Crowding()
    for _ in 0..<3 { crowding.note(waited: 600_000, of: 1_000_000) }
    for _ in 0..<3 { crowding.note(waited: 0, of: 1_000_000) }
    _ = jobsAlone(&crowding)
    crowding.note(waited: 600_000, of: 1_000_000)
    #expect(jobsAlone(&crowding) == 4)
  }
}
