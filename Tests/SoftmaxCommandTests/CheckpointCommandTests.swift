// Fits that are ended and gone on with, as processes.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct CheckpointCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Each of them takes some seconds in a debug build, so that a signal finds it at work.
  private static let long = [
    ["digits", "--epochs", "25", "--batch-size", "8", "--momentum", "0.5"],
    ["digits", "--solver", "lbfgs", "--l2", "1e-4", "--tolerance", "1e-10", "--threads", "1"],
  ]

  private func hash(_ arguments: [String]) throws -> String {
    try #require(try json(["train"] + arguments)["weightsSHA256"] as? String)
  }

  private func ended(_ arguments: [String], by number: Int32) throws -> WatchedRun {
    let path = folder.file("fit.checkpoint")
    return try WatchedRun(
      ["train"] + arguments + ["--checkpoint", "fit.checkpoint", "--checkpoint-every", "0s"], in: folder.path,
      script: #"echo; exec "$0" "$@""#
    ) { process in
      // A few states have been written, one over the other.
      for _ in 0..<3000 where !FileManager.default.fileExists(atPath: path) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: 0.1)
      kill(process, number)
    }
  }

  @Test(arguments: long)
  func aFitThatSIGTERMEndsGoesOnWithTheSameBits(_ arguments: [String]) throws {
    let whole = try hash(arguments)
    let run = try ended(arguments, by: SIGTERM)
    #expect(run.status == 143)
    #expect(run.errors.contains("; --resume fit.checkpoint goes on from its state\n"))
    let resumed = try self.run(["train"] + arguments + ["--resume", "fit.checkpoint", "--json"])
    #expect(try resumed.json()["weightsSHA256"] as? String == whole)
    #expect(resumed.errors.contains("note: going on from fit.checkpoint, in which "))
  }

  @Test(arguments: long)
  func aFitThatIsKilledGoesOnWithTheSameBits(_ arguments: [String]) throws {
    let whole = try hash(arguments)
    for _ in 0..<2 {
      let run = try ended(arguments, by: SIGKILL)
      #expect(run.status == -SIGKILL)
      #expect(try hash(arguments + ["--resume", "fit.checkpoint"]) == whole)
      try FileManager.default.removeItem(atPath: folder.file("fit.checkpoint"))
    }
    // What a killed process has left half written is cleared away by the next one that writes there.
    #expect(
      try self.run(["train", "iris", "--checkpoint", "fit.checkpoint", "--checkpoint-every", "0s"]).status == 0)
    #expect(folder.names == ["fit.checkpoint"])
  }

  @Test func anAuditThatSIGTERMEndsGoesOnToTheSameSuspects() throws {
    let arguments = ["audit", "digits", "--l2", "1e-4", "--folds", "6", "--threads", "1"]
    let whole = try json(arguments)
    let path = folder.file("audit.checkpoint")
    let run = try WatchedRun(
      arguments + ["--checkpoint", "audit.checkpoint", "--checkpoint-every", "0s"], in: folder.path,
      script: #"echo; exec "$0" "$@""#
    ) { process in
      for _ in 0..<3000 where !FileManager.default.fileExists(atPath: path) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: 0.3)
      kill(process, SIGTERM)
    }
    #expect(run.status == 143)
    #expect(run.errors.contains("error: stopped; --resume audit.checkpoint goes on from its state\n"))
    let resumed = try json(arguments + ["--resume", "audit.checkpoint", "--quiet"])
    for key in ["index", "suggestedProbability", "margin"] {
      func column(_ document: [String: Any]) -> [Double] {
        ((document["suspects"] as? [[String: Any]]) ?? []).compactMap { $0[key] as? Double }
      }
      #expect(!column(whole).isEmpty && column(resumed) == column(whole))
    }
    // A fit's state is no audit's, and another number of folds has another one.
    let other = try self.run([
      "audit", "digits", "--l2", "1e-4", "--folds", "5", "--resume", "audit.checkpoint",
    ])
    #expect(other.status == 65)
    #expect(other.errors.contains("job audit of 6 folds, copies together, here audit of 5 folds"))
    let fit = try self.run(["train", "digits", "--l2", "1e-4", "--resume", "audit.checkpoint"])
    #expect(fit.status == 65)
    #expect(fit.errors.contains("job audit of 6 folds, copies together, here fit"), "\(fit.errors)")
  }

  @Test func ctrlCKeepsTheStateToo() throws {
    let run = try ended(Self.long[0], by: SIGINT)
    #expect(run.status == 130)
    #expect(try hash(Self.long[0] + ["--resume", "fit.checkpoint"]) == hash(Self.long[0]))
  }

  @Test func otherFitsAreRefusedByName() throws {
    let first = ["train", "iris", "--checkpoint", "c", "--checkpoint-every", "0s", "--quiet"]
    #expect(try run(first).status == 0)
    let cases: [([String], String)] = [
      (["digits"], "c: it is of other data, iris:train, SHA-256 "),
      (["iris", "--l2", "0.1"], "c: it is of another fit: L2 penalty automatic, here 0.1; "),
      (["iris", "--solver", "newton-cg"], "c: it is of another fit: solver auto, here newton-cg; "),
      (["iris", "--no-bias"], "c: it is of another fit: bias true, here false; "),
      (["iris", "--no-standardize"], "c: it is of another fit: standardisation automatic, here never; "),
      (["iris", "--holdout", "0.2"], "c: it is of other data, iris:train, SHA-256 "),
      (["iris", "--test", "iris:train"], "c: it is of another fit: test set "),
      (["iris", "--seed", "4"], "c: it is of another fit: seed 0, here 4; "),
    ]
    for (arguments, text) in cases {
      let answer = try run(["train"] + arguments + ["--resume", "c"])
      #expect(answer.status == 65, "\(arguments)")
      #expect(answer.errors.contains(text), "\(answer.errors)")
    }
    let missing = try run(["train", "iris", "--resume", "none"])
    #expect(missing.status == 66)
    #expect(
      missing.errors.contains(
        "none: there is no such file or folder; check the path, or leave out --resume for the "))
    let twice = try run(["train", "-", "--resume", "-"])
    #expect(twice.status == 64)
    #expect(twice.errors.contains("--resume - and the data - are both standard input"))
  }

  /// A table's columns are standardised, an array's are not: the same numbers make two problems.
  @Test func theSameNumbersFromAnotherKindOfFileAreAnotherFit() throws {
    let rows = (0..<40).map { i in [Float(i % 7) * 3, Float(i * i % 11)] }
    let labels = (0..<40).map { "\("ab".dropFirst($0 * $0 % 3 % 2).first ?? "a")" }
    try folder.write(
      Array(("u,v,k\n" + zip(rows, labels).map { "\($0[0]),\($0[1]),\($1)\n" }.joined()).utf8), to: "t.csv")
    try folder.write(NPYWriter.floats(rows.flatMap { $0 }, shape: [40, 2]), to: "x.npy")
    try folder.write(Array(labels.joined(separator: "\n").utf8), to: "y.txt")
    let checkpoint = ["--checkpoint", "c", "--checkpoint-every", "0s", "--quiet"]
    #expect(try run(["train", "t.csv"] + checkpoint).status == 0)
    let answer = try run(["train", "x.npy", "--labels", "y.txt", "--resume", "c"])
    #expect(answer.status == 65)
    #expect(
      answer.errors.contains("c: it is of another fit: kind of input table, here vector; "), "\(answer.errors)")
  }

  @Test func aFileThatIsNoStateIsNotReplaced() throws {
    try folder.write(Array("setosa,2\n".utf8), to: "weights.csv")
    let weights = try run(["train", "iris", "--class-weight", "weights.csv", "--checkpoint", "weights.csv"])
    #expect(weights.status == 64)
    #expect(
      weights.errors.contains("--checkpoint weights.csv: this file is no state of a fit, and would be replaced")
    )
    #expect(folder.content("weights.csv") == Array("setosa,2\n".utf8))
    // What begins as a state does is none for that.
    let line = Array("{\"data\":\"a text\"}\n".utf8)
    try folder.write(line, to: "lines.jsonl")
    #expect(try run(["train", "iris", "--checkpoint", "lines.jsonl"]).status == 64)
    #expect(folder.content("lines.jsonl") == line)
  }

  @Test func brokenFilesAreRefused() throws {
    #expect(try run(["train", "iris", "--checkpoint", "c", "--checkpoint-every", "0s", "--quiet"]).status == 0)
    let content = try #require(folder.content("c"))
    let line = try #require(content.firstIndex(of: 0x0a))
    var changed = content
    changed[content.count - 20] ^= 1
    let cases: [([UInt8], String)] = [
      ([], "this is not the state of a fit"), (Array("k,v\n1,2\n".utf8), "this is not the state of a fit"),
      (Array(content[..<(line - 1)]), "this is not the state of a fit"),
      (Array(content[..<(line + 1)]), "the state has 0 bytes, expected "),
      (Array(content.dropLast()), " bytes, expected "), (content + [0], " bytes, expected "),
      (changed, "the state's bytes were changed"),
      (Array("{\"data\":3}\n".utf8), "its first line is not that of the state of a fit"),
    ]
    for (bytes, text) in cases {
      try folder.write(bytes, to: "c")
      let answer = try run(["train", "iris", "--resume", "c"])
      #expect(answer.status == 65)
      #expect(answer.errors.contains(text), "\(answer.errors)")
    }
  }

  @Test func flagsThatContradictEachOtherAreRefusedBeforeAnyWork() throws {
    try folder.write(Array("a,k\n1,x\n2,y\n".utf8), to: "t.csv")
    let cases: [([String], String)] = [
      (["--checkpoint-every", "5s"], "--checkpoint-every is for --checkpoint: name its file, or leave it out"),
      (
        ["--checkpoint", "c", "--checkpoint-every", "5w"],
        "expected a time of at most a year, such as 30s, 5m or 2h"
      ),
      (["--checkpoint", "c", "--checkpoint-every", "-1s"], "expected a time of at most a year"),
      (["--checkpoint", "t.csv"], "--checkpoint t.csv and t.csv are one file"),
      (
        ["--checkpoint", "m.safetensors", "-o", "m.safetensors"],
        "are one file: choose another name for the state"
      ),
      (["--checkpoint", "-"], "--checkpoint -: a state that is to be read again needs a file: name one"),
      (["--checkpoint", "c", "--checkpoint-every", "0x10s"], "expected a time of at most a year"),
      (["--checkpoint", "/dev/null"], "--checkpoint /dev/null: a state that is to be read again needs a file"),
      (["--checkpoint", "c", "--l1", "0.1", "--relax"], "--checkpoint is not for --relax: "),
      (["--resume", "t.csv", "--l1", "0.1", "--relax"], "--resume is not for --relax: "),
    ]
    for (arguments, text) in cases {
      let answer = try run(["train", "t.csv"] + arguments)
      #expect(answer.status == 64, "\(arguments)")
      #expect(answer.errors.contains(text), "\(answer.errors)")
    }
    let folderIsMissing = try run(["train", "iris", "--checkpoint", "none/c"])
    #expect(folderIsMissing.status == 73)
    #expect(folder.names == ["t.csv"])
  }

  /// The folder goes while the fit is at work: the fit goes on.
  @Test func aStateThatCannotBeWrittenDoesNotEndTheFit() throws {
    try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
    let run = try WatchedRun(
      ["train"] + Self.long[0] + ["--checkpoint", "sub/c", "--checkpoint-every", "0s", "-o", "m.safetensors"],
      in: folder.path
    ) { _ in
      try FileManager.default.moveItem(atPath: folder.file("sub"), toPath: folder.file("gone"))
    }
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: the fit goes on, and its state was not kept: sub/c: "))
    #expect(folder.names.contains("m.safetensors"))
  }
}
