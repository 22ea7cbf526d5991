// Ctrl-C, progress and quiet, as somebody at a terminal has them.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct AtTheKeyboardTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private let endless = ["train", "digits", "--solver", "sgd", "--epochs", "1000000"]

  @Test func theFirstCtrlCAnswersAtOnceAndEndsTheFit() throws {
    let run = try WatchedRun(endless, in: folder.path) { kill($0, SIGINT) }
    #expect(run.status == 130)
    #expect(run.errors.contains("stopping after this pass; again to quit\n"))
    #expect(run.errors.contains("interrupted after "))
  }

  @Test func theSecondOneEndsTheProcess() throws {
    let run = try WatchedRun(
      ["train", "digits", "--solver", "sgd", "--epochs", "1000000", "-o", "m.safetensors"], in: folder.path
    ) { process in
      // Both before it has time to end.
      kill(process, SIGSTOP)
      kill(process, SIGINT)
      kill(process, SIGCONT)
      kill(process, SIGINT)
    }
    #expect(run.status == 130)
    #expect(folder.names.allSatisfy { !$0.hasSuffix(".part") })
  }

  @Test func readingIsToldAndEndsAtOnce() throws {
    let run = try TerminalRun(["train", "-", "--input-format", "csv"], in: folder.path)
    try run.type("a,b,class\n" + (0..<20_000).map { "\($0),\($0 % 7),\($0 % 2 == 0 ? "x" : "y")\n" }.joined())
    #expect(run.waits(for: "reading standard input, "))
    run.interrupt()
    let (status, output) = run.end()
    #expect(status == 130 && output.isEmpty)
    #expect(run.screen.hasSuffix("interrupted\r\n"))
  }

  @Test func predictionsThatAreInterruptedLeaveNoFile() throws {
    // A model of a table, whose rows are predicted as they come in; the first mebibyte is looked at first.
    let rows = (0..<12).map { "5.\($0),3.5,1.4,0.2,x\n6.\($0),2.5,4.4,1.3,y\n" }.joined()
    try folder.write(Array(("a,b,c,d,class\n" + rows).utf8), to: "t.csv")
    #expect(try CommandRun(["train", "t.csv", "-o", "m.safetensors"], in: folder.path).status == 0)
    let run = try TerminalRun(
      ["predict", "m.safetensors", "-", "--input-format", "csv", "-o", "p.csv"], in: folder.path)
    try run.type("a,b,c,d\n" + String(repeating: "5.1,3.5,1.4,0.2\n", count: 110_000))
    #expect(run.waits { folder.names.contains { $0.hasSuffix(".part") } })
    run.interrupt()
    #expect(run.end().status == 130)
    #expect(folder.names == ["m.safetensors", "t.csv"])
  }

  @Test func progressIsDrawnOnATerminalOnly() throws {
    let run = try CommandRun(["train", "iris"], in: folder.path)
    #expect(!run.errors.contains("\u{1b}") && !run.errors.contains("\r"))
  }

  @Test func aQuietRunTellsNothing() throws {
    let arguments = ["train", "iris", "-o", "m.safetensors", "--plot", "m.svg"]
    let told = try CommandRun(arguments, in: folder.path)
    let quiet = try CommandRun(arguments + ["--quiet"], in: folder.path)
    #expect(told.status == 0 && !told.errors.isEmpty)
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
    func timeless(_ text: String) -> String { text.replacing(/in [0-9.]+ s\./, with: "") }
    #expect(timeless(quiet.output) == timeless(told.output))
  }

  @Test(arguments: [
    ["tune", "iris", "--count", "2"], ["evaluate", "m.safetensors", "iris"],
    ["predict", "m.safetensors", "iris", "-o", "p.csv"], ["verify", "m.safetensors", "iris"],
    ["inspect", "m.safetensors"], ["data", "iris"], ["datasets", "verify", "iris"],
    ["train", "iris", "--solver", "sgd", "--json", "--epochs", "2"],
  ])
  func everyVerbCanBeQuiet(_ arguments: [String]) throws {
    #expect(try CommandRun(["train", "iris", "-o", "m.safetensors", "-q"], in: folder.path).errors.isEmpty)
    let run = try CommandRun(arguments + ["-q"], in: folder.path)
    #expect(run.status == 0 && run.errors.isEmpty)
  }

  @Test func aQuietRunStillTellsErrors() throws {
    let run = try CommandRun(["train", "iris", "--holdout", "2", "-q"], in: folder.path)
    #expect(run.status != 0 && run.errors.hasPrefix("error: "))
  }
}
