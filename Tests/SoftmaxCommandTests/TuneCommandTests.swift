// softmax tune, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct TuneCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String], interruptedBy stream: CommandRun.Stream? = nil) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path, interruptedBy: stream)
  }

  private func object(_ path: String) throws -> [String: Any] {
    let content = try #require(folder.content(path))
    return try #require(try JSONSerialization.jsonObject(with: Data(content)) as? [String: Any])
  }

  @Test func theTableHasALineForEachPenaltyAndTheModelIsThatOfTrain() throws {
    let tuned = try run(["tune", "iris", "--count", "5", "-o", "m.safetensors"])
    #expect(tuned.status == 0 && tuned.errors.isEmpty)
    #expect(tuned.lines[0] == "Penalties on iris:train: 120 samples, 3 classes, 5 folds")
    let rows = tuned.lines[3..<8].map { $0.split(separator: " ").map(String.init) }
    #expect(rows.allSatisfy { $0.count == 10 && $0[0] == "l2" })
    let losses = try rows.map { try #require(Double($0[3])) }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(tuned.output.contains("Chosen: l2 \(rows[best][1]) (C \(rows[best][2])), the best log loss "))
    #expect(tuned.output.contains("Certified: no weights have an objective smaller by more than "))
    #expect(try run(["verify", "m.safetensors", "iris"]).status == 0)
    let document = try run(["tune", "iris", "--count", "5", "--json"]).json()
    let scores = try #require(document["scores"] as? [[String: Any]])
    let chosen = try #require(document["chosen"] as? Int)
    #expect(chosen == best && scores.count == 5)
    let fit = try #require(document["fit"] as? [String: Any])
    let strength = try #require(scores[chosen]["l2Penalty"] as? Double)
    let trained = try run(["train", "iris", "--l2", "\(strength)", "--json"]).json()
    #expect(trained["weightsSHA256"] as? String == fit["weightsSHA256"] as? String)
  }

  @Test func severalKindsOfPenaltyAreComparedFromAnEmptyModelOn() throws {
    let document = try run(["tune", "iris", "--penalty", "l1,elastic-net", "--count", "4", "--json"]).json()
    let scores = try #require(document["scores"] as? [[String: Any]])
    let names = scores.compactMap { $0["penalty"] as? String }
    #expect(names == ["l1", "l1", "l1", "l1", "elastic-net", "elastic-net", "elastic-net", "elastic-net"])
    let counts = scores.compactMap { $0["nonzeroWeights"] as? Int }
    #expect(counts[0] == 0 && counts[4] == 0)
    #expect(counts[1] > 0 && counts[5] > 0)
    let chosen = scores[try #require(document["chosen"] as? Int)]
    let (l1, l2) = (try #require(chosen["l1Penalty"] as? Double), try #require(chosen["l2Penalty"] as? Double))
    let trained = try run(["train", "iris", "--l1", "\(l1)", "--l2", "\(l2)", "--json"]).json()
    let fit = try #require(document["fit"] as? [String: Any])
    #expect(trained["weightsSHA256"] as? String == fit["weightsSHA256"] as? String)
    #expect(fit["l1Penalty"] as? Double == l1)
  }

  @Test(arguments: ["log-loss", "accuracy"])
  func theRulesTakeWhatTheirScoresSay(_ criterion: String) throws {
    let (mean, error) =
      criterion == "accuracy"
      ? ("meanAccuracy", "accuracyStandardError") : ("meanLogLoss", "logLossStandardError")
    func document(_ rule: String) throws -> (chosen: Int, means: [Double], errors: [Double]) {
      let document = try run(["tune", "iris", "--json", "--criterion", criterion, "--rule", rule]).json()
      let scores = try #require(document["scores"] as? [[String: Any]])
      return (
        try #require(document["chosen"] as? Int),
        try scores.map { try #require($0[mean] as? Double) * (criterion == "accuracy" ? -1 : 1) },
        try scores.map { try #require($0[error] as? Double) }
      )
    }
    let best = try document("best")
    #expect(best.means.allSatisfy { $0 >= best.means[best.chosen] })
    let simple = try document("one-se")
    let limit = best.means[best.chosen] + best.errors[best.chosen]
    #expect(simple.chosen == simple.means.firstIndex { $0 <= limit })
  }

  @Test func aSweepGoesOnFromItsFile() throws {
    let whole = try run(["tune", "iris", "--count", "4", "--sweep", "whole.json", "--json"])
    #expect(whole.status == 0)
    var sweep = try object("whole.json")
    let scores = try #require(sweep["scores"] as? [[String: Any]])
    // As it stood after two penalties; the first one's scores are changed to tell that they were not made anew.
    var first = scores[0]
    first["foldAccuracies"] = [0.5, 0.5, 0.5, 0.5, 0.5]
    sweep["scores"] = [first, scores[1]]
    sweep["isComplete"] = false
    sweep["chosenIndex"] = nil
    try folder.write(Array(JSONSerialization.data(withJSONObject: sweep)), to: "part.json")
    let resumed = try run(["tune", "iris", "--count", "4", "--sweep", "part.json", "--json"])
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("2 penalties already scored"))
    let (a, b) = (try whole.json(), try resumed.json())
    let old = try #require(a["scores"] as? [[String: Any]])
    let new = try #require(b["scores"] as? [[String: Any]])
    #expect(new[0]["foldAccuracies"] as? [Double] == [0.5, 0.5, 0.5, 0.5, 0.5])
    for index in 1..<4 {
      #expect(old[index]["foldLogLosses"] as? [Double] == new[index]["foldLogLosses"] as? [Double])
      #expect(old[index]["objective"] as? Double == new[index]["objective"] as? Double)
    }
    let hashes = [a, b].map { ($0["fit"] as? [String: Any])?["weightsSHA256"] as? String }
    #expect(hashes[0] != nil && hashes[0] == hashes[1])
    #expect(try object("part.json")["isComplete"] as? Bool == true)
  }

  @Test func anInterruptedSweepKeepsItsScores() throws {
    // Enough penalties that the signal comes before the last of them.
    let stopped = try run(["tune", "digits", "--count", "400", "--sweep", "s.json"], interruptedBy: .output)
    #expect(stopped.status == 130)
    #expect(stopped.errors.contains("the same command goes on from s.json"))
    var sweep = try object("s.json")
    #expect(sweep["isComplete"] as? Bool == false)
    // A score from before stays, however soon the next run is stopped; this one's strength is none of the path's.
    #expect(try run(["tune", "iris", "--strengths", "0.125", "--sweep", "other.json"]).status == 0)
    let known = try #require(try object("other.json")["scores"] as? [[String: Any]])
    sweep["scores"] = try #require(sweep["scores"] as? [[String: Any]]) + known
    try folder.write(Array(JSONSerialization.data(withJSONObject: sweep)), to: "s.json")
    let again = try run(["tune", "digits", "--count", "400", "--sweep", "s.json"], interruptedBy: .output)
    #expect(again.status == 130)
    let kept = try #require(try object("s.json")["scores"] as? [[String: Any]])
    #expect(kept.contains { $0["strength"] as? Double == 0.125 } && kept.count < 400)
  }

  @Test(arguments: [
    (["--folds", "4"], "it is of another sweep: folds 5, here 4"),
    (["--seed", "1"], "it is of another sweep: seed 0, here 1"),
    (["--count", "7"], "number of penalties 3, here 7"), (["--no-bias"], "bias true, here false"),
    (["--class-weight", "balanced"], "class weights uniform, here balanced"),
  ])
  func anotherSweepsFileIsRefused(_ flags: [String], _ message: String) throws {
    #expect(try run(["tune", "iris", "--count", "3", "--sweep", "s.json"]).status == 0)
    let before = folder.content("s.json")
    let count = flags.contains("--count") ? [] : ["--count", "3"]
    let refused = try run(["tune", "iris", "--sweep", "s.json"] + count + flags)
    #expect(refused.status == 65)
    #expect(refused.errors.contains(message), "\(refused.errors)")
    #expect(folder.content("s.json") == before)
    #expect(
      try run(["tune", "digits", "--sweep", "s.json"]).errors.contains("it is of other data, iris:train"))
  }

  @Test(arguments: ["{}", "[1, 2]", "{\"format\": 1,}", "\u{fffd}", ""])
  func whatIsNoSweepIsNeverWrittenOver(_ text: String) throws {
    let bytes: [UInt8] = text == "\u{fffd}" ? [0xff, 0xfe] : Array(text.utf8)
    try folder.write(bytes, to: "s.json")
    let refused = try run(["tune", "iris", "--count", "2", "--sweep", "s.json"])
    #expect(refused.status == 65 && refused.errors.hasPrefix("error: s.json: "), "\(refused.errors)")
    #expect(folder.content("s.json").map { Array($0) } == bytes)
  }

  @Test func withoutFoldsThePathAloneIsShown() throws {
    let path = try run(["tune", "iris", "--folds", "0", "--c", "1,10", "--json"]).json()
    let scores = try #require(path["scores"] as? [[String: Any]])
    #expect(path["chosen"] is NSNull && path["fit"] is NSNull)
    let strengths: [Double] = scores.compactMap { $0["strength"] as? Double }
    // JSONSerialization's numbers may be off by their last bit.
    #expect(zip(strengths, [1.0 / 120, 1.0 / 1200]).allSatisfy { abs($0 - $1) <= $1.ulp })
    // The test accuracy of each is that of a fit to the same penalty, to which the path has come near.
    for score in scores {
      let strength = try #require(score["strength"] as? Double)
      let trained = try run(["train", "iris", "--l2", "\(strength)", "--json"]).json()
      #expect(score["testAccuracy"] as? Double == trained["testAccuracy"] as? Double)
    }
  }

  @Test func theCurveIsDrawn() throws {
    #expect(try run(["tune", "iris", "--count", "3", "--plot", "c.svg"]).status == 0)
    let svg = String(decoding: try #require(folder.content("c.svg")), as: UTF8.self)
    #expect(svg.contains("Penalties on iris:train") && svg.contains("chosen"))
    #expect(svg.contains("strength of the penalty"))
  }

  @Test(arguments: [
    (["--rule", "x"], "expected best or one-se"), (["--penalty", "l3"], "'l3' is no kind of penalty"),
    (["--penalty", "l2,l2"], "none twice"),
    (["--c", "1,a"], "expected positive numbers with commas between, found 'a'"),
    (["--count", "3", "--c", "1"], "use one of them"),
    (["--folds", "1"], "--folds must be a whole number from 2 on"),
    (["--l1-ratio", "0.3"], "--l1-ratio is for --penalty elastic-net"),
    (["--sweep-tolerance", "2"], "must be a number between 0 and 1"),
    (["--plot", "a.png", "--sweep", "a.png"], "are one file"), (["-o", "m.txt"], "ends in .safetensors"),
  ])
  func settingsThatMakeNoSenseAreRefusedBeforeAnyWork(_ flags: [String], _ message: String) throws {
    let refused = try run(["tune", "iris"] + flags)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(refused.errors.contains(message), "\(refused.errors)")
    #expect(refused.output.isEmpty)
  }
}
