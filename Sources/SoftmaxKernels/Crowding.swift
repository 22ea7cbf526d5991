// Whether a team pays, told from how long its members wait for each other.

/// Another program on one of our cores takes its thread away for a time slice, and all others wait for it. While
/// that goes on the caller is faster alone, so jobs are done alone for a while, for longer each time that the
/// team turns out to be crowded again.
struct Crowding {
  private var jobsAlone = 0
  private var lastPenalty = 0

  private static let firstPenalty = 4
  private static let lastingPenalty = 256
  /// Shorter waits are those of threads that wake up, or of a job too small for the team.
  private static let shortestWait = 200_000

  /// Whether the next job is one for the team.
  mutating func allowsTeam() -> Bool {
    guard jobsAlone > 0 else { return true }
    jobsAlone -= 1
    return false
  }

  /// Takes note of a team's job: the longest wait of a member, and the job's length, in nanoseconds.
  mutating func note(waited: Int, of duration: Int) {
    if waited > Self.shortestWait, waited > duration * 2 / 5 {
      lastPenalty = min(max(Self.firstPenalty, lastPenalty * 2), Self.lastingPenalty)
      jobsAlone = lastPenalty
    } else {
      lastPenalty /= 2
    }
  }
}
