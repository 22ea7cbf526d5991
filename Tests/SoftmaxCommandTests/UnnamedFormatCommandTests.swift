// Workbooks, JSON lines, pipes and files without an ending, given to the command.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct UnnamedFormatCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  private static let cells =
    [["size", "colour", "species"]]
    + (0..<60).map { ["\($0 % 7).5", ["red", "green", "blue"][$0 % 3], ["a", "b"][$0 % 7 / 4]] }
  private static let csv = cells.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  private static let jsonLines = cells.dropFirst().map {
    "{\"size\":\($0[0]),\"colour\":\"\($0[1])\",\"species\":\"\($0[2])\"}\n"
  }.joined()
  private static let workbook = WorkbookWriter([
    .init("Notes", WorkbookWriter.rows([["nothing", "here"], ["1", "x"]])),
    .init("Flowers", WorkbookWriter.rows(cells)),
  ]).file()

  init() throws {
    folder = try TemporaryDirectory()
    try write(Self.csv, to: "t.csv")
    try write(Self.jsonLines, to: "t.jsonl")
    try folder.write(Self.workbook, to: "t.xlsx")
    try folder.write(Self.workbook, to: "workbook")
    #expect(try run(["train", "t.csv", "-o", "m.safetensors"]).status == 0)
  }

  private func run(_ arguments: [String], input: [UInt8]) throws -> CommandRun {
    try CommandRun(arguments, input: input, in: folder.path)
  }

  /// The weights' hash of a fit.
  private func weights(_ arguments: [String], input: [UInt8] = []) throws -> String? {
    let run = try run(["train"] + arguments + ["--json"], input: input)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return try run.json()["weightsSHA256"] as? String
  }

  @Test func everyFormatAndEveryWayInGivesTheSameModel() throws {
    let expected = try weights(["t.csv"])
    #expect(expected != nil)
    #expect(try weights(["t.xlsx", "--sheet", "Flowers"]) == expected)
    #expect(try weights(["workbook", "--sheet", "2"]) == expected)
    #expect(try weights(["t.jsonl"]) == expected)
    for content in [Array(Self.csv.utf8), Array(Self.jsonLines.utf8), GzipWriter.file(Array(Self.csv.utf8))] {
      #expect(try weights(["-"], input: content) == expected)
      #expect(try weights(["/dev/stdin"], input: content) == expected)
      #expect(try weights(["/dev/fd/0"], input: content) == expected)
    }
    #expect(try weights(["-", "--sheet", "Flowers"], input: Self.workbook) == expected)
    #expect(try weights(["-", "--input-format", "xlsx", "--sheet", "2"], input: Self.workbook) == expected)
  }

  @Test(arguments: ["-", "/dev/stdin"])
  func aTablesModelTakesAPipe(path: String) throws {
    let expected = try run(["predict", "m.safetensors", "t.csv", "--format", "csv"]).output
    #expect(expected.split(separator: "\n").count == 61)
    for content in [Array(Self.csv.utf8), Array(Self.jsonLines.utf8)] {
      let run = try run(["predict", "m.safetensors", path, "--format", "csv"], input: content)
      #expect(run.output == expected && run.status == 0, "\(run.errors)")
    }
    let scored = try run(["evaluate", "m.safetensors", path, "--json"], input: Array(Self.jsonLines.utf8))
    #expect(scored.status == 0, "\(scored.errors)")
    #expect(try scored.json()["sampleCount"] as? Int == 60)
  }

  @Test func aNamedPipeIsReadOnce() throws {
    try #require(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
    let path = folder.file("pipe")
    Thread.detachNewThread {
      try? FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data(Self.csv.utf8))
    }
    let expected = try weights(["t.csv"])
    #expect(try weights(["pipe"]) == expected)
  }

  @Test func everyVerbChoosesTheSheet() throws {
    #expect(try run(["train", "t.xlsx", "--sheet", "Flowers", "-o", "x.safetensors"]).status == 0)
    for arguments in [
      ["data", "t.xlsx"], ["evaluate", "x.safetensors", "t.xlsx"], ["predict", "x.safetensors", "t.xlsx"],
      ["verify", "x.safetensors", "t.xlsx"], ["tune", "t.xlsx", "--count", "2"],
    ] {
      let run = try run(arguments + ["--sheet", "Flowers"])
      #expect(run.status == 0, "\(arguments): \(run.errors)")
    }
    let text = try run(["data", "t.xlsx", "--sheet", "2"]).output
    #expect(text.hasPrefix("t.xlsx, sheet 'Flowers' (2 of 2): 60 rows, 3 columns\n"))
    let unknown = try run(["data", "t.xlsx", "--sheet", "Flower"])
    #expect(unknown.status == 65)
    #expect(
      unknown.errors
        == "error: t.xlsx: there is no sheet 'Flower'; the sheets are 'Notes', 'Flowers': choose one with --sheet NAME\n"
    )
  }

  @Test func settingsOfOtherFormatsAreRefused() throws {
    for (arguments, message) in [
      (
        ["t.csv", "--sheet", "1"],
        "error: --sheet is for Excel workbooks (.xlsx), which t.csv is not: leave it out\n"
      ),
      (
        ["t.xlsx", "--delimiter", ";"],
        "error: --delimiter is for delimited text, and t.xlsx says it itself: leave it out\n"
      ),
      (
        ["t.jsonl", "--no-header"],
        "error: --no-header is for delimited text, and t.jsonl says it itself: leave it out\n"
      ),
    ] {
      let run = try run(["train"] + arguments)
      #expect(run.status == 64 && run.errors == message, "\(run.errors)")
    }
    #expect(try run(["train", "t.csv", "--delimiter", ",", "--test", "t.jsonl"]).status == 0)
  }

  @Test func arraysComeThroughPipesToo() throws {
    let vectors = NPYWriter.floats((0..<40).map { Float($0 % 5) }, shape: [20, 2])
    try folder.write(vectors, to: "x.npy")
    try write((0..<20).map { "\($0 % 2)\n" }.joined(), to: "y.txt")
    let expected = try weights(["x.npy", "--labels", "y.txt"])
    for content in [vectors, GzipWriter.file(vectors)] {
      #expect(try weights(["-", "--labels", "y.txt"], input: content) == expected)
    }
    try folder.write(vectors, to: "vectors")
    #expect(try weights(["vectors", "--labels", "y.txt"]) == expected)
  }

  @Test func otherFormatsSayWhatToType() throws {
    try folder.write(Array("PAR1".utf8) + [0x15, 0, 0x15, 2], to: "people.parquet")
    let run = try run(["train", "people.parquet"])
    #expect(run.status == 65)
    #expect(
      run.errors
        == "error: people.parquet: this is a Parquet file, expected a table or arrays; duckdb -c \"COPY 'people.parquet' TO 'people.csv' (HEADER)\" turns it into a table\n"
    )
  }

  @Test func aFormatThatIsNamedWronglyIsSaid() throws {
    let run = try run(["data", "t.csv", "--input-format", "xlsx"])
    #expect(run.status == 65)
    #expect(run.errors.contains("this is no Excel workbook (.xlsx)"))
    #expect(run.errors.contains("--input-format csv"))
  }
}
