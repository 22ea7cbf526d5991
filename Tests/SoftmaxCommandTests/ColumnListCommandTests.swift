// Lists of columns in the command's flags, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct ColumnListCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let rows = (0..<60).map { i in "\(i),\(i % 7),\(i * i % 11),\(i % 3),\(i % 7 > 2 ? "a" : "b")" }
    try folder.write(Array((["id,V1,V2,zip,y"] + rows).joined(separator: "\n").utf8), to: "t.csv")
  }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, input: [], in: folder.path)
  }

  private func weights(_ flags: String...) throws -> String {
    let trained = try run(["train", "t.csv", "--json"] + flags)
    #expect(trained.status == 0, "\(flags): \(trained.errors)")
    return try #require(trained.json()["weightsSHA256"] as? String)
  }

  @Test func allFormsOfAListGiveOneModel() throws {
    let named = try weights("--ignore", "id,zip")
    #expect(try weights("--features", "V1,V2") == named)
    #expect(try weights("--features", "V*") == named)
    #expect(try weights("--features", "2-3") == named)
    #expect(try weights("--features", "*,-id,-4") == named)
    #expect(try weights("--ignore", "1-4,-V?") == named)
    #expect(try weights("--columns", "*d=ignore,zip=ignore") == named)
  }

  @Test func keptColumnsAreListedToo() throws {
    #expect(try run(["train", "t.csv", "--features", "V*", "-o", "m.safetensors"]).status == 0)
    let kept = try run([
      "predict", "m.safetensors", "t.csv", "--keep", "z*,1", "--format", "csv", "--count", "1",
    ])
    #expect(kept.lines.first == "zip,id,index,true,predicted,probability", "\(kept.output)\(kept.errors)")
  }

  @Test func lookingAtDataTakesThemAndContradictionsAreUsageOfTheFile() throws {
    let looked = try run(["data", "t.csv", "--features", "V*", "--json"]).json()["columns"] as? [[String: Any]]
    #expect(looked?.map { $0["role"] as? String } == ["ignored", "feature", "feature", "ignored", "label"])
    let refused = try run(["tune", "t.csv", "--features", "V*", "--ignore", "V2"])
    #expect(
      refused.status == 65 && refused.errors.contains("column 'V2' is both among the features and ignored"),
      "\(refused.errors)")
    let other = try run(["train", "digits", "--features", "V*"])
    #expect(other.status == 64 && other.errors.contains("--features is for tables"), "\(other.errors)")
  }
}
