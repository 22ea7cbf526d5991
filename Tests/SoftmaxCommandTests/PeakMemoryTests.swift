// peakMemoryBytes is the command's own memory, whoever starts it.

import SoftmaxTestSupport
import Testing

@Suite struct PeakMemoryTests {
  @Test func aLargeParentsMemoryIsNotTheCommands() throws {
    // Written page by page, so that all of it is in memory.
    let ballast = [UInt8](repeating: 1, count: 320 << 20)
    let found = try #require(CommandRun(["train", "iris", "--json"]).json()["peakMemoryBytes"] as? Int)
    #expect(found > 1 << 20 && found < 300 << 20, "\(found)")
    #expect(ballast[ballast.count / 2] == 1)
  }
}
