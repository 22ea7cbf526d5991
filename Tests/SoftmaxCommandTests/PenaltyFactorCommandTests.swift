// Penalty factors from a file, in the model's card and before verify, run as a process.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct PenaltyFactorCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }

  private func writePeople() throws {
    var numbers = MadeNumbers(seed: 31)
    let values = numbers.floats(240)
    let kinds = numbers.indices(120, below: 3)
    let rows = (0..<120).map { i in
      let colour = ["red", "green", "blue"][Int(kinds[i])]
      let score =
        2 * values[2 * i] - values[2 * i + 1] + (colour == "red" ? 1 : 0) + 0.4 * values[(2 * i + 77) % 240]
      return
        "\(40 + 10 * values[2 * i]),\(3000 + 900 * values[2 * i + 1]),\(colour),\(score > 0.3 ? "yes" : "no")"
    }
    try write((["age,income,colour,bought"] + rows).joined(separator: "\n") + "\n", to: "people.csv")
  }

  @Test(arguments: [["--l2", "0.05"], ["--l1", "0.05"], ["--l1", "0.02", "--l2", "0.03"]])
  func aColumnWithoutAPenaltyIsInTheModelAndVerified(_ penalty: [String]) throws {
    try writePeople()
    try write("colour,0\nincome,2.5\n", to: "f.csv")
    let trained = try run(
      ["train", "people.csv", "--penalty-factor", "f.csv", "-o", "m.safetensors", "--json"] + penalty)
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    #expect(document["penaltyFactors"] as? [Double] == [1, 2.5, 0, 0, 0])
    let gap = try #require(document["certifiedGap"] as? Double)
    #expect(gap / (document["objective"] as? Double ?? 0) <= 1e-7)
    let answer = try run(["verify", "m.safetensors", "people.csv"])
    #expect(answer.status == 0, "\(answer.output)")
    let shown = try run(["inspect", "m.safetensors"])
    #expect(
      shown.output.contains("income 2.500, colour=blue 0.0, colour=green 0.0, colour=red 0.0"),
      "\(shown.output)")
    // A card that says something else of a factor is found out.
    let file = try SafetensorsFile(SharedStorage(try #require(folder.content("m.safetensors"))), path: "m")
    let card = try StrictJSON.parse(Array(try #require(file.metadata["softmax"]).utf8), path: "m")
    let other = try StrictJSON.parse(Array("[1,2.25,0,0,0]".utf8), path: "m")
    let changed = CardEdit.setting("training.penaltyFactors", to: other, in: card)
    try folder.write(
      SafetensorsFile(tensors: file.tensors, metadata: ["softmax": changed.encoded]).encoded(),
      to: "x.safetensors")
    #expect(try run(["verify", "x.safetensors", "people.csv"]).status == 1)
  }

  @Test func aFeatureHasItsOwnFactor() throws {
    try writePeople()
    try write("{\"colour\": 3, \"colour=red\": 0.5}", to: "f.json")
    let document = try run(["train", "people.csv", "--penalty-factor", "f.json", "--json"]).json()
    #expect(document["penaltyFactors"] as? [Double] == [1, 1, 3, 3, 0.5])
  }

  @Test func tuneTakesThemAndTheModelIsThatOfTrain() throws {
    try writePeople()
    try write("age,0\n", to: "f.csv")
    let flags = ["people.csv", "--penalty-factor", "f.csv", "--json"]
    let tuned = try run(["tune", "--penalty", "l1", "--count", "4", "--sweep", "s.json"] + flags)
    #expect(tuned.status == 0, "\(tuned.errors)")
    let document = try tuned.json()
    let scores = try #require(document["scores"] as? [[String: Any]])
    // Two classes have a weight each of the column without a penalty.
    #expect(scores[0]["nonzeroWeights"] as? Int == 2)
    let one = try run(["tune", "--penalty", "l1", "--strengths", "0.0625"] + flags).json()
    let trained = try run(["train", "--l1", "0.0625"] + flags).json()
    let fit = try #require(one["fit"] as? [String: Any])
    #expect(fit["weightsSHA256"] as? String == trained["weightsSHA256"] as? String)
    let refused = try run(["tune", "people.csv", "--penalty", "l1", "--count", "4", "--sweep", "s.json"])
    #expect(refused.status == 65 && refused.errors.contains("penalty factors [0.0, 1.0"), "\(refused.errors)")
  }

  @Test(arguments: [
    ("agee,0\n", 65, "'agee', which is neither a column nor a feature; the nearest is 'age'"),
    ("age,-1\n", 65, "f.csv: line 1: expected a name, a comma and a factor: the factor of 'age' is '-1'"),
    ("age,0\nage,1\n", 65, "line 2: the column 'age' stands twice"), ("", 65, "it holds no factors"),
    ("age,0\nincome,0\ncolour,0\n", 64, "--penalty-factor must be above 0 for one feature at least"),
  ])
  func whatIsNoFactorIsRefused(_ text: String, _ status: Int32, _ message: String) throws {
    try writePeople()
    try write(text, to: "f.csv")
    let refused = try run(["train", "people.csv", "--penalty-factor", "f.csv"])
    #expect(refused.status == status, "\(refused.errors)")
    #expect(refused.errors.contains(message), "\(refused.errors)")
  }

  @Test func factorsAreForPenalties() throws {
    try writePeople()
    try write("age,0\n", to: "f.csv")
    for flags in [["--l2", "0"], ["--solver", "sgd"]] {
      let refused = try run(["train", "people.csv", "--penalty-factor", "f.csv"] + flags)
      #expect(
        refused.status == 64 && refused.errors.contains("--penalty-factor must be left out"),
        "\(refused.errors)")
    }
    // Pictures and vectors have features without names.
    try write("feature 3,0\n", to: "g.csv")
    #expect(try run(["train", "digits", "--penalty-factor", "g.csv", "--max-iterations", "3"]).status == 0)
  }
}
