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
    let words = try run(["train", "--help"]).output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("C = 1, and C = 2 for two classes"))
  }

  /// The data of a fit as a table; its weights are the column w.
  private static func table(of golden: TwoClassGolden) throws -> String {
    var (rows, featureCount) = (try TwoClassGolden.breastCancerRows().map(String.init), 30)
    if golden.data == "iris" {
      featureCount = 4
      rows = (0..<150).map { i in
        let values = IrisRows.tenths[4 * i..<4 * i + 4].map { "\(Double($0) / 10)" }
        return (values + ["\(i / 50)"]).joined(separator: ",")
      }
    }
    var names = (0..<featureCount).map { "x\($0)" } + ["kind"]
    if golden.isWeighted {
      names.insert("w", at: 0)
      rows = rows.enumerated().map { "\(Double($0 % 3) + 0.5),\($1)" }
    }
    return ([names.joined(separator: ",")] + rows).joined(separator: "\n")
  }

  @Test(arguments: try TwoClassGolden.all())
  func trainWithCGivesTheModelOfScikitLearn(_ golden: TwoClassGolden) throws {
    try folder.write(Array(Self.table(of: golden).utf8), to: "data.csv")
    var weights = golden.isWeighted ? ["--sample-weight", "w"] : []
    if let factors = golden.classWeights {
      let lines = factors.enumerated().map { "\($0),\($1)" }
      try folder.write(Array(lines.joined(separator: "\n").utf8), to: "classes.csv")
      weights += ["--class-weight", "classes.csv"]
    }
    let ratio = golden.l1Ratio > 0 ? ["--l1-ratio", "\(golden.l1Ratio)"] : []
    let trained = try run(
      ["train", "data.csv", "--c", "\(golden.c)"] + ratio + weights
        + ["--tolerance", "1e-12", "-o", "m.safetensors", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    let objective = try #require(document["objective"] as? Double)
    #expect(Closeness.relative(objective, from: golden.objective) < 1e-8)
    #expect(abs((document["scikitLearnC"] as? Double ?? 0) - golden.c) < 1e-14 * golden.c)
    let predicted = try run(["predict", "m.safetensors", "data.csv", "--format", "csv", "--probabilities"])
    #expect(predicted.status == 0, "\(predicted.errors)")
    let last = try predicted.lines.dropFirst().prefix(20).map { line in
      try #require(line.split(separator: ",").last.flatMap { Double($0) })
    }
    #expect(last.count == 20 && Closeness.largestDifference(last, golden.firstProbabilities) < 1e-6)
  }

  @Test(arguments: [
    (["--c", "1", "--l2", "0.1"], "--c says in other words what --l2 and --l1 say: "),
    (["--c", "1", "--l1", "0.1"], "--c says in other words what --l2 and --l1 say: "),
    (["--l1-ratio", "0.5"], "--l1-ratio is for --c: "),
    (["--c", "0"], "--c must be a number above 0, not 0.0"),
    (["--c", "nan"], "--c must be a number above 0, not nan"),
    (["--c", "1", "--l1-ratio", "1.5"], "--l1-ratio must be a share from 0 to 1, not 1.5"),
    (
      ["--c", "1", "--l1-ratio", "0.5", "--solver", "sgd"],
      "--solver must be auto or proximal-newton with an L1 penalty"
    ),
    (["--c", "1e-200"], "--c 1e-200: the penalty that it means must be "),
    (["--c", "1", "--statistics"], "--statistics needs a fit without a penalty, not --c 1.0: "),
  ])
  func whatIsNoCIsRefused(_ flags: [String], _ message: String) throws {
    let run = try run(["train", "iris"] + flags)
    #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
  }

  @Test func aCIsThatOfTheRowsThatAreLearnedFrom() throws {
    try write(classes: 2, to: "two.csv")
    let run = try run(["train", "two.csv", "--c", "4", "--holdout", "0.5", "--sample-weight", "w", "--json"])
    let document = try run.json()
    #expect(abs((document["scikitLearnC"] as? Double ?? 0) - 4) < 1e-13, "\(run.errors)")
  }
}
