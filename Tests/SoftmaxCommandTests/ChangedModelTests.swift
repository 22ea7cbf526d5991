// Model files that someone has changed, given to the command.

import Foundation
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct ChangedModelTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func container(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(InputFile.contents(of: folder.file(name)), path: name)
  }

  private func card(_ name: String) throws -> StrictJSON {
    try StrictJSON.parse(Array(try #require(try container(name).metadata["softmax"]).utf8), path: name)
  }

  private func write(_ card: StrictJSON, from name: String, to new: String) throws {
    let file = try container(name)
    try folder.write(
      SafetensorsFile(tensors: file.tensors, metadata: ["softmax": card.encoded]).encoded(), to: new)
  }

  private func text(_ rows: Range<Int>) -> String {
    "age,colour,part,patient,w,kind\n"
      + rows.map { row in
        let kind = ["a", "b", "c"][(row * row / 3 + row / 7) % 3]
        let colour = ["red", "blue", "green"][(row + row / 5) % 3]
        let part = row % 5 == 4 ? "test" : row % 7 == 5 ? "validation" : "train"
        return
          "\(row % 13 == 3 ? "" : "\(20 + row * 7 % 50)"),\(colour),\(part),p\(row),\(1 + row % 3),\(kind)\n"
      }.joined()
  }

  @Test(arguments: [
    ["--split-column", "part", "--group", "patient", "--sample-weight", "w"],
    ["--holdout", "0.25", "--ignore", "part,patient,w", "--class-weight", "balanced"],
  ])
  func noRowsColumnsOrScoresOfATableAreBelievedUnseen(_ flags: [String]) throws {
    try folder.write(Array(text(0..<120).utf8), to: "t.csv")
    let trained = try run(
      ["train", "t.csv", "--missing", "indicator", "--unseen", "zeros", "-o", "m.safetensors"] + flags)
    #expect(trained.status == 0, "\(trained.errors)")
    let whole = try run(["verify", "m.safetensors", "t.csv", "--json"])
    #expect(whole.status == 0, "\(whole.output)")
    let listed = try #require(try whole.json()["notChecked"] as? [[String: String]]).compactMap { $0["field"] }
    #expect(!listed.contains { ["evaluation", "preparation", "training.rows"].contains($0) }, "\(listed)")
    // One change of each field: a process for every way to change it would take minutes.
    var seen: Set<String> = []
    for change in try CardEdit.changes(of: card("m.safetensors")) {
      let isOfTable = ["preparation", "training.rows", "evaluation", "input"].contains {
        change.place.hasPrefix($0 + ".")
      }
      guard isOfTable, !change.description.hasSuffix(" is gone"), seen.insert(change.place).inserted else {
        continue
      }
      try write(change.card, from: "m.safetensors", to: "x.safetensors")
      let answer = try run(["verify", "x.safetensors", "t.csv"])
      let isListed = listed.contains { change.place == $0 || change.place.hasPrefix($0 + ".") }
      #expect(answer.status != 0 || isListed, "believed: \(change.description)\n\(answer.output)")
      #expect([0, 1, 65, 66].contains(answer.status), "\(change.description): \(answer.errors)")
    }
    #expect(seen.count > 25)
  }

  @Test func scoresAreHeldAgainstTheDataTheyAreOf() throws {
    try folder.write(Array(text(0..<60).utf8), to: "t.csv")
    try folder.write(Array(text(60..<90).utf8), to: "other.csv")
    let flags = ["--ignore", "part,patient,w", "--missing", "mean", "-o", "m.safetensors"]
    #expect(try run(["train", "t.csv", "--test", "other.csv"] + flags).status == 0)
    let unseen = try run(["verify", "m.safetensors", "t.csv"])
    #expect(unseen.status == 0)
    #expect(
      unseen.output.contains("evaluation (what the model was scored on was not given: --test names it)"),
      "\(unseen.output)")
    let seen = try run(["verify", "m.safetensors", "t.csv", "--test", "other.csv", "--json"])
    #expect(seen.status == 0, "\(seen.output)")
    let fields = try #require(try seen.json()["notChecked"] as? [[String: String]]).compactMap { $0["field"] }
    #expect(!fields.contains("evaluation"))
    let other = try run(["verify", "m.safetensors", "t.csv", "--test", "t.csv", "--json"])
    #expect(other.status == 1)
    let differences = try #require(try other.json()["differences"] as? [[String: Any]])
    #expect(differences.contains { $0["field"] as? String == "evaluation.sampleCount" })
    #expect(
      try run(["verify", "m.safetensors", "t.csv", "--test", "t.csv"]).output.contains(
        "evaluation.sampleCount is 60, not 30"))
    #expect(try run(["train", "t.csv"] + flags).status == 0)
    let none = try run(["verify", "m.safetensors", "t.csv", "--test", "other.csv"])
    #expect(none.status == 65 && none.errors.contains("has no scores that could be held against --test"))
  }

  @Test func aLieAboutScoresOrScaleIsNamedByItsField() throws {
    #expect(try run(["train", "iris", "-o", "m.safetensors"]).status == 0)
    for (place, value, part) in [
      ("training.standardization.deviations", "[1e150,1,1,1]", "standardization.deviations.0 is 0."),
      ("evaluation.logLoss", "0.001", "evaluation.logLoss is 0."),
      ("training.sampleCount", "60", "sampleCount is 120, not 60"),
    ] {
      let new = try StrictJSON.parse(Array(value.utf8), path: place)
      try write(
        CardEdit.setting(place, to: new, in: card("m.safetensors")), from: "m.safetensors", to: "x.safetensors")
      let answer = try run(["verify", "x.safetensors", "iris"])
      #expect(answer.status == 1)
      #expect(answer.output.hasPrefix("no: x.safetensors does not tell the truth: "), "\(answer.output)")
      #expect(answer.output.contains(part), "\(answer.output)")
    }
  }

  @Test func weightsThatAreNotTheCardsAreUsedByNoVerb() throws {
    #expect(try run(["train", "iris", "-o", "m.safetensors"]).status == 0)
    var bytes = try #require(folder.content("m.safetensors")).map { $0 }
    bytes[bytes.count - 9] ^= 0x20
    try folder.write(bytes, to: "x.safetensors")
    for arguments in [
      ["predict", "x.safetensors", "iris"], ["evaluate", "x.safetensors", "iris"],
      ["inspect", "x.safetensors"],
      ["train", "iris", "--start", "x.safetensors"],
    ] {
      let refused = try run(arguments)
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(
        refused.errors.hasPrefix(
          "error: x.safetensors: the weights are not those of the card: expected SHA-256 "),
        "\(refused.errors)")
    }
    let answer = try run(["verify", "x.safetensors", "iris"])
    #expect(answer.status == 1)
    #expect(answer.output.hasPrefix("no: the weights in x.safetensors are not those "))
  }
}
