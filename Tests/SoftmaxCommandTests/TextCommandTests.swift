// Texts through the command: train, predict, inspect, verify, and what is refused.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct TextCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String], input: String? = nil) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path)
  }

  /// Mails of three kinds, told by some of their words, with a number and a category beside.
  private func write(_ name: String, seed: UInt64, rows: Int = 150) throws {
    var numbers = MadeNumbers(seed: seed)
    let topics = [["ball", "goal", "team"], ["star", "orbit", "moon"], ["bread", "oven", "salt"]]
    let common = ["the", "and", "of", "with", "today", "Größe", "再见"]
    let (kinds, picks) = (numbers.indices(rows, below: 3), numbers.indices(rows * 9, below: 21))
    let lines = (0..<rows).map { i in
      let words = (0..<9).map { j -> String in
        let pick = Int(picks[i * 9 + j])
        return pick < 9 ? topics[Int(kinds[i])][pick % 3] : common[pick % 7]
      }
      return "\"\(words.joined(separator: ", "))\",\(i % 5),\(i % 2 == 0 ? "web" : "app"),topic \(kinds[i])"
    }
    try folder.write(Array((["mail,stars,source,topic"] + lines).joined(separator: "\n").utf8), to: name)
  }

  @Test func aModelOfTextsIsTrainedScoredAndUsed() throws {
    try write("a.csv", seed: 1)
    try write("b.csv", seed: 2)
    let trained = try run([
      "train", "a.csv", "--text", "mail", "--test", "b.csv", "-o", "m.safetensors", "--json",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    // 16 words, a number, two categories.
    #expect(document["featureCount"] as? Int == 19)
    #expect(document["testAccuracy"] as? Double ?? 0 > 0.9)
    let evaluated = try run(["evaluate", "m.safetensors", "b.csv", "--json"]).json()
    #expect(evaluated["accuracy"] as? Double == document["testAccuracy"] as? Double)
    let predicted = try run(["predict", "m.safetensors", "b.csv", "--format", "csv"])
    #expect(
      predicted.status == 0 && predicted.output.split(separator: "\n").count == 151, "\(predicted.errors)")
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(shown.contains("mail: moon") && shown.contains("words of 'mail'"), "\(shown)")
    let verified = try run(["verify", "m.safetensors", "a.csv", "--test", "b.csv"])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func aModelOfTextsIsExportedWithItsTokenizer() throws {
    try write("a.csv", seed: 1)
    #expect(try run(["train", "a.csv", "--text", "mail", "-o", "m.safetensors", "--quiet"]).status == 0)
    for name in ["m.c", "m.mjs", "m.swift"] {
      let export = try run(["export", "m.safetensors", name, "--no-tools"])
      #expect(export.status == 0, "\(export.errors)")
      #expect(export.output.contains("interpreted, 200 drawn inputs: largest difference"))
      #expect(try run(["verify", "m.safetensors", name, "--no-tools"]).status == 0)
    }
    let refused = try run(["export", "m.safetensors", "m.pmml"])
    #expect(refused.status == 65, "\(refused.status)")
    #expect(
      refused.errors.contains(
        "m.safetensors has texts in the column 'mail', which PMML cannot hold: choose c, swift, js or onnx instead"
      ))
  }

  @Test func wordsStandBesideAGraphAndReplaceNothingElse() throws {
    try write("a.csv", seed: 1)
    #expect(try run(["train", "a.csv", "--text", "mail", "-o", "m.safetensors", "--quiet"]).status == 0)
    try folder.write(Array("{}".utf8), to: "m.vocabulary.json")
    let other = try run(["export", "m.safetensors", "m.onnx"])
    #expect(other.status != 0 && other.errors.contains("m.vocabulary.json"), "\(other.errors)")
    let export = try run(["export", "m.safetensors", "n.onnx"])
    #expect(export.errors == "wrote n.onnx, n.vocabulary.json\n")
    #expect(try run(["verify", "m.safetensors", "n.onnx"]).status == 0)
    // What an export wrote it may replace.
    #expect(try run(["export", "m.safetensors", "n.onnx"]).status == 0)
  }

  @Test func threadsAndHashesChangeNothingThatTheyShouldNot() throws {
    try write("a.csv", seed: 1)
    func weights(_ flags: [String]) throws -> String {
      let run = try run(["train", "a.csv", "--text", "mail", "--json"] + flags)
      #expect(run.status == 0, "\(run.errors)")
      return try #require(try run.json()["weightsSHA256"] as? String)
    }
    #expect(try weights(["--threads", "1"]) == weights(["--threads", "3"]))
    #expect(try weights([]) != weights(["--hash-bits", "12"]))
  }

  @Test func dataTellsWhatTextsAre() throws {
    try write("a.csv", seed: 1, rows: 20)
    let shown = try run(["data", "a.csv", "--text", "mail"])
    #expect(shown.output.contains("Latin") && shown.output.contains("bytes, mean"), "\(shown.output)")
    let document = try run(["data", "a.csv", "--text", "mail", "--json"]).json()
    let column = try #require((document["columns"] as? [[String: Any]])?.first)
    #expect(column["kind"] as? String == "text" && (column["texts"] as? [String: Any]) != nil)
  }

  @Test(arguments: [
    (["--ngrams", "2-1"], 64, "--ngrams is '2-1', expected a number or a range such as 1-2"),
    (["--min-df", "0"], 64, "--min-df is '0', expected a number of texts from 1 on, or a share with a point"),
    (["--max-features", "0"], 64, "--max-features is 0, expected a whole number from 1 on"),
    (["--hash-bits", "31"], 64, "--hash-bits is 31, expected a whole number from 1 to 30"),
    (["--min-df", "151"], 65, "which none can be"),
    (["--text", "nothing"], 65, "there is no column 'nothing'"),
  ])
  func whatCannotBeIsRefused(flags: [String], status: Int, problem: String) throws {
    try write("a.csv", seed: 1)
    let run = try run(["train", "a.csv", "--text", "mail"] + flags)
    #expect(Int(run.status) == status && run.errors.contains(problem), "\(run.status) \(run.errors)")
  }

  @Test func settingsOfTextsNeedTexts() throws {
    try write("a.csv", seed: 1)
    let run = try run(["train", "a.csv", "--ngrams", "1-2"])
    #expect(
      run.status == 64 && run.errors.contains("--ngrams is for columns of texts: name them with --text COLUMN"))
  }
}
