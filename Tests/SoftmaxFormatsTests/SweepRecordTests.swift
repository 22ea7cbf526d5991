// Files of sweeps that no search has written: refused, with the file and the member.

import Foundation
import SoftmaxFiles
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct SweepRecordTests {
  /// A sweep of one penalty and two folds.
  private static let valid = """
    {"format":"softmax-sweep 1","producer":"p","data":"d","dataSHA256":"00","isComplete":true,"chosenIndex":0,\
    "settings":{"families":["l2"],"l1Ratios":[0],"penaltyCount":1,"folds":2,"tolerance":1e-4,"classWeights":"uniform",\
    "hasBias":true,"standardize":"automatic","seed":0},"scores":[{"family":"l2","l1Ratio":0,"strength":0.5,"l1Penalty":0,\
    "l2Penalty":0.5,"foldLogLosses":[0.5,0.25],"foldAccuracies":[0.75,1],"objective":0.7,"nonzeroWeights":4,"passes":9}]}
    """

  private func read(_ text: String) throws -> Int {
    try SweepRecord(json: text, path: "s.json").penaltyScores(path: "s.json").count
  }

  @Test func aSweepIsRead() throws {
    #expect(try read(Self.valid) == 1)
  }

  @Test func aSweepSaysWhichFitsWereEndedEarly() throws {
    let text = Self.valid.replacing("\"passes\":9", with: "\"passes\":9,\"clearlyWorseIn\":\"accuracy\"")
    let record = try SweepRecord(json: text, path: "s.json")
    let score = try #require(try record.penaltyScores(path: "s.json").first)
    #expect(score.clearlyWorseIn == .accuracy)
    let kept = SweepRecord.Score(score, classCount: 3, totalWeight: 9)
    #expect(kept.clearlyWorseIn == "accuracy")
    let plain = try SweepRecord(json: Self.valid, path: "s.json").penaltyScores(path: "s.json")
    #expect(plain.map(\.clearlyWorseIn) == [nil])
  }

  @Test(arguments: [
    ("\"family\":\"l2\"", "\"family\":\"l3\"", "'scores.0.family' is 'l3', expected l2, l1 or elastic-net"),
    ("[0.5,0.25]", "[0.5]", "'scores.0.foldLogLosses' has 1 numbers, expected one for each of 2 folds"),
    ("[0.75,1]", "[0.75,7]", "'scores.0.foldAccuracies'"),
    ("[0.5,0.25]", "[0.5,-1]", "'scores.0.foldLogLosses'"),
    ("\"strength\":0.5", "\"strength\":0", "'scores.0.strength' is 0.0, expected a number above 0"),
    ("\"strength\":0.5,", "", "'scores.0.strength' is missing"),
    ("\"strength\":0.5", "\"strength\":\"x\"", "'scores.0.strength' has the wrong type"),
    ("\"passes\":9", "\"passes\":-9", "'scores.0.passes' is below 0"),
    (
      "\"passes\":9", "\"passes\":9,\"clearlyWorseIn\":\"luck\"",
      "'scores.0.clearlyWorseIn' is 'luck', expected"
    ),
    ("\"folds\":2", "\"folds\":\"2\"", "'settings.folds' has the wrong type"),
    ("\"format\":", "\"form\":", "'format' is missing"),
  ])
  func whatDoesNotFitIsNamed(_ old: String, _ new: String, _ problem: String) {
    let text = Self.valid.replacing(old, with: new)
    #expect(text != Self.valid)
    let error = #expect(throws: FileError.self) { try read(text) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("s.json: ") && message.contains(problem), "\(message)")
  }
}
