// softmax train --relax and tune --relax, run as processes.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct RelaxedCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  /// Two columns that say something of who has bought, and three that say nothing.
  private func writePeople() throws {
    var numbers = MadeNumbers(seed: 31)
    let values = numbers.floats(5 * 140)
    let noise = numbers.floats(140)
    let rows = (0..<140).map { i in
      let own = values[5 * i..<5 * i + 5]
      let score = own[5 * i] - own[5 * i + 2] + noise[i]
      return own.map { "\($0)" }.joined(separator: ",") + (score > 0 ? ",yes" : ",no")
    }
    let text = (["age,bmi,calls,dose,east,bought"] + rows).joined(separator: "\n") + "\n"
    try folder.write(Array(text.utf8), to: "people.csv")
  }

  private func relaxation(_ run: CommandRun) throws -> [String: Any] {
    try #require(try run.json()["relaxation"] as? [String: Any])
  }

  @Test func theRefitIsTheModelOfTheKeptColumnsAlone() throws {
    try writePeople()
    let relaxed = try run(["train", "people.csv", "--l1", "0.1", "--relax", "-o", "m.safetensors", "--json"])
    #expect(relaxed.status == 0, "\(relaxed.errors)")
    let found = try relaxation(relaxed)
    #expect(found["keptFeatures"] as? [String] == ["age", "calls"])
    #expect(found["blend"] as? Double == 0 && found["l2Penalty"] as? Double == 0)
    let (penalised, refit) = (
      try #require(found["penalised"] as? [String: Any]), try #require(found["refit"] as? [String: Any])
    )
    #expect(penalised["solver"] as? String == "proximal-newton" && penalised["certifiedGap"] is Double)
    #expect(refit["certifiedGap"] is NSNull && refit["stopReason"] as? String == "converged")
    let alone = try run(["train", "people.csv", "--l2", "0", "--ignore", "bmi,dose,east", "--json"]).json()
    let document = try relaxed.json()
    for name in ["objective", "gradientMax", "trainLogLoss", "trainAccuracy"] {
      #expect(document[name] as? Double == alone[name] as? Double, "\(name)")
    }
    #expect(document["nonzeroWeights"] as? Int == 4 && document["l1Penalty"] as? Double == 0.1)
    let plain = try run(["train", "people.csv", "--l1", "0.1", "--json"]).json()
    #expect(plain["certifiedGap"] as? Double == penalised["certifiedGap"] as? Double)
    #expect(plain["relaxation"] == nil)
    let first = try run(["train", "people.csv", "--l1", "0.1", "--relax", "--relax-blend", "1", "--json"])
      .json()
    #expect(first["weightsSHA256"] as? String == plain["weightsSHA256"] as? String)
    // What is scored and shown later is the model, like any other.
    #expect(try run(["evaluate", "m.safetensors", "people.csv"]).status == 0)
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(
      shown.contains("2 of 5 columns kept: age, calls; second fit by newton-cholesky, no penalty, converged"),
      "\(shown)")
  }

  @Test func theSummarySaysWhatBothFitsAre() throws {
    try writePeople()
    func summary(_ flags: [String]) throws -> String {
      let trained = try run(["train", "people.csv", "--l1", "0.1", "--relax"] + flags)
      #expect(trained.status == 0, "\(trained.errors)")
      return trained.output
    }
    let refit = try summary([])
    #expect(refit.contains("Relaxed: 2 of 5 columns fitted once more by newton-cholesky"))
    #expect(refit.contains("without a penalty; converged. The model is this second fit."))
    #expect(refit.contains("Certified, the first fit: no weights have an objective smaller by more than "))
    #expect(refit.contains("No certificate of the second fit: without a penalty (--relax-l2) nothing bounds"))
    #expect(refit.contains("Objective of the second fit "))
    let blend = try summary(["--relax-blend", "0.25", "--relax-l2", "0.01"])
    #expect(blend.contains("The model is 0.25 of the first fit and 0.75 of this one."))
    #expect(blend.contains("Certified, the second fit: "))
    #expect(blend.contains("No certificate of the model: a blend of two fits is the optimum of neither."))
    #expect(
      try summary(["--relax-blend", "1"]).contains(
        "at a blend of 1 the model is the first fit, with 2 of 5 columns"))
    let none = try run(["train", "people.csv", "--l1", "5", "--relax"])
    #expect(
      none.output.contains(
        "Relaxed: no column is left in the model, so that there is nothing to fit once more."))
  }

  @Test func verifyProvesTheRefitOrSaysWhyNot() throws {
    try writePeople()
    func answer(_ flags: [String]) throws -> CommandRun {
      let trained = try run(["train", "people.csv", "--l1", "0.1", "--relax", "-o", "m.safetensors"] + flags)
      #expect(trained.status == 0, "\(trained.errors)")
      return try run(["verify", "m.safetensors", "people.csv"])
    }
    let proven = try answer(["--relax-l2", "0.01"])
    #expect(proven.status == 0, "\(proven.output)")
    #expect(proven.output.contains("no weights of the 2 columns that were kept have one smaller by more than"))
    #expect(proven.output.contains("training.relaxation.penalised"))
    let open = try answer([])
    #expect(open.status == 1 && open.output.contains("its second fit has no penalty, and nothing bounds"))
    #expect(open.output.contains("all else in it that the data can tell is true"))
    let blend = try answer(["--relax-l2", "0.01", "--relax-blend", "0.5"])
    #expect(blend.status == 1 && blend.output.contains("it is a blend of two fits, and the optimum of neither"))
    #expect(try answer(["--relax-blend", "1"]).status == 0)
  }

  @Test func aSeparatedRefitSaysWhatToDo() throws {
    let separated = try run(["train", "iris", "--l1", "0.1", "--relax"])
    #expect(separated.status == 0)
    #expect(
      separated.errors.contains(
        "give the refit an L2 penalty, or use a larger L1 penalty, which keeps fewer features"))
    #expect(
      separated.errors.contains(
        "give the second fit a --relax-l2 above 0, or use a larger --l1, which leaves fewer columns"),
      "\(separated.errors)")
    let held = try run(["train", "iris", "--l1", "0.1", "--relax", "--relax-l2", "0.01"])
    #expect(held.status == 0 && !held.errors.contains("warning") && !held.errors.contains("stopped early"))
  }

  // MARK: tune

  @Test func theTableHasALineForEachBlendAndTheModelIsThatOfTrain() throws {
    try writePeople()
    let flags = [
      "tune", "people.csv", "--penalty", "l1", "--strengths", "0.2,0.1", "--relax", "--relax-l2", "0.001",
    ]
    let tuned = try run(
      flags + ["-o", "m.safetensors", "--path", "p.csv", "--plot", "c.svg", "--plot-path", "p.svg"])
    #expect(tuned.status == 0 && !tuned.errors.contains("warning"), "\(tuned.errors)")
    let titles = tuned.lines[2].split(separator: " ").map(String.init)
    #expect(titles.prefix(4) == ["penalty", "strength", "C", "blend"])
    let rows = tuned.lines[3..<13].map { $0.split(separator: " ").map(String.init) }
    #expect(rows.map { $0[3] } == ["1", "0.75", "0.5", "0.25", "0", "1", "0.75", "0.5", "0.25", "0"])
    #expect(rows.allSatisfy { $0.count == 9 && $0[0] == "l1" })
    let document = try run(flags + ["--json"]).json()
    let scores = try #require(document["scores"] as? [[String: Any]])
    let chosen = scores[try #require(document["chosen"] as? Int)]
    let blend = try #require(chosen["blend"] as? Double)
    #expect(
      tuned.output.contains(
        "relaxed with blend \(Int(exactly: blend).map { "\($0)" } ?? "\(blend)"), the best log loss "))
    let fit = try #require(document["fit"] as? [String: Any])
    let trained = try run([
      "train", "people.csv", "--l1", "\(try #require(chosen["strength"] as? Double))", "--relax",
      "--relax-blend",
      "\(blend)", "--relax-l2", "0.001", "--json",
    ]).json()
    #expect(trained["weightsSHA256"] as? String == fit["weightsSHA256"] as? String)
    #expect((fit["relaxation"] as? [String: Any])?["blend"] as? Double == blend)
    let cells = String(decoding: try #require(folder.content("p.csv")), as: UTF8.self).split(separator: "\n")
      .map {
        $0.split(separator: ",").map(String.init)
      }
    #expect(cells[0].prefix(6) == ["penalty", "strength", "l1Penalty", "l2Penalty", "blend", "class"])
    #expect(cells.count == 1 + 10 * 2 && cells.allSatisfy { $0.count == 12 })
    let curve = String(decoding: try #require(folder.content("c.svg")), as: UTF8.self)
    #expect(curve.contains("l1, blend 1") && curve.contains("l1, blend 0"))
    #expect(folder.content("p.svg") != nil)
  }

  @Test func aRefitWithoutAnOptimumIsMarked() throws {
    let flags = ["tune", "iris", "--penalty", "l1", "--strengths", "0.1", "--relax", "--relax-blends", "1,0"]
    let tuned = try run(flags)
    #expect(tuned.status == 0, "\(tuned.errors)")
    #expect(!tuned.lines[3].contains("refit without an optimum"))
    #expect(tuned.lines[4].hasSuffix("  refit without an optimum (--relax-l2 gives it one)"), "\(tuned.output)")
    let scores = try #require(try run(flags + ["--json"]).json()["scores"] as? [[String: Any]])
    #expect(scores.map { $0["hasSeparatedRefit"] as? Bool } == [false, true])
    #expect(scores.map { $0["isConverged"] as? Bool } == [true, false])
  }

  @Test func aSweepGoesOnFromItsFile() throws {
    try writePeople()
    let flags = [
      "tune", "people.csv", "--penalty", "elastic-net", "--strengths", "0.2,0.1", "--relax", "--relax-blends",
      "0,0.5",
      "--json", "--sweep",
    ]
    let whole = try run(flags + ["whole.json"])
    #expect(whole.status == 0, "\(whole.errors)")
    let content = try #require(folder.content("whole.json"))
    var sweep = try #require(try JSONSerialization.jsonObject(with: Data(content)) as? [String: Any])
    let scores = try #require(sweep["scores"] as? [[String: Any]])
    #expect(scores.compactMap { $0["blend"] as? Double } == [0.5, 0, 0.5, 0])
    // The first penalty's scores are changed to tell that they were not made anew; the second has one of its two.
    sweep["scores"] = scores.prefix(3).map { score in
      var score = score
      if score["strength"] as? Double == 0.2 { score["foldAccuracies"] = [0.5, 0.5, 0.5, 0.5, 0.5] }
      return score
    }
    sweep["isComplete"] = false
    sweep["chosenIndex"] = nil
    try folder.write(Array(JSONSerialization.data(withJSONObject: sweep)), to: "part.json")
    let resumed = try run(flags + ["part.json"])
    #expect(resumed.status == 0 && resumed.errors.contains("2 penalties already scored"), "\(resumed.errors)")
    let (old, new) = (
      try #require(try whole.json()["scores"] as? [[String: Any]]),
      try #require(try resumed.json()["scores"] as? [[String: Any]])
    )
    #expect(new.prefix(2).allSatisfy { $0["foldAccuracies"] as? [Double] == [0.5, 0.5, 0.5, 0.5, 0.5] })
    for index in 2..<4 {
      #expect(old[index]["foldLogLosses"] as? [Double] == new[index]["foldLogLosses"] as? [Double])
    }
    let other = try run(flags.map { $0 == "0,0.5" ? "0,1" : $0 } + ["whole.json"])
    #expect(
      other.status == 65 && other.errors.contains("relaxed blends [0.5, 0.0], here [1.0, 0.0]"),
      "\(other.errors)")
  }

  // MARK: Refusals

  @Test(arguments: [
    (["train", "iris", "--relax"], "add --l1, or leave --relax out"),
    (["train", "iris", "--l1", "0.1", "--relax-blend", "0.5"], "--relax-blend is for --relax"),
    (["train", "iris", "--l1", "0.1", "--relax-l2", "0.5"], "--relax-l2 is for --relax"),
    (
      ["train", "iris", "--l1", "0.1", "--relax", "--relax-blend", "2"],
      "--relax-blend must be a number from 0 to 1"
    ),
    (["train", "iris", "--l1", "0.1", "--relax", "--relax-l2", "-1"], "--relax-l2 must be at least 0"),
    (["train", "iris", "--l1", "0.1", "--relax", "--max-iterations", "0"], "the start has chosen no features"),
    (["train", "iris", "--l1", "0.1", "--relax", "--statistics"], "its columns were chosen on the same rows"),
    (["tune", "iris", "--relax"], "use --penalty l1, elastic-net or both"),
    (["tune", "iris", "--penalty", "l1", "--relax-blends", "0,1"], "--relax-blends is for --relax"),
    (["tune", "iris", "--penalty", "l1", "--relax", "--relax-blends", "0,x"], "found 'x'"),
    (["tune", "iris", "--penalty", "l1", "--relax", "--relax-blends", "0,0"], "from 0 to 1, none twice"),
  ])
  func settingsThatMakeNoSenseAreRefusedBeforeAnyWork(_ arguments: [String], _ message: String) throws {
    let refused = try run(arguments)
    #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
    #expect(refused.output.isEmpty)
  }
}
