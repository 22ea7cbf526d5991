// scikit-learn's C in the command: what --c means for two classes and for more, and where C is told.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct ScikitLearnCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  /// A table of so many classes, with weights: 60 rows whose weights sum to 120.
  private func write(classes: Int, to name: String) throws {
    var numbers = MadeNumbers(seed: 12)
    let lines = (0..<60).map { i in
      "\(numbers.next() + Float(i % classes)),\(numbers.next()),\(i % 2 == 0 ? 1 : 3),k\(i % classes)"
    }
    try folder.write(Array((["a,b,w,kind"] + lines).joined(separator: "\n").utf8), to: name)
  }

  @Test(arguments: [2, 3], [false, true])
  func tuneTriesThePenaltiesOfScikitLearn(_ classes: Int, isWeighted: Bool) throws {
    try write(classes: classes, to: "t.csv")
    let weights = isWeighted ? ["--sample-weight", "w"] : ["--ignore", "w"]
    let total = isWeighted ? 120.0 : 60
    let run = try run(
      ["tune", "t.csv", "--c", "0.5,4", "--penalty", "l2,l1,elastic-net", "--l1-ratio", "0.3", "--folds", "2"]
        + weights + ["--sweep", "s.json", "-o", "m.safetensors", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let document = try run.json()
    let scores = try #require(document["scores"] as? [[String: Any]])
    let sweep = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.path + "/s.json")))
        as? [String: Any])
    let kept = try #require(sweep["scores"] as? [[String: Any]])
    #expect(scores.count == 6 && kept.count == 6)
    for (index, score) in scores.enumerated() {
      let (c, ratio) = ([0.5, 4][index % 2], [0, 1, 0.3][index / 2])
      let expected = (l1: ratio / (c * total), l2: (1 - ratio) / (c * total) * (classes == 2 ? 2 : 1))
      let (l1, l2) = (score["l1Penalty"] as? Double ?? -1, score["l2Penalty"] as? Double ?? -1)
      #expect(abs(l1 - expected.l1) < 1e-15 && abs(l2 - expected.l2) < 1e-15, "\(score)")
      for told in [score, kept[index]] {
        let found = try #require(told["scikitLearnC"] as? Double)
        #expect(abs(found - c) < 1e-13)
        #expect((told["scikitLearnL1Ratio"] as? Double).map { abs($0 - 0.3) < 1e-13 } ?? (ratio != 0.3))
      }
    }
    // The chosen one, as its model, its text and its file tell it.
    let chosen = try #require(document["chosen"] as? Int)
    let fit = try #require(document["fit"] as? [String: Any])
    let c = [0.5, 4][chosen % 2]
    #expect(abs((fit["scikitLearnC"] as? Double ?? 0) - c) < 1e-13)
    #expect(run.errors.contains(c == 0.5 ? " 0.5000 " : " 4.000 "))
    let shown = try self.run(["inspect", "m.safetensors"]).output
    #expect(shown.contains(", C \(c)"), "\(shown)")
    let card = try self.run(["inspect", "m.safetensors", "--json"]).json()
    #expect(abs((card["scikitLearnC"] as? Double ?? 0) - c) < 1e-13)
    #expect(try self.run(["verify", "m.safetensors", "t.csv"]).status == 0)
    // The same command goes on from its file.
    #expect(
      try self.run(
        [
          "tune", "t.csv", "--c", "0.5,4", "--penalty", "l2,l1,elastic-net", "--l1-ratio", "0.3", "--folds",
          "2",
        ]
          + weights + ["--sweep", "s.json"]
      ).errors.contains("6 penalties already scored"))
  }

  @Test func trainTellsTheCOfItsPenalty() throws {
    try write(classes: 2, to: "two.csv")
    try write(classes: 3, to: "three.csv")
    func c(_ flags: [String]) throws -> Double? {
      try run(["train"] + flags + ["--ignore", "w", "--json"]).json()["scikitLearnC"] as? Double
    }
    #expect(try abs((c(["two.csv"]) ?? 0) - 2) < 1e-14)
    #expect(try abs((c(["three.csv"]) ?? 0) - 1) < 1e-14)
    #expect(try c(["two.csv", "--solver", "sgd"]) == nil)
    #expect(try run(["train", "--help"]).output.contains("for two classes C"))
  }
}
