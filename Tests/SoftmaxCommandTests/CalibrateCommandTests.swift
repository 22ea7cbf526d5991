// softmax calibrate and softmax edit, run as processes.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct CalibrateCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try Self.model.get().write(to: folder)
  }

  private static let model = Result { try MadeFiles(by: [["train", "digits", "-q", "-o", "m.safetensors"]]) }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  @Test func aModelIsCalibratedScoredAndVerified() throws {
    let found = try run(["calibrate", "m.safetensors", "digits", "-o", "c.safetensors", "--coverage", "0.99"])
    #expect(found.status == 0)
    #expect(found.output.contains("temperature 0.6045: the model was not sure enough of itself"))
    #expect(found.output.contains("adaptive sets with a coverage of 0.99"))
    #expect(found.errors == "wrote c.safetensors\n")
    let scores = try run(["evaluate", "c.safetensors", "digits", "--json", "--rejection"]).json()
    let sets = try #require(scores["sets"] as? [String: Any])
    #expect((sets["coverage"] as? Double ?? 0) >= 0.99)
    let curve = try #require(scores["rejection"] as? [[String: Any]])
    #expect(curve.first?["minProbability"] as? Double == 0 && curve.first?["keptShare"] as? Double == 1)
    let verified = try run(["verify", "c.safetensors", "digits"])
    #expect(verified.status == 0 && verified.output.contains("outputs.calibration"))
    #expect(try run(["inspect", "c.safetensors"]).output.contains("calibrated        temperature 0.6045"))
    let lines = try run(
      ["predict", "c.safetensors", "digits", "--sets", "--min-probability", "0.99", "--format", "csv"]
    ).lines
    #expect(lines.first == "index,true,predicted,probability,rejected,set")
    #expect(lines.count == 361 && lines.contains { $0.contains(",,") && $0.contains(",yes,") })
  }

  @Test func whatIsWorseIsNotWritten() throws {
    #expect(try run(["calibrate", "m.safetensors", "digits", "-o", "c.safetensors", "-q"]).status == 0)
    // What is calibrated already has nothing to gain.
    let answer = try run(["calibrate", "c.safetensors", "digits", "-o", "d.safetensors"])
    #expect(answer.status == 1 && answer.errors.contains("d.safetensors is not written"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("d.safetensors")))
    #expect(
      try run(["calibrate", "c.safetensors", "digits", "-o", "d.safetensors", "--json"]).json()["isWorse"]
        as? Bool == true)
    #expect(
      try run(["calibrate", "c.safetensors", "digits", "-o", "d.safetensors", "--allow-worse"]).status == 0)
  }

  @Test func aModelIsEditedInItsPlace() throws {
    let found = try run(
      ["edit", "m.safetensors", "-o", "m.safetensors", "--merge", "1,3,5,7,9=odd", "--rename", "0=zero"])
    #expect(found.status == 0 && found.errors == "wrote m.safetensors\n")
    #expect(found.output.contains("  odd ('1', '3', '5', '7' and '9')\n"))
    #expect(found.output.contains("the certificate stays"))
    // Labels of the original data are understood.
    let scores = try run(["evaluate", "m.safetensors", "digits", "--json"]).json()
    #expect(
      (scores["classes"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == [
        "zero", "odd", "2", "4", "6", "8",
      ])
    #expect((scores["accuracy"] as? Double ?? 0) > 0.95)
    #expect(try run(["verify", "m.safetensors", "digits"]).status == 0)
    let rows = try run(["predict", "m.safetensors", "digits", "--format", "csv", "--count", "9"]).lines
    #expect(rows.dropFirst().contains { $0.contains(",odd,odd,") })
  }

  @Test(arguments: [
    (["edit", "m.safetensors", "-o", "e.safetensors"], 64, "nothing to edit"),
    (
      ["edit", "m.safetensors", "-o", "e.safetensors", "--drop", "10", "--merge", "1=one", "--rename", "2=3"],
      64, "the model has no class '10'"
    ),
    (["edit", "m.safetensors", "-o", "e.safetensors", "--merge", "1,2"], 64, "--merge needs A,B=NAME"),
    (["edit", "m.safetensors", "-o", "e.safetensors", "--prior", "1=2"], 64, "which leaves nothing of 1"),
    (["predict", "m.safetensors", "digits", "--sets"], 64, "has no prediction sets"),
    (["predict", "m.safetensors", "digits", "--min-probability", "2"], 64, "must be from 0 to 1"),
    (
      ["calibrate", "m.safetensors", "digits", "-o", "e.safetensors", "--coverage", "1"], 64, "must be above 0"
    ),
    (
      ["calibrate", "m.safetensors", "digits", "-o", "e.safetensors", "--coverage", "0.999"], 65,
      "need at least 999 samples"
    ),
    (["calibrate", "m.safetensors", "digits", "-o", "e.safetensors", "--method", "none"], 64, "nothing to do"),
  ])
  func whatCannotBeIsRefusedBeforeAnythingIsWritten(
    _ arguments: [String], _ status: Int32, _ message: String
  ) throws {
    let answer = try run(arguments)
    #expect(answer.status == status && answer.errors.contains(message), "\(answer.errors)")
    #expect(answer.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.file("e.safetensors")))
  }

  @Test func frequenciesAreEstimatedFromTheDataItself() throws {
    let found = try run(
      ["predict", "m.safetensors", "digits", "--prior", "estimate", "--format", "csv", "--count", "3"])
    #expect(found.status == 0 && found.lines.count == 5)
    #expect(found.errors.contains("class frequencies of the data, estimated in "))
    let plain = try run(["predict", "m.safetensors", "digits", "--format", "csv", "--count", "3"])
    #expect(found.output != plain.output)
  }
}
