// Every help text, as it was last looked at.

import Foundation
import Testing

@Suite struct HelpTests {
  static let verbs = [
    [], ["train"], ["tune"], ["evaluate"], ["predict"], ["inspect"], ["verify"], ["compare"], ["data"],
    ["datasets"],
    ["datasets", "list"],
    ["datasets", "fetch"],
    ["datasets", "verify"],
  ]

  /// RECORD_SNAPSHOTS=1 writes the snapshots anew, and fails so that nobody forgets to look at them.
  @Test(arguments: verbs)
  func helpIsAsRecorded(_ verb: [String]) throws {
    let run = try CommandRun(verb + ["--help"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let name = (["softmax"] + verb).joined(separator: "-") + ".txt"
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Snapshots/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try Data(run.output.utf8).write(to: file)
      Issue.record("recorded \(name): look at it, then run again without RECORD_SNAPSHOTS")
    }
    #expect(run.output == (try String(contentsOf: file, encoding: .utf8)))
    #expect(run.output.contains("Example:"))
  }

  @Test func theVersionNamesKernelsAndThreads() throws {
    let run = try CommandRun(["--version"])
    #expect(run.output.wholeMatch(of: /softmax \d+\.\d+\.\d+ \(kernels \w+, threads \d+\)\n/) != nil)
  }
}
