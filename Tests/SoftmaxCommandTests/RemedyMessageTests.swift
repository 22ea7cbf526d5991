// What the command says to try: flags as they are typed, where the library has the names of its parameters.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct RemedyMessageTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// A table, flags, and what the last line on standard error ends with.
  private static let refusals: [(table: String, flags: [String], ending: String)] = [
    (
      "x,y\n,a\n2,b\n", [],
      "line 2, column 'x': the cell is missing (''); --missing mean or --missing indicator puts something in its place, "
        + "--missing drop leaves such rows out; or --ignore x"
    ),
    (
      "day,x,y\n2024-01-31,1,a\n2024-02-01,2,b\n", [],
      "column 'day' looks like dates or times ('2024-01-31'); --columns day=date makes days, weekday and month of it, "
        + "or --columns day=category, or --ignore day"
    ),
    (
      "my price;y\n1,5;a\n2,5;b\n", [],
      "column 'my price' looks like numbers with a decimal comma ('1,5'); --decimal , reads them, or --columns 'my price=category', "
        + "or --ignore 'my price'"
    ),
    (
      "e,x,y\n,1,a\n,2,b\n", [],
      "column 'e' has nothing but missing cells in the first rows; --ignore e, or --columns e=number, or --columns "
        + "e=category"
    ),
    (
      "x,y,e\n1,a,\n2,b,\n", [],
      "column 'e' is the label, as the last one, and has nothing but missing cells; name the label with --label, and "
        + "leave this one out with --ignore e"
    ),
    (
      "x,y\n1,a\n", ["--columns", "y=number"],
      "column 'y' is the label, as the last one, and said to be number; a kind is for features: leave it out, or name "
        + "another label with --label"
    ),
    (
      "# exported today\nx,y\n1,a\n", [],
      "expected 1 cell, found 2; check the delimiter (--delimiter CHARACTER), or --skip-lines 1 if the table begins "
        + "here"
    ),
    // A name with a comma cannot be typed in a list.
    (
      "\"a,b\",y\n2024-01-31,a\n2024-02-01,b\n", [],
      "column 'a,b' looks like dates or times ('2024-01-31'); --columns POSITION=date makes days, weekday and month "
        + "of it, or --columns POSITION=category, or --ignore with its name"
    ),
  ]

  @Test func theFlagsThatSetAllRightAtOnceCanBePasted() throws {
    let table = "id;seen;price;size;y\n1;31/01/2024;1,5;;a\n2;28/02/2024;2,25;3;b\n3;28/03/2024;2,5;4;a\n"
    try folder.write(Array(table.utf8), to: "t.csv")
    let run = try CommandRun(["train", "t.csv"], in: folder.path)
    #expect(run.status == 65)
    let last = try #require(run.errors.split(separator: "\n").last)
    #expect(last == "all of them at once: --decimal , --columns seen=date --missing mean")
    let flags = last.split(separator: " ").drop { !$0.hasPrefix("--") }.map(String.init)
    let pasted = try CommandRun(["train", "t.csv"] + flags, in: folder.path)
    #expect(pasted.status == 0, "\(pasted.errors)")
  }

  @Test(arguments: refusals.indices)
  func tablesThatAreRefusedSayWhichFlagsHelp(_ index: Int) throws {
    let (table, flags, ending) = Self.refusals[index]
    try folder.write(Array(table.utf8), to: "t.csv")
    let run = try CommandRun(["train", "t.csv"] + flags, in: folder.path)
    #expect(run.status == 65)
    #expect(run.errors.hasSuffix(ending + "\n"), "\(run.errors)")
  }

  @Test func scoringSaysWhichFlagsHelp() throws {
    try folder.write(
      Array(("c,y\n" + (0..<40).map { "c\($0 % 3),\("ab".dropFirst($0 % 2).prefix(1))\n" }.joined()).utf8),
      to: "t.csv")
    #expect(try CommandRun(["train", "t.csv", "--output", "m.safetensors"], in: folder.path).status == 0)
    try folder.write(Array("c\nc4\n".utf8), to: "new.csv")
    let unseen = try CommandRun(["predict", "m.safetensors", "new.csv"], in: folder.path)
    #expect(
      unseen.errors.hasSuffix(", or train with --unseen zeros, which lets such rows pass\n"), "\(unseen.errors)"
    )
  }

  @Test func arraysWithoutLabelsSayWhichFlagNamesThem() throws {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    try folder.write(
      Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0, 118, 0] + Array(padded.utf8) + [
        1, 2, 3, 4,
      ], to: "x.npy")
    try folder.write(Array("a\nb\n".utf8), to: "labels.txt")
    let training = try CommandRun(["train", "x.npy"], in: folder.path)
    #expect(
      training.errors.hasSuffix("name a file of labels, as text with one a line or as .npy (--labels)\n"),
      "\(training.errors)")
    let test = try CommandRun(
      ["train", "x.npy", "--labels", "labels.txt", "--test", "x.npy"], in: folder.path)
    #expect(
      test.errors.hasSuffix("name a file of labels, as text with one a line or as .npy (--test-labels)\n"),
      "\(test.errors)")
  }

  @Test func aDatasetThatIsNowhereSaysWhichFlagsHelp() throws {
    let run = try CommandRun(
      ["data", "fashion-mnist", "--offline", "--data-dir", "none"], in: folder.path)
    #expect(run.status == 66 || run.status == 0)
    #expect(run.errors.hasPrefix("note: --data-dir (none): there is no such folder; looking elsewhere\n"))
    // Debian's package may be installed here.
    guard run.status == 66 else { return }
    #expect(run.errors.contains("\nWhat to do: run again without --offline, or put "))
    #expect(run.errors.hasSuffix(" (plain or .gz) into a folder and pass --data-dir FOLDER\n"))
  }
}
