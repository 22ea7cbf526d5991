// softmax train with class weights and without a bias, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct WeightCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  @Test func weightsFromAFileAreThoseOfItsLinesOrItsObject() throws {
    try folder.write(Array("setosa,1\r\n\nversicolor,2.5\n".utf8), to: "lines.csv")
    try folder.write(Array(#" {"versicolor": 2.5, "setosa": 1}"#.utf8), to: "object.json")
    let runs = try ["lines.csv", "object.json"].map {
      try run(["train", "iris", "--class-weight", $0, "--json"]).json()
    }
    #expect(runs[0]["classWeights"] as? [Double] == [1, 2.5, 1])
    #expect(runs[0]["weightsSHA256"] as? String == runs[1]["weightsSHA256"] as? String)
    let plain = try run(["train", "iris", "--json"]).json()
    #expect(plain["weightsSHA256"] as? String != runs[0]["weightsSHA256"] as? String)
    #expect(plain["classWeights"] == nil && plain["hasBias"] as? Bool == true)
  }

  @Test(arguments: [
    ["--class-weight", "w"], ["--no-bias"],
    ["--class-weight", "w", "--no-bias", "--solver", "sgd", "--l2", "0.01"],
  ])
  func whatIsWeightedIsVerifiedAndShown(_ flags: [String]) throws {
    try folder.write(Array("setosa,0.5\nversicolor,2\n".utf8), to: "w")
    #expect(try run(["train", "iris:train", "-o", "m.safetensors"] + flags).status == 0)
    let answer = try run(["verify", "m.safetensors", "iris"])
    #expect(answer.status == 0, "\(answer.output)")
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(shown.contains("no bias") == flags.contains("--no-bias"))
    #expect(shown.contains("class weights  ") == flags.contains("--class-weight"))
  }

  @Test func balancedIsAWordAndAllElseAFile() throws {
    let balanced = try run(["train", "digits", "--class-weight", "balanced", "--json"]).json()
    #expect((balanced["classWeights"] as? [Double])?.count == 10)
    let missing = try run(["train", "iris", "--class-weight", "balance"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("--class-weight takes the word balanced or a file of weights"))
  }

  @Test(arguments: [
    ("setosa,1\nversicolor;2\n", "w: line 2: expected a name, a comma and a weight, found 'versicolor;2'"),
    ("setosa,-1\n", "w: line 1: expected a name, a comma and a weight"),
    ("setosa,nan\n", "w: line 1:"), ("setosa,1\nsetosa,2\n", "w: line 2: the class 'setosa' stands twice"),
    ("", "w: it holds no weights"), ("{\"setosa\": \"1\"}", "the weight of 'setosa' is no number"),
    ("{\"setosa\": 1,}", "invalid JSON"),
    ("setsa,1\n", "which the data does not have; the nearest is 'setosa'"),
    (
      "setosa,0\n",
      "the class 'setosa' has a weight of 0, and a class without any has no optimum: its bias would fall for ever; leave "
        + "its samples out of the data, or give it a weight above 0"
    ),
    ("setosa,0\nversicolor,0\n", "only samples of the class 'virginica' have a weight above 0"),
  ])
  func aFileThatHoldsNoWeightsIsRefused(_ text: String, _ message: String) throws {
    try folder.write(Array(text.utf8), to: "w")
    let refused = try run(["train", "iris", "--class-weight", "w"])
    #expect(refused.status == 65)
    #expect(refused.errors.contains(message), "\(refused.errors)")
    #expect(refused.output.isEmpty)
  }
}
