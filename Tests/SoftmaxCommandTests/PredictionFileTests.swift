// predict -o FILE has what standard output would have, whole or not at all.

import SoftmaxTestSupport
import Testing

@Suite struct PredictionFileTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let run = try CommandRun(["train", "iris", "-o", "m.safetensors"], in: folder.path)
    #expect(run.status == 0)
  }

  @Test(arguments: ["table", "csv", "json", "jsonl"])
  func theFileIsWhatStandardOutputWouldBe(_ format: String) throws {
    let printed = try run(["predict", "m.safetensors", "iris", "--format", format])
    let written = try run(["predict", "m.safetensors", "iris", "--format", format, "-o", "p"])
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(folder.content("p") == Array(printed.output.utf8))
    #expect(folder.names == ["m.safetensors", "p"])
    #expect(written.errors.hasPrefix("wrote p\n"))
  }

  @Test(arguments: ["csv", "json", "jsonl"])
  func theEndingSaysTheFormat(_ format: String) throws {
    _ = try run(["predict", "m.safetensors", "iris", "-o", "p.\(format)"])
    let printed = try run(["predict", "m.safetensors", "iris", "--format", format])
    #expect(folder.content("p.\(format)") == Array(printed.output.utf8))
  }

  @Test func aFlagOverridesTheEnding() throws {
    _ = try run(["predict", "m.safetensors", "iris", "-o", "p.csv", "--format", "jsonl"])
    #expect(folder.content("p.csv")?.first == UInt8(ascii: "{"))
  }

  @Test func aRowThatCannotBeReadLeavesTheOldFile() throws {
    let header = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n"
    let good = String(repeating: "5,3,1,0.2\n", count: 10_000)
    try write(header + good + "5,3,x,0.2\n", to: "bad.csv")
    try write("old", to: "p.csv")
    let run = try run(["predict", "m.safetensors", "bad.csv", "-o", "p.csv"])
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(folder.content("p.csv") == Array("old".utf8))
    #expect(folder.names == ["bad.csv", "m.safetensors", "p.csv"])
  }

  @Test(arguments: [
    (["m.safetensors"], "--output m.safetensors and m.safetensors are one file"),
    (["./m.safetensors"], "--output ./m.safetensors and m.safetensors are one file"),
    (["-"], "--output -: leave it out"),
    (["p.csv", "--show"], "leave out --output"),
    (["p.svg", "--gallery", "p.svg"], "are one file"),
  ])
  func whatCannotBeIsRefused(_ arguments: [String], _ words: String) throws {
    let run = try run(["predict", "m.safetensors", "iris", "-o"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(words))
    #expect(folder.names == ["m.safetensors"])
  }

  @Test func dataIsNotReplaced() throws {
    try write("a,b,c,d\n1,2,3,4\n", to: "d.csv")
    let run = try run(["predict", "m.safetensors", "d.csv", "-o", "d.csv"])
    #expect(run.status == 64 && run.errors.contains("--output d.csv and d.csv are one file"))
  }

  @Test func aFolderThatIsNotThereIsToldBeforeAnyWork() throws {
    let run = try run(["predict", "missing.safetensors", "iris", "-o", "no/p.csv"])
    #expect(run.status == 73 && run.errors.contains("the folder 'no' does not exist"))
  }
}
