// What is small, or nearly all, is not printed as 0 or 1.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct SmallNumberTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    // Two classes far from each other, and one row on the wrong side in the second table.
    let rows = (0..<3000).map { "\($0 % 2 == 0 ? -1 : 1).\($0 % 7),\($0 % 2 == 0 ? "low" : "high")\n" }
    try write("x,side\n" + rows.joined(), to: "t.csv")
    try write("x,side\n" + rows.dropLast().joined() + "-1.0,high\n", to: "other.csv")
    let run = try run(["train", "t.csv", "--l2", "1e-9", "-o", "m.safetensors"])
    #expect(run.status == 0, "\(run.errors)")
  }

  /// The number behind a title.
  private func figure(_ title: String, in run: CommandRun) throws -> String {
    let line = try #require(run.lines.first { $0.hasPrefix(title + "  ") }, "\(run.output)\(run.errors)")
    return String(try #require(line.split(separator: " ").last))
  }

  @Test func aTinyLogLossHasThreeDigits() throws {
    let exact = try #require(try json(["evaluate", "m.safetensors", "t.csv"])["logLoss"] as? Double)
    #expect(exact > 0 && exact < 1e-4)
    let run = try run(["evaluate", "m.safetensors", "t.csv"])
    let shown = try figure("log loss", in: run)
    let number = try #require(Double(shown))
    #expect(shown.contains("e-") && abs(number - exact) <= 0.00501 * exact)
    #expect(try figure("accuracy", in: run) == "1.000")
    #expect(try figure("expected calibration error", in: run) != "0.000")
  }

  @Test func oneWrongOfThreeThousandIsNotAllRight() throws {
    let run = try run(["evaluate", "m.safetensors", "other.csv"])
    #expect(try figure("accuracy", in: run) == "0.9997")
    let card = try self.run(["train", "t.csv", "--test", "other.csv", "-o", "n.safetensors"])
    #expect(card.output.contains("On other.csv: accuracy 0.9997 (2,999 of 3,000 right), log loss 0.0"))
    #expect(try self.run(["inspect", "n.safetensors"]).output.contains(" accuracy 0.9997, log loss 0.0"))
  }

  @Test func aSmallShareOfRowsIsNotNone() throws {
    let rows = (0..<3000).map { "\($0 % 7),\($0 == 5 ? "yes" : "no"),\($0 == 5 ? "rare" : "usual")\n" }
    try write("x,flag,kind\n" + rows.joined(), to: "rare.csv")
    let text = try run(["data", "rare.csv"]).output
    #expect(text.contains(#/rare +1 +0\.0333 %/#) && text.contains(#/usual +2,999 +99\.97 %/#))
    #expect(text.contains(#/flag +boolean +0 +0\.0333 % true/#))
  }
}
