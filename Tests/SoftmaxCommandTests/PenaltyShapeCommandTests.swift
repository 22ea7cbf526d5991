// Grouped penalties and limits from the command line to the model's card, verify and inspect, run as a process.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct PenaltyShapeCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }

  private func changedCard(_ place: String, to text: String) throws {
    let file = try SafetensorsFile(SharedStorage(try #require(folder.content("m.safetensors"))), path: "m")
    let card = try StrictJSON.parse(Array(try #require(file.metadata["softmax"]).utf8), path: "m")
    let other = try StrictJSON.parse(Array(text.utf8), path: "m")
    try folder.write(
      SafetensorsFile(
        tensors: file.tensors, metadata: ["softmax": CardEdit.setting(place, to: other, in: card).encoded]
      ).encoded(), to: "x.safetensors")
  }

  @Test func aGroupedModelIsShownAndVerified() throws {
    let trained = try run([
      "train", "iris:all", "--l1", "0.1", "--grouped", "-o", "m.safetensors", "--json",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    #expect(document["isPenaltyGrouped"] as? Bool == true)
    #expect((document["nonzeroWeights"] as? Int ?? 1) % 3 == 0)
    let answer = try run(["verify", "m.safetensors", "iris:all"])
    #expect(answer.status == 0, "\(answer.output)")
    #expect(try run(["inspect", "m.safetensors"]).output.contains("grouped L1 0.1"))
    // The same figures without the grouping are another objective's.
    try changedCard("training.isPenaltyGrouped", to: "false")
    #expect(try run(["verify", "x.safetensors", "iris:all"]).status == 1)
  }

  @Test func limitsAreShownAndVerified() throws {
    try write("petal length (cm),-0.5,\npetal width (cm),,1.25\n", to: "limits.csv")
    let trained = try run([
      "train", "iris:all", "--limits", "limits.csv", "-o", "m.safetensors", "--json",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    let limits = try #require(document["coefficientLimits"] as? [[String: Any]])
    #expect(limits.map { $0["feature"] as? Int } == [2, 3])
    #expect(limits[0]["lower"] as? Double == -0.5 && limits[0]["upper"] == nil)
    #expect((document["choice"] as? String)?.contains("limits") == true)
    #expect(try run(["verify", "m.safetensors", "iris:all"]).status == 0)
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(shown.contains("petal length (cm) -0.5000 to ∞, petal width (cm) -∞ to 1.250"), "\(shown)")
    // Narrower limits than the weights keep are found out; so is a class that is none.
    try changedCard("training.coefficientLimits", to: "[{\"feature\":2,\"lower\":-0.25}]")
    #expect(try run(["verify", "x.safetensors", "iris:all"]).status == 1)
    try changedCard("training.coefficientLimits", to: "[{\"feature\":2,\"lower\":0,\"class\":\"tulip\"}]")
    #expect(try run(["inspect", "x.safetensors"]).status == 65)
    try changedCard("training.coefficientLimits", to: "[{\"feature\":4,\"lower\":0}]")
    #expect(try run(["inspect", "x.safetensors"]).status == 65)
    try changedCard("training.coefficientLimits", to: "[{\"feature\":1,\"lower\":2}]")
    #expect(try run(["inspect", "x.safetensors"]).status == 65)
  }

  @Test func aLimitMayBeForOneClass() throws {
    try write("{\"petal width (cm)\": {\"setosa\": [0, 0], \"virginica\": [null, 1]}}", to: "limits.json")
    let document = try run(["train", "iris:all", "--limits", "limits.json", "--json"]).json()
    let limits = try #require(document["coefficientLimits"] as? [[String: Any]])
    #expect(limits.map { $0["class"] as? String } == ["setosa", "virginica"])
  }

  @Test func tuneTakesThemAndTheModelIsThatOfTrain() throws {
    try write("petal width (cm),0,1.25\n", to: "limits.csv")
    for flags in [["--grouped"], ["--limits", "limits.csv"]] {
      let tuned = try run(
        ["tune", "iris:all", "--penalty", "l1", "--strengths", "0.0625", "--folds", "2", "--json"] + flags)
      #expect(tuned.status == 0, "\(tuned.errors)")
      let trained = try run(["train", "iris:all", "--l1", "0.0625", "--json"] + flags).json()
      let fit = try #require(try tuned.json()["fit"] as? [String: Any])
      #expect(fit["weightsSHA256"] as? String == trained["weightsSHA256"] as? String)
    }
  }

  @Test func anotherShapeIsAnotherSweep() throws {
    try write("petal width (cm),0,1.25\n", to: "limits.csv")
    let flags = [
      "tune", "iris:all", "--penalty", "l1", "--strengths", "0.1", "--folds", "2", "--sweep", "s.json",
    ]
    #expect(try run(flags).status == 0)
    let other = try run(flags + ["--grouped"])
    #expect(other.status == 65 && other.errors.contains("grouping of the L1 penalty"), "\(other.errors)")
    let limited = try run(flags + ["--limits", "limits.csv"])
    #expect(limited.status == 65 && limited.errors.contains("limits"), "\(limited.errors)")
  }

  @Test func whatIsNoLimitIsNamedWithItsLine() throws {
    let cases = [
      ("petal width (cm),0\n", "line 1: expected a name and two limits"),
      (
        "\npetal width (cm),a,1\n",
        "line 2: expected a name and two limits: 'a' for 'petal width (cm)' is no number"
      ),
      ("petal width (cm),1,2\n", "the limits of 'petal width (cm)' are 1.0 and 2.0, which 0 is not between"),
      ("petal widht (cm),0,1\n", "the nearest is 'petal width (cm)'"), ("", "it holds no limits"),
      ("petal width (cm),0,1\npetal width (cm),0,2\n", "line 2: the column 'petal width (cm)' stands twice"),
      ("{\"petal width (cm)\": [0]}", "the limits of 'petal width (cm)' are no pair of numbers"),
      (
        "{\"petal width (cm)\": {\"rose\": [0, 1]}}",
        "a limit for the class 'rose', which the data does not have"
      ),
    ]
    for (text, expected) in cases {
      try write(text, to: "limits.csv")
      let answer = try run(["train", "iris:all", "--limits", "limits.csv"])
      #expect(answer.status == 65 && answer.errors.contains(expected), "\(text): \(answer.errors)")
    }
  }

  @Test func flagsThatContradictEachOtherAreRefused() throws {
    try write("petal width (cm),0,1\n", to: "limits.csv")
    let alone = try run(["train", "iris:all", "--grouped"])
    #expect(
      alone.status == 64 && alone.errors.contains("--grouped is the form of an L1 penalty"), "\(alone.errors)")
    let both = try run(["train", "iris:all", "--l1", "0.1", "--grouped", "--limits", "limits.csv"])
    #expect(both.status == 64 && both.errors.contains("--limits are not for a --grouped penalty"))
    let tuned = try run(["tune", "iris:all", "--grouped"])
    #expect(tuned.status == 64, "\(tuned.errors)")
    let unpenalised = try run(["train", "iris:all", "--l2", "0", "--limits", "limits.csv"])
    #expect(unpenalised.status == 64, "\(unpenalised.errors)")
  }
}
