// softmax audit, run as a process.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct AuditCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(["audit"] + arguments, in: folder.path)
  }

  /// Three clouds; row 40 has a wrong label, and lies further out than others of its cloud.
  private func table(marking name: String = "red") throws {
    var numbers = MadeNumbers(seed: 3)
    let names = [name, "green", "blue"]
    let rows = (0..<120).map { row in
      let truth = row % 3
      let (x, y) = (Float([0, 6, 0][truth]) + numbers.next(), Float([0, 0, 6][truth]) + numbers.next())
      if row == 40 { return "n40,9,-2,\(name)" }
      return "n\(row),\(x),\(y),\(names[row == 40 ? 0 : truth])"
    }
    _ = try folder.write(Array(("note,x,y,label\n" + rows.joined(separator: "\n") + "\n").utf8), to: "t.csv")
  }

  @Test func suspectsAreListedWrittenAndKeptBesideTheirCells() throws {
    try table()
    let words = ["t.csv", "--ignore", "note", "--keep", "note", "-o", "s.csv", "--probabilities", "p.npy"]
    let text = try run(words)
    #expect(text.status == 0 && text.output.contains("1 sample is suspected"), "\(text.errors)")
    #expect(text.errors.contains("wrote s.csv") && text.errors.contains("wrote p.npy"))
    let file = try SuspectFile(contentsOf: folder.file("s.csv"))
    let suspect = try #require(file.suspects.first)
    #expect(file.suspects.count == 1 && suspect.index == 40 && suspect.line == 42)
    #expect(suspect.keptCells == ["n40"] && suspect.given == "red" && suspect.suggested == "green")
    let json = try run(words + ["--json"])
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any], "\(json.errors)")
    #expect(document["suspectCount"] as? Int == 1 && document["output"] as? String == "s.csv")
  }

  @Test func namesThatSteerATerminalDoNot() throws {
    try table(marking: "\u{1b}[31m=1+1")
    let run = try run(["t.csv", "--ignore", "note"])
    #expect(run.status == 0 && !run.output.contains("\u{1b}") && run.output.contains("\\u{1b}[31m"))
  }

  @Test(arguments: [
    (["--solver", "sgd"], "--solver sgd does not go to the optimum"),
    (["--folds", "1"], "--folds must be a whole number from 2"),
    (["--near", "0.5"], "--near must be a number from 0"),
    (["--frequency", "x"], "--frequency makes each row as many rows"),
    (["--count", "0"], "--count must be at least 1"), (["--csv-safe"], "--csv-safe is for the file of -o"),
    (["--keep", "x"], "--keep is for the file of -o"),
    (["-o", "s.txt"], "choose a name that ends in .csv"),
    (["-o", "t.csv"], "are one file"), (["--probabilities", "p.csv"], "choose a name that ends in .npy"),
  ])
  func whatCannotBeIsRefusedBeforeAnyWork(_ arguments: [String], _ message: String) throws {
    try table()
    let run = try run(["t.csv"] + arguments)
    #expect(run.status == 64 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
  }

  @Test func aTableHasNoGalleryAndPicturesHave() throws {
    try table()
    let run = try run(["t.csv", "--ignore", "note", "--gallery", "g.svg"])
    #expect(run.status == 65 && run.errors.contains("pictures of suspects need samples"), "\(run.errors)")
    // Bright on the left or on the right; picture 8 is the brightest, and labelled as what it is not.
    var noise = MadeNumbers(seed: 9)
    let pixels: [UInt8] = (0..<80).flatMap { sample -> [UInt8] in
      let isLeft = sample % 2 == 0
      return noise.bytes(16).enumerated().map { place, byte in
        let isBright = (place % 4 < 2) == isLeft
        if sample == 8 { return isBright ? 255 : 0 }
        return byte / 2 + (isBright ? 100 : 0)
      }
    }
    _ = try folder.write(NPYWriter.file("|u1", shape: [80, 4, 4], data: pixels), to: "p.npy")
    let labels = (0..<80).map { ($0 % 2 == 0) != ($0 == 8) ? "left" : "right" }
    _ = try folder.write(Array((labels.joined(separator: "\n") + "\n").utf8), to: "y.txt")
    let pictures = try self.run(["p.npy", "--labels", "y.txt", "--gallery", "g.svg", "--count", "1"])
    #expect(pictures.status == 0, "\(pictures.errors)")
    let picture = try String(contentsOfFile: folder.file("g.svg"), encoding: .utf8)
    #expect(picture.contains("right -&gt; left") && picture.contains("sample 8, margin"))
  }

  @Test func withoutSuspectsThereIsNoPicture() throws {
    let run = try run(["digits", "--folds", "2", "--near", "0", "--tolerance", "1e-4", "--gallery", "g.svg"])
    #expect(run.status == 0 && run.output.contains("No sample is suspected"), "\(run.errors)")
    #expect(run.errors.contains("no sample is suspected, so that there is no picture to draw"))
  }
}
