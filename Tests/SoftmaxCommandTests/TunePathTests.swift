// softmax tune with the coefficients along the path, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct TunePathTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func cells(_ path: String) throws -> [[String]] {
    String(decoding: try #require(folder.content(path)), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func eachPenaltyHasARowForEachClass() throws {
    let tuned = try run(
      [
        "tune", "iris", "--penalty", "l1,l2", "--count", "4", "--path", "p.csv", "--plot-path", "p.svg",
        "--json",
      ])
    #expect(tuned.status == 0, "\(tuned.errors)")
    let scores = try #require(try tuned.json()["scores"] as? [[String: Any]])
    let rows = try cells("p.csv")
    #expect(rows[0].prefix(6) == ["penalty", "strength", "l1Penalty", "l2Penalty", "class", "(intercept)"])
    #expect(rows[0].count == 10 && rows.count == 1 + 8 * 3)
    for (index, score) in scores.enumerated() {
      let own = rows[(1 + 3 * index)..<(4 + 3 * index)]
      #expect(own.allSatisfy { $0[0] == score["penalty"] as? String && $0.count == 10 })
      #expect(own.map { $0[4] } == ["setosa", "versicolor", "virginica"])
      let strength = try #require(score["strength"] as? Double)
      #expect(own.allSatisfy { abs((Double($0[1]) ?? 0) / strength - 1) < 1e-15 })
      let weights = try own.flatMap { try $0[6...].map { try #require(Float($0)) } }
      #expect(weights.count { $0 != 0 } == score["nonzeroWeights"] as? Int)
    }
    let svg = String(decoding: try #require(folder.content("p.svg")), as: UTF8.self)
    #expect(svg.contains("Coefficients on iris:train") && svg.contains("setosa"))
  }

  @Test func withoutABiasThereIsNoColumnOfIt() throws {
    #expect(
      try run(["tune", "iris", "--folds", "0", "--count", "2", "--no-bias", "--path", "p.csv"]).status == 0)
    #expect(try cells("p.csv")[0].count == 9)
  }

  @Test func aSweepThatGoesOnWritesTheWholePath() throws {
    let flags = ["tune", "iris", "--count", "3", "--sweep", "s.json"]
    #expect(try run(flags).status == 0)
    #expect(try run(flags + ["--path", "a.csv"]).errors.contains("3 penalties already scored"))
    #expect(try run(["tune", "iris", "--count", "3", "--path", "b.csv"]).status == 0)
    #expect(folder.content("a.csv") != nil && folder.content("a.csv") == folder.content("b.csv"))
  }

  @Test(arguments: [
    (["--path", "p.txt"], "ends in .csv"), (["--path", "p.csv", "--plot-path", "p.csv"], ".png or .svg"),
    (["--plot", "p.svg", "--plot-path", "p.svg"], "are one file"), (["--plot-path", "p.jpg"], ".png or .svg"),
  ])
  func filesThatCannotBeAreRefusedBeforeAnyWork(_ flags: [String], _ message: String) throws {
    let refused = try run(["tune", "iris", "--count", "2"] + flags)
    #expect(refused.status == 64 && refused.output.isEmpty, "\(refused.errors)")
    #expect(refused.errors.contains(message), "\(refused.errors)")
  }
}
