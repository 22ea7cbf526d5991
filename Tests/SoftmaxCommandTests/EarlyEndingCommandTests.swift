// What softmax tune says of fits that were ended early.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct EarlyEndingCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func tune(_ arguments: [String] = []) throws -> CommandRun {
    let run = try CommandRun(
      ["tune", "iris", "--strengths", "0.1,0.01,0.001", "--folds", "3", "--sweep", "s.json"] + arguments,
      in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    return run
  }

  /// The sweep's file with its last fits as ended early, as only large data has them.
  private func markLast() throws {
    let text = try String(contentsOfFile: folder.file("s.json"), encoding: .utf8)
    let place = try #require(text.range(of: "\"isConverged\" : true", options: .backwards))
    let marked = text.replacingCharacters(
      in: place, with: "\"clearlyWorseIn\" : \"log-loss\",\n      \"isConverged\" : false")
    try folder.write(Array(marked.utf8), to: "s.json")
  }

  private func marks(_ run: CommandRun) throws -> [String?] {
    try #require(try run.json()["scores"] as? [[String: Any]]).map { $0["clearlyWorseIn"] as? String }
  }

  @Test func fitsThatWereEndedEarlyAreMarkedInTheTableAndInJSON() throws {
    let whole = try tune(["--json"])
    #expect(try marks(whole) == [nil, nil, nil])
    try markLast()
    let lines = try tune().output.split(separator: "\n").filter { $0.hasPrefix("l2") }
    #expect(lines.map { $0.hasSuffix("  clearly worse: ended early") } == [false, false, true])
    #expect(try marks(tune(["--json"])) == [nil, nil, "log-loss"])
  }

  @Test func anotherCriterionFitsThemAgain() throws {
    let whole = try tune(["--json", "--criterion", "accuracy"])
    try markLast()
    let again = try tune(["--json", "--criterion", "accuracy"])
    #expect(try marks(again) == [nil, nil, nil])
    #expect(again.errors.hasPrefix("2 penalties already scored\n"), "\(again.errors)")
    func losses(_ run: CommandRun) throws -> [[Double]] {
      try #require(try run.json()["scores"] as? [[String: Any]]).compactMap { $0["foldLogLosses"] as? [Double] }
    }
    #expect(try losses(again) == losses(whole))
  }
}
