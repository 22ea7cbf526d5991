// Whether several threads are worth while, from how long they wait for each other.

/// Another program on one of our cores takes its thread away for a time slice, and all others wait for it. While
/// that goes on the caller is faster alone, so jobs are done alone for a while, for longer each time that the
/// team turns out to be crowded again. Times are in nanoseconds.
struct Crowding {
  private var aloneUntil = 0
  private var lastPenalty = 0
  private var lastDuration = 0

  private static let firstPenalty = 20_000_000
  private static let lastingPenalty = 1_000_000_000

  /// The wait that makes a member ask for the end of a job: several times what a thread takes to wake up, a fraction
  /// of a time slice.
  static let longWait = 1_000_000
  /// Shorter waits do not count.
  private static let shortestWait = 200_000

  private static func isLong(_ wait: Int, of duration: Int) -> Bool {
    wait > shortestWait && wait > duration * 2 / 5
  }

  /// Whether a job that begins now is one for the team.
  func allowsTeam(now: Int) -> Bool {
    now >= aloneUntil
  }

  /// Takes note of a team's job that ends now: the longest wait of a member in it, and the job's length; `late` is the
  /// longest wait at the end of the job before it, which was not known when that one ended.
  mutating func note(waited: Int, late: Int = 0, of duration: Int, now: Int) {
    defer { lastDuration = duration }
    if Self.isLong(waited, of: duration) || Self.isLong(late, of: lastDuration) {
      lastPenalty = min(max(Self.firstPenalty, lastPenalty * 2), Self.lastingPenalty)
      aloneUntil = now + lastPenalty
    } else {
      lastPenalty /= 2
    }
  }
}
