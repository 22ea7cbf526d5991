// Texts from folders, fastText's lines and JSON lines through the command: one model for all of them.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct TextSourceCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String], input: [UInt8] = []) throws -> CommandRun {
    try CommandRun(arguments, input: input, in: folder.path)
  }

  /// Notes of two kinds, told by some of their words.
  private static let notes: [(label: String, text: String)] = (0..<40).map { i in
    let isSport = i % 2 == 0
    let words = isSport ? ["ball", "goal", "team"] : ["oven", "salt", "bread"]
    return (isSport ? "sport" : "food", "the \(words[i % 3]) of day \(i),\n\"\(words[(i / 3) % 3])\" & Größe 😀")
  }

  private func writeFolder() throws {
    for (i, note) in Self.notes.enumerated() {
      let parent = folder.file("notes/\(note.label)")
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try folder.write(Array(note.text.utf8), to: "notes/\(note.label)/\(i < 10 ? "0" : "")\(i).txt")
    }
  }

  private func fastText(_ name: String, labelled: Bool = true) throws -> [UInt8] {
    let lines = Self.notes.map { note in
      (labelled ? "__label__\(note.label) " : "") + note.text.replacing("\n", with: " ") + "\n"
    }
    let bytes = Array(lines.joined().utf8)
    try folder.write(bytes, to: name)
    return bytes
  }

  private func writeLines(_ name: String) throws {
    let lines = try Self.notes.map { note in
      let object = ["body": note.text, "topic": note.label]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        .replacing("😀", with: "\\ud83d\\ude00") + "\n"
    }
    try folder.write(Array(lines.joined().utf8), to: name)
  }

  private func accuracy(_ arguments: [String], input: [UInt8] = []) throws -> Double? {
    let run = try run(["evaluate"] + arguments + ["--json"], input: input)
    #expect(run.status == 0, "\(run.errors)")
    return try run.json()["accuracy"] as? Double
  }

  @Test func aFolderTrainsAModelThatReadsEverySource() throws {
    try writeFolder()
    let lines = try fastText("notes.txt")
    let trained = try run(["train", "notes", "-o", "m.safetensors", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try run(["verify", "m.safetensors", "notes"]).status == 0)
    #expect(try accuracy(["m.safetensors", "notes"]) == 1)
    #expect(try accuracy(["m.safetensors", "notes.txt"]) == 1)
    #expect(try accuracy(["m.safetensors", "-"], input: GzipWriter.file(lines)) == 1)
    let table = try run(
      ["predict", "m.safetensors", "-"], input: Array("text\n\"the salt, the oven\"\nthe ball\n".utf8))
    #expect(table.output.contains("food") && table.output.contains("sport"), "\(table.output)\(table.errors)")
    let flat = try run(["predict", "m.safetensors", "notes/food", "--count", "1"])
    #expect(flat.output.contains("01.txt") && flat.output.contains("food"), "\(flat.output)\(flat.errors)")
    let shown = try run(["data", "notes"]).output
    #expect(
      shown.contains("notes, a folder of texts: 40 rows, 3 columns") && shown.contains("food"), "\(shown)")
  }

  @Test func fastTextsLinesTrainTuneAndPredict() throws {
    let lines = try fastText("notes.txt")
    let bare = try fastText("bare.txt", labelled: false)
    #expect(try run(["train", "notes.txt", "--holdout", "0.2", "-o", "m.safetensors"]).status == 0)
    #expect(try run(["tune", "-", "--count", "2"], input: lines).status == 0)
    #expect(try run(["audit", "notes.txt"]).status == 0)
    let all = try run(["predict", "m.safetensors", "notes.txt", "--format", "csv"]).output
    let piped = try run(
      ["predict", "m.safetensors", "-", "--input-format", "fasttext", "--format", "csv"], input: bare)
    #expect(piped.status == 0, "\(piped.errors)")
    let labels = { (output: String, column: Int) in
      output.split(separator: "\n").dropFirst().map {
        String($0.split(separator: ",", omittingEmptySubsequences: false)[column])
      }
    }
    // Both name the same classes; those with labels have the true ones before.
    #expect(
      labels(all, 1) == Self.notes.map(\.label) && labels(all, 2) == labels(piped.output, 2), "\(piped.output)")
  }

  @Test func aMemberOfJSONLinesIsTheTextOfAFile() throws {
    try writeFolder()
    try writeLines("notes.jsonl")
    func objective(_ arguments: [String]) throws -> Double {
      let run = try run(["train"] + arguments + ["--text-unit", "char", "--ngrams", "1-3", "--json"])
      #expect(run.status == 0, "\(run.errors)")
      return try #require(try run.json()["objective"] as? Double)
    }
    #expect(
      try run(["train", "notes.jsonl", "--text", "body", "--label", "topic", "-o", "m.safetensors"]).status == 0
    )
    #expect(try accuracy(["m.safetensors", "notes.jsonl"]) == 1)
    // The only column of texts is found in a folder, whose files have no name for it.
    #expect(try accuracy(["m.safetensors", "notes"]) == 1)
    // Characters tell line breaks from spaces. The rows come in another order, so that the last digits may differ.
    let one = try objective(["notes.jsonl", "--text", "body", "--label", "topic"])
    let other = try objective(["notes"])
    #expect(abs(one - other) < 1e-6 * one)
  }

  @Test func whatIsNoTextIsToldOf() throws {
    try writeFolder()
    try folder.write([0x78], to: "notes/README")
    let run = try run(["train", "notes"])
    #expect(
      run.status == 0
        && run.errors.contains(
          "note: 1 file of notes is passed over, such as 'README': texts are files that end in .txt, in folders of their "
            + "classes"),
      "\(run.errors)")
  }

  @Test(arguments: [
    (["--skip-lines", "1"], "notes", "--skip-lines is for delimited text"),
    (["--no-header"], "notes.txt", "--no-header is for delimited text"),
    (["--delimiter", ";"], "notes", "--delimiter is for delimited text"),
    (["--input-format", "texts"], "notes.txt", "this is no folder"),
    ([], "notes/food", "expected a folder for each class"),
  ])
  func whatCannotBeIsRefused(flags: [String], data: String, problem: String) throws {
    try writeFolder()
    _ = try fastText("notes.txt")
    let run = try run(["train", data] + flags)
    #expect(run.status != 0 && run.errors.contains(problem), "\(run.errors)")
  }
}
