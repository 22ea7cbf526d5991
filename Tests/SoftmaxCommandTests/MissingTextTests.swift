// --na-values: which texts are missing cells, from training to scoring, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct MissingTextTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, input: [], in: folder.path)
  }

  /// Rows whose third column has a word for what is not there, and whose second has a number for it.
  private func write(_ name: String, none: String = "None", number: String = "-1") throws {
    let rows = (0..<60).map { i in
      "\(i % 7),\(i % 5 == 0 ? number : "\(i % 11)"),\([none, "some", "much"][i % 3]),\(i * i % 7 < 3 ? "a" : "b")"
    }
    try folder.write(Array((["x,n,drink,y"] + rows).joined(separator: "\n").utf8), to: name)
  }

  @Test func aListedTextIsMissingInTrainingScoringAndVerifying() throws {
    try write("listed.csv")
    try write("empty.csv", none: "", number: "")
    let flags = ["--missing", "indicator", "--json"]
    let listed = try run(["train", "listed.csv", "--na-values", "none, -1", "-o", "m.safetensors"] + flags)
    #expect(listed.status == 0, "\(listed.errors)")
    let empty = try run(["train", "empty.csv"] + flags)
    #expect(try listed.json()["weightsSHA256"] as? String == empty.json()["weightsSHA256"] as? String)
    let scores = try run(["evaluate", "m.safetensors", "listed.csv"])
    #expect(scores.status == 0, "\(scores.errors)")
    #expect(try run(["evaluate", "m.safetensors", "empty.csv"]).lines.dropFirst() == scores.lines.dropFirst())
    let verified = try run(["verify", "m.safetensors", "listed.csv"])
    #expect(verified.status == 0, "\(verified.output)")
    #expect(try run(["inspect", "m.safetensors"]).output.contains("empty cells, none, -1"))
  }

  @Test func noneIsACategoryWhereItIsNotListed() throws {
    try write("t.csv")
    #expect(try run(["train", "t.csv", "-o", "m.safetensors"]).status == 0)
    let columns = try run(["data", "t.csv", "--json"]).json()["columns"] as? [[String: Any]]
    #expect(columns?[2]["missingCount"] as? Int == 0 && columns?[2]["distinctCount"] as? Int == 3)
    let listed =
      try run(["data", "t.csv", "--na-values", "None", "--json"]).json()["columns"] as? [[String: Any]]
    #expect(listed?[2]["missingCount"] as? Int == 20 && listed?[2]["distinctCount"] as? Int == 2)
  }

  @Test func theFlagOfAMessageCanBePasted() throws {
    let rows = (0..<60).map { "\($0 == 30 ? "None" : "\($0 % 7)"),\($0 % 3 == 0 ? "a" : "b")" }
    try folder.write(Array((["n,y"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    let refused = try run(["train", "t.csv"])
    #expect(
      refused.status == 65 && refused.errors.contains("--na-values 'na,n/a,nan,null,?,none'"),
      "\(refused.errors)")
    let pasted = try run(["train", "t.csv", "--na-values", "na,n/a,nan,null,?,none", "--missing", "mean"])
    #expect(pasted.status == 0, "\(pasted.errors)")
  }

  @Test func theFlagIsForTables() throws {
    let refused = try run(["train", "digits", "--na-values", "NA"])
    #expect(refused.status == 64 && refused.errors.contains("--na-values"), "\(refused.errors)")
  }
}
