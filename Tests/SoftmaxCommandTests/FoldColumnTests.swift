// softmax tune with folds that are given, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct FoldColumnTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }

  /// A table of one number and a label, with a column of folds before the label.
  private func table(_ fold: (Int) -> String) -> String {
    var numbers = MadeNumbers(seed: 17)
    let values = numbers.floats(90)
    let rows = (0..<90).map { "\(values[$0]),\(fold($0)),\(values[$0] > 0.2 * Float($0 % 5) ? "yes" : "no")" }
    return (["x,part,y"] + rows).joined(separator: "\n") + "\n"
  }

  private func folds(_ path: String) throws -> (areGiven: Bool?, names: [String], ofSamples: [Int?]) {
    let content = try #require(folder.content(path))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(content)) as? [String: Any])
    let folds = try #require(object["folds"] as? [String: Any])
    let indices = try #require(folds["ofSamples"] as? [Any])
    return (folds["areGiven"] as? Bool, try #require(folds["names"] as? [String]), indices.map { $0 as? Int })
  }

  @Test func aColumnSaysWhichFoldEachRowIsInAndTheSweepFileShowsIt() throws {
    try write(table { ["two", "one", "three"][$0 % 3] }, to: "t.csv")
    let tuned = try run(
      [
        "tune", "t.csv", "--fold-column", "part", "--count", "2", "--sweep", "s.json", "-o", "m.safetensors",
        "--json",
      ])
    #expect(tuned.status == 0, "\(tuned.errors)")
    let document = try tuned.json()
    #expect(document["folds"] as? Int == 3)
    let found = try folds("s.json")
    #expect(found.areGiven == true && found.names == ["one", "three", "two"])
    #expect(found.ofSamples == (0..<90).map { [2, 0, 1][$0 % 3] })
    // The column is no feature, and the model is that of the other columns.
    let features = try #require((document["fit"] as? [String: Any])?["featureCount"] as? Int)
    #expect(features == 1)
    #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    #expect(try run(["predict", "m.safetensors", "t.csv", "--count", "1"]).status == 0)
  }

  @Test func drawnFoldsAreShownToo() throws {
    #expect(try run(["tune", "iris", "--count", "2", "--folds", "3", "--sweep", "s.json"]).status == 0)
    let found = try folds("s.json")
    #expect(found.areGiven == false && found.names == ["1", "2", "3"] && found.ofSamples.count == 120)
    #expect((0..<3).allSatisfy { fold in found.ofSamples.count { $0 == fold } == 40 })
  }

  @Test func aSweepOfOtherFoldsIsNotGoneOnWith() throws {
    try write(table { "\($0 % 3)" }, to: "a.csv")
    try write(table { "\($0 / 2 % 3)" }, to: "b.csv")
    let flags = ["--fold-column", "part", "--count", "2", "--sweep", "s.json"]
    #expect(try run(["tune", "a.csv"] + flags).status == 0)
    let before = folder.content("s.json")
    let refused = try run(["tune", "b.csv"] + flags)
    #expect(
      refused.status == 65 && refused.errors.contains("'folds': it is of another sweep"), "\(refused.errors)")
    #expect(folder.content("s.json") == before)
    #expect(try run(["tune", "a.csv"] + flags).errors.contains("2 penalties already scored"))
  }

  @Test func otherDataHasItsFoldsInAFile() throws {
    try write((0..<120).map { "f\($0 % 4)\n" }.joined(), to: "folds.txt")
    let tuned = try run(["tune", "iris", "--fold-column", "folds.txt", "--count", "2", "--sweep", "s.json"])
    #expect(tuned.status == 0 && tuned.lines[0].hasSuffix("3 classes, 4 folds"), "\(tuned.errors)")
    #expect(try folds("s.json").ofSamples == (0..<120).map { $0 % 4 })
    try write("a\nb\n", to: "short.txt")
    let short = try run(["tune", "iris", "--fold-column", "short.txt"])
    #expect(short.status == 65)
    #expect(
      short.errors.contains("short.txt: it has 2 lines or elements, but iris:train has 120 samples"),
      "\(short.errors)")
    #expect(try run(["tune", "iris", "--fold-column", "none.txt"]).status == 66)
  }

  @Test(arguments: [
    (["--folds", "3"], 64, "use one of them"), (["--ignore", "part"], 65, "is ignored and the fold"),
  ])
  func whatContradictsAColumnOfFoldsIsRefused(_ flags: [String], _ status: Int32, _ message: String) throws {
    try write(table { "\($0 % 3)" }, to: "t.csv")
    let refused = try run(["tune", "t.csv", "--fold-column", "part"] + flags)
    #expect(refused.status == status && refused.errors.contains(message), "\(refused.errors)")
  }

  @Test func rowsWithoutAFoldAreNamed() throws {
    try write(table { $0 == 7 ? "" : "\($0 % 3)" }, to: "t.csv")
    let refused = try run(["tune", "t.csv", "--fold-column", "part"])
    #expect(
      refused.status == 65 && refused.errors.contains("line 9")
        && refused.errors.contains("the fold is missing"))
    try write("x,part,y\n1,a,p\n2,a,p\n3,b,q\n4,a,q\n", to: "u.csv")
    let lost = try run(["tune", "u.csv", "--fold-column", "part"])
    #expect(
      lost.status == 65 && lost.errors.contains("all samples of the class 'p' are in the fold 'a'"),
      "\(lost.errors)")
  }
}
