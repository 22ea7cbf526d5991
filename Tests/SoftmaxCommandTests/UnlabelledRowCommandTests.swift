// --unlabelled drop: rows without a label are left out of training and scores, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct UnlabelledRowCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, input: [], in: folder.path)
  }

  /// 60 rows, of which every sixth has no label and half of those no number; and the 50 others alone.
  private func writeRows() throws {
    let rows = (0..<60).map { i in
      "\(i % 12 == 0 ? "" : "\(i * 7 % 13)"),\(i * i % 17),\(i % 6 == 0 ? "" : i * 7 % 13 + i % 4 > 7 ? "a" : "b")"
    }
    let labelled = rows.indices.filter { $0 % 6 != 0 }.map { rows[$0] }
    for (name, rows) in [("all.csv", rows), ("labelled.csv", labelled)] {
      try folder.write(Array((["x,n,y"] + rows).joined(separator: "\n").utf8), to: name)
    }
  }

  @Test func theModelIsThatOfTheRowsWithLabels() throws {
    try writeRows()
    let flags = ["--holdout", "0.2", "--json"]
    let dropped = try run(["train", "all.csv", "--unlabelled", "drop", "-o", "m.safetensors"] + flags)
    #expect(dropped.status == 0, "\(dropped.errors)")
    #expect(
      dropped.errors.contains("10 of the 60 rows of all.csv are left out: they have no label"),
      "\(dropped.errors)")
    let labelled = try run(["train", "labelled.csv"] + flags)
    #expect(try dropped.json()["weightsSHA256"] as? String == labelled.json()["weightsSHA256"] as? String)
    let verified = try run(["verify", "m.safetensors", "all.csv"])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    let other = try run(["verify", "m.safetensors", "labelled.csv"])
    #expect(other.status == 1 && other.output.contains("rows.unlabelledCount"), "\(other.output)")
    #expect(try run(["inspect", "m.safetensors"]).output.contains("10 rows without a label left out"))
  }

  @Test func scoresAreThoseOfTheRowsWithLabels() throws {
    try writeRows()
    #expect(try run(["train", "labelled.csv", "-o", "m.safetensors"]).status == 0)
    let dropped = try run(["evaluate", "m.safetensors", "all.csv", "--unlabelled", "drop", "--json"])
    #expect(dropped.status == 0 && dropped.errors.contains("10 of the 60 rows"), "\(dropped.errors)")
    let labelled = try run(["evaluate", "m.safetensors", "labelled.csv", "--json"])
    #expect(try dropped.json()["logLoss"] as? Double == labelled.json()["logLoss"] as? Double)
    let tested = try run(["train", "labelled.csv", "--test", "all.csv", "--unlabelled", "drop", "--json"])
    #expect(tested.status == 0 && tested.errors.contains("10 of the 60 rows of all.csv"), "\(tested.errors)")
  }

  @Test func theDefaultRefusesThemWithTheFlagThatHelps() throws {
    try writeRows()
    let flags = ["--missing", "mean"]
    let refused = try run(["train", "all.csv"] + flags)
    #expect(
      refused.status == 65
        && refused.errors.contains("the label is missing (''); --unlabelled drop leaves such rows out"),
      "\(refused.errors)")
    let tuned = try run(["tune", "all.csv", "--unlabelled", "drop", "--count", "3"] + flags)
    #expect(tuned.status == 0 && tuned.errors.contains("10 of the 60 rows"), "\(tuned.errors)")
    let looked = try run(["data", "all.csv", "--unlabelled", "drop"])
    #expect(looked.output.contains("10 more rows have no label in column 'y'"), "\(looked.output)")
  }

  @Test func aTableOfNoLabelsIsRefused() throws {
    try folder.write(Array("x,y\n1,\n2,\n3,\n".utf8), to: "t.csv")
    let refused = try run(["train", "t.csv", "--label", "y", "--unlabelled", "drop"])
    #expect(refused.status == 65 && refused.errors.contains("the rows have no labels"), "\(refused.errors)")
    let other = try run(["train", "digits", "--unlabelled", "drop"])
    #expect(other.status == 64 && other.errors.contains("--unlabelled"), "\(other.errors)")
  }
}
