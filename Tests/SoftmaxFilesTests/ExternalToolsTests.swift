// Programs that are run for us, and what they may not do.

import Foundation
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct ExternalToolsTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// What the scripts call is found, whatever the tests' own PATH is.
  private static let path = "PATH=/usr/bin:/bin; "

  private func run(_ script: String, seconds: Double = 60, mostBytes: Int = 1 << 20) throws
    -> ExternalTools.Outcome
  {
    try ExternalTools.none.run(
      "/bin/sh", ["-c", Self.path + script], in: folder.path, seconds: seconds, mostBytes: mostBytes)
  }

  private var ticks: Int { folder.content("ticks")?.count ?? 0 }

  /// A program that says that it lives, and others with it.
  private static let ticking = "(while :; do echo x >> ticks; sleep 0.02; done) &\n"

  /// Whether nothing says any more that it lives.
  private func isStill() -> Bool {
    for _ in 0..<100 {
      let before = ticks
      Thread.sleep(forTimeInterval: 0.3)
      if ticks == before { return true }
    }
    return false
  }

  @Test func whatAProgramPrintsAndHowItEndsIsTold() throws {
    let outcome = try run("echo out; echo err >&2; pwd >&2; exit 3")
    #expect(outcome.status == 3 && outcome.output == Array("out\n".utf8))
    #expect(outcome.errors.hasPrefix("err\n/"))
    #expect(try run("kill -9 $$").status == 128 + 9)
    let missing = try ExternalTools.none.run(folder.file("missing"), [], in: folder.path)
    #expect(missing.status == 127 && missing.errors.contains("cannot be started"))
  }

  @Test func itReadsTheFileThatIsGiven() throws {
    try folder.write(Array("given".utf8), to: "in")
    let outcome = try ExternalTools.none.run(
      "/bin/sh", ["-c", Self.path + "cat"], input: folder.file("in"), in: folder.path)
    #expect(outcome.output == Array("given".utf8))
    #expect(try run("cat").output.isEmpty)
  }

  @Test(arguments: ["", " >&2"])
  func whoPrintsTooMuchIsEnded(_ stream: String) throws {
    let began = ContinuousClock.now
    #expect(throws: ExternalTools.Failure.printedTooMuch) {
      try run("while :; do echo 0123456789abcdef0123456789abcdef; done\(stream)", mostBytes: 4096)
    }
    #expect(ContinuousClock.now - began < .seconds(30))
    // Also who has ended before that was seen.
    #expect(throws: ExternalTools.Failure.printedTooMuch) { try run("echo 0123456789\(stream)", mostBytes: 5) }
  }

  @Test func whoRunsTooLongIsEndedWithAllThatItStarted() throws {
    #expect(throws: ExternalTools.Failure.ranTooLong) { try run(Self.ticking + "wait", seconds: 0.5) }
    #expect(isStill() && ticks > 0)
  }

  @Test func whatAProgramLeavesRunningEndsWithIt() throws {
    #expect(try run(Self.ticking + "sleep 0.3; exit 0").status == 0)
    #expect(isStill() && ticks > 0)
  }

  @Test func manyRunAtOnce() async throws {
    let path = folder.path
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for status in 0..<8 {
        let own = path + "/\(status)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
        group.addTask {
          try ExternalTools.none.run("/bin/sh", ["-c", Self.path + "sleep 0.05; exit \(status)"], in: own)
            .status
        }
      }
      var found: [Int32] = []
      for try await status in group { found.append(status) }
      #expect(found.sorted() == Array(0..<8))
    }
  }
}
