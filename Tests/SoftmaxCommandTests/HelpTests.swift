// Every help text, as it was last looked at.

import Foundation
import Synchronization
import Testing

@Suite struct HelpTests {
  static let verbs = [
    [], ["train"], ["tune"], ["evaluate"], ["predict"], ["explain"], ["report"], ["calibrate"], ["compare"],
    ["audit"], ["edit"], ["inspect"], ["plot"], ["export"], ["import"], ["verify"], ["data"], ["serve"],
    ["studio"],
    ["datasets"],
    ["datasets", "list"],
    ["datasets", "fetch"],
    ["datasets", "verify"],
    ["scale"],
    ["cache"],
    ["cache", "list"],
    ["cache", "clear"],
  ]

  private static let runs = Mutex<[[String]: CommandRun]>([:])

  /// The run that prints a verb's help, made once for all tests.
  private func help(_ verb: [String]) throws -> CommandRun {
    if let known = Self.runs.withLock({ $0[verb] }) { return known }
    let run = try CommandRun(verb + ["--help"])
    Self.runs.withLock { $0[verb] = run }
    return run
  }

  /// RECORD_SNAPSHOTS=1 writes the snapshots anew, and fails so that nobody forgets to look at them.
  @Test(arguments: verbs)
  func helpIsAsRecorded(_ verb: [String]) throws {
    let run = try help(verb)
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
    #expect(run.output.contains(/^Examples?:$/.anchorsMatchLineEndings()))
  }

  /// The groups of the command's contract, in its order; a verb shows those that it has flags for.
  static let titles = [
    "MOST USED", "DATA", "TABLE", "TEXT", "METHOD", "PENALTY", "MINIBATCHES", "STATISTICS", "OUTPUT",
    "ACCESS", "LIMITS", "RUNNING",
  ]

  @Test(arguments: [
    "train", "tune", "evaluate", "predict", "explain", "calibrate", "audit", "report", "plot", "verify", "data",
    "serve", "studio",
  ])
  func flagsStandInTitledGroups(_ verb: String) throws {
    let groups = try groups(of: verb)
    #expect(groups.map(\.title) == Self.titles.filter { groups.map(\.title).contains($0) } + ["OPTIONS"])
    #expect(groups.last?.flags == ["--version", "-h, --help"])
    let flags = groups.flatMap(\.flags)
    #expect(Set(flags).count == flags.count)
  }

  @Test(arguments: ["train", "tune", "predict"])
  func theTenFlagsThatMostPeopleNeedStandFirst(_ verb: String) throws {
    let first = try #require(try groups(of: verb).first)
    #expect(first.title == "MOST USED")
    #expect(first.flags.count == 10)
  }

  /// A command that is broken over two lines cannot be copied.
  @Test(arguments: verbs)
  func eachExampleStandsOnOneLine(_ verb: [String]) throws {
    let lines = try help(verb).output.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = lines.drop { !$0.hasPrefix("Example") }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty)
    for line in examples {
      #expect(line.hasPrefix("  ") && line.contains("softmax"), "broken: \(line)")
    }
  }

  /// The groups of a verb's help, each with the spellings of its flags.
  private func groups(of verb: String) throws -> [(title: String, flags: [String])] {
    var groups: [(title: String, flags: [String])] = []
    for line in try help([verb]).output.split(separator: "\n") {
      if let title = line.wholeMatch(of: /([A-Z ]+):/)?.1, title != "ARGUMENTS" {
        groups.append((String(title), []))
      } else if let flag = line.prefixMatch(of: /\ \ (-[a-z], )?--[a-z0-9-]+/)?.0, !groups.isEmpty {
        groups[groups.count - 1].flags.append(flag.drop { $0 == " " }.description)
      }
    }
    return groups
  }

  @Test func theVersionNamesKernelsAndThreads() throws {
    let run = try CommandRun(["--version"])
    #expect(run.output.wholeMatch(of: /softmax \d+\.\d+\.\d+ \(kernels \w+, threads \d+\)\n/) != nil)
  }
}
