// softmax report: a page or a clear refusal.

import SoftmaxTestSupport
import Testing

@Suite struct ReportCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let run = try CommandRun(["train", "iris", "-o", "m.safetensors"], in: folder.path)
    #expect(run.status == 0)
  }

  @Test func thePageIsOneFileAndNothingIsPrintedButItsName() throws {
    let run = try run(["report", "m.safetensors", "iris", "-o", "r.html"])
    #expect(run.status == 0 && run.output.isEmpty && run.errors == "wrote r.html\n")
    #expect(folder.names == ["m.safetensors", "r.html"])
    let page = String(decoding: try #require(folder.content("r.html")), as: UTF8.self)
    #expect(page.hasPrefix("<!doctype html>") && page.contains("softmax verify m.safetensors iris"))
  }

  @Test(arguments: [
    ([], "softmax report m.safetensors iris -o report.html"),
    (["-o", "r.txt"], "choose a name that ends in .html"),
    (["-o", "m.safetensors"], "are one file"),
    (["-o", "-"], "name one, such as report.html"),
    (["-o", "r.html", "--per-cell", "0"], "--per-cell must be from 1 to 100"),
    (["-o", "r.html", "--resamples", "3"], "--resamples must be 0 or from 20"),
  ])
  func whatCannotBeIsRefused(_ arguments: [String], _ words: String) throws {
    let run = try run(["report", "m.safetensors", "iris"] + arguments)
    #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
    #expect(folder.names == ["m.safetensors"])
  }

  @Test func aPageThatCannotBeWrittenIsRefusedBeforeAnyWork() throws {
    let run = try run(["report", "m.safetensors", "iris", "-o", "no/such/folder/r.html"])
    #expect(run.status == 73 && run.errors.contains("no/such/folder"), "\(run.errors)")
  }

  @Test func dataThatCannotBeScoredLeavesTheOldPage() throws {
    try write("old", to: "r.html")
    try write("sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5,3,1,0.2\n", to: "u.csv")
    try write(
      "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),y\n5,3,1,0.2,rose\n", to: "o.csv")
    for (arguments, words) in [
      (["u.csv"], "name it with --label"), (["o.csv", "--label", "y"], "rose"),
      (["u.csv", "--audit", "none.csv"], ""),
    ] {
      let run = try run(["report", "m.safetensors"] + arguments + ["-o", "r.html"])
      #expect((64...66).contains(run.status) && run.errors.contains(words), "\(run.errors)")
      #expect(folder.content("r.html") == Array("old".utf8))
    }
  }
}
