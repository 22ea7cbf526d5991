// softmax train, tune and verify on tables and arrays, run as a process.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct TableTrainingTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String], input: String = "") throws -> CommandRun {
    try CommandRun(arguments, input: Array(input.utf8), in: folder.path)
  }

  private func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }

  /// People with two numbers, a category and a label; every row differs from the others.
  private func people(_ count: Int = 120, seed: UInt64 = 5) -> [[String]] {
    var numbers = MadeNumbers(seed: seed)
    let values = numbers.floats(2 * count)
    let kinds = numbers.indices(count, below: 3)
    return (0..<count).map { i in
      let (age, income) = (40 + 10 * values[2 * i], 3000 + 900 * values[2 * i + 1])
      let colour = ["red", "green", "blue"][Int(kinds[i])]
      let score = 2 * values[2 * i] - values[2 * i + 1] + (colour == "red" ? 1 : 0)
      return ["\(age)", "\(income)", colour, score > 0.3 ? "yes" : "no"]
    }
  }

  private func csv(_ rows: [[String]], header: [String] = ["age", "income", "colour", "bought"]) -> String {
    ([header] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  }

  @Test func aTableIsTrainedOnAndVerified() throws {
    try write(csv(people()), to: "people.csv")
    let trained = try run(["train", "people.csv", "-o", "m.safetensors", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    let answer = try run(["verify", "m.safetensors", "people.csv"])
    #expect(answer.status == 0, "\(answer.output)")
    try write(csv(people(119)), to: "other.csv")
    #expect(try run(["verify", "m.safetensors", "other.csv"]).status == 1)
  }

  @Test func standardInputIsATable() throws {
    try write(csv(people()), to: "people.csv")
    let piped = try run(["train", "-", "--input-format", "csv", "--json"], input: csv(people())).json()
    let read = try run(["train", "people.csv", "--json"]).json()
    #expect(piped["weightsSHA256"] as? String == read["weightsSHA256"] as? String)
    let unsaid = try run(["train", "-", "--json"], input: csv(people())).json()
    #expect(unsaid["weightsSHA256"] as? String == read["weightsSHA256"] as? String)
  }

  @Test func theLabelIsAnyColumnByNameOrPosition() throws {
    let rows = people()
    try write(csv(rows), to: "last.csv")
    try write(
      csv(rows.map { [$0[3]] + $0[..<3] }, header: ["bought", "age", "income", "colour"]), to: "first.csv")
    let hashes = try [
      ["last.csv"], ["first.csv", "--label", "bought"], ["first.csv", "--label", "1"],
    ].map { try run(["train"] + $0 + ["--json"]).json()["weightsSHA256"] as? String }
    #expect(hashes[0] != nil && Set(hashes).count == 1)
    let wrong = try run(["train", "first.csv", "--label", "bougth"])
    #expect(wrong.status == 65 && wrong.errors.contains("bought"), "\(wrong.errors)")
  }

  @Test func theSameNumbersFromTextAndFromNumPyGiveTheSameBits() throws {
    var numbers = MadeNumbers(seed: 9)
    let values = numbers.floats(90 * 4).enumerated().map { $0 % 4 == 3 ? $1 * 5000 : $1 }
    let labels = numbers.indices(90, below: 3).map { "k\($0)" }
    let rows = (0..<90).map { i -> [String] in (0..<4).map { "\(values[4 * i + $0])" } + [labels[i]] }
    try write(csv(rows, header: ["a", "b", "c", "d", "k"]), to: "t.csv")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (90, 4), }"
    header += String(repeating: " ", count: 117 - header.count) + "\n"
    var array: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
    array += Array(header.utf8)
    for value in values {
      for shift in [0, 8, 16, 24] as [UInt32] {
        array.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
      }
    }
    try folder.write(array, to: "x.npy")
    try write(labels.joined(separator: "\n"), to: "y.txt")
    for solver in [["--l2", "0.01"], ["--l1", "0.01"], ["--solver", "sgd"]] {
      let flags = ["--no-standardize", "--json"] + solver
      let text = try run(["train", "t.csv"] + flags).json()
      let mapped = try run(["train", "x.npy", "--labels", "y.txt"] + flags).json()
      #expect(text["weightsSHA256"] as? String != nil)
      #expect(text["weightsSHA256"] as? String == mapped["weightsSHA256"] as? String, "\(solver)")
    }
  }

  @Test func sampleWeightsAreRepetitions() throws {
    let rows = people(40)
    let weighted = rows.enumerated().map { $1 + ["\($0 % 3)"] }
    let repeated = rows.enumerated().flatMap { Array(repeating: $1, count: $0 % 3) }
    try write(csv(weighted, header: ["age", "income", "colour", "bought", "times"]), to: "weighted.csv")
    try write(csv(repeated), to: "repeated.csv")
    let flags = ["--label", "bought", "--l2", "0.02", "--json"]
    let first = try run(["train", "weighted.csv", "--sample-weight", "times", "-o", "m.safetensors"] + flags)
    let second = try run(["train", "repeated.csv"] + flags)
    let (one, other) = (try first.json(), try second.json())
    let objectives = [one, other].compactMap { $0["objective"] as? Double }
    // Both are certified to 1e-8.
    #expect(objectives.count == 2 && abs(objectives[0] - objectives[1]) < 3e-8 * objectives[0])
    #expect(try run(["verify", "m.safetensors", "weighted.csv"]).status == 0)
  }

  @Test func aSplitColumnSaysWhatIsLearnedAndWhatScored() throws {
    let rows = people(100)
    let parts = rows.indices.map { $0 % 4 == 3 ? "Test" : "train" }
    try write(
      csv(zip(rows, parts).map { $0 + [$1] }, header: ["age", "income", "colour", "bought", "part"]),
      to: "all.csv")
    try write(csv(zip(rows, parts).filter { $1 == "train" }.map(\.0)), to: "train.csv")
    try write(csv(zip(rows, parts).filter { $1 == "Test" }.map(\.0)), to: "test.csv")
    let flags = ["--label", "bought", "--json"]
    let one = try run(["train", "all.csv", "--split-column", "part", "-o", "m.safetensors"] + flags).json()
    let two = try run(["train", "train.csv", "--test", "test.csv"] + flags).json()
    #expect(one["weightsSHA256"] as? String == two["weightsSHA256"] as? String)
    #expect(one["testAccuracy"] as? Double == two["testAccuracy"] as? Double)
    #expect(try run(["verify", "m.safetensors", "all.csv"]).status == 0)
    let other = try run(["train", "all.csv", "--split-column", "colour"] + flags)
    #expect(
      other.status == 65 && other.errors.contains("expected train, test or validation"), "\(other.errors)")
  }

  @Test func aGroupInTwoPartsOfASplitColumnIsRefused() throws {
    let rows = people(40)
    func table(_ part: (Int) -> String) -> String {
      csv(
        rows.enumerated().map { $1 + ["p\($0 / 4)", part($0)] },
        header: ["age", "income", "colour", "bought", "patient", "part"])
    }
    try write(table { $0 / 4 % 3 == 0 ? "test" : "train" }, to: "whole.csv")
    try write(table { $0 % 3 == 0 ? "test" : "train" }, to: "torn.csv")
    let flags = ["--label", "bought", "--split-column", "part", "--group", "patient"]
    let whole = try run(["train", "whole.csv"] + flags)
    #expect(whole.status == 0, "\(whole.errors)")
    let torn = try run(["train", "torn.csv"] + flags)
    #expect(
      torn.status == 65 && torn.errors.contains("puts rows of the group 'p0' into two parts"), "\(torn.errors)")
  }

  @Test func validationRowsAreScoredAndWatchedAndNeverATestSet() throws {
    let parts = ["train", "train", "test", "validation"]
    try write(
      csv(
        people(80).enumerated().map { $1 + [parts[$0 % 4]] },
        header: ["age", "income", "colour", "bought", "part"]),
      to: "t.csv")
    let flags = ["train", "t.csv", "--label", "bought", "--split-column", "part"]
    for method in [[], ["--solver", "sgd", "--epochs", "3"], ["--solver", "sgd", "--early-stopping"]] {
      let document = try run(flags + method + ["--json"]).json()
      #expect(document["testData"] as? String == "t.csv:test")
      #expect(document["validationData"] as? String == "t.csv:validation")
      let history = try #require(document["history"] as? [[String: Any]])
      for name in ["testAccuracy", "validationAccuracy", "validationLoss"] {
        #expect(!history.isEmpty && history.allSatisfy { $0[name] is Double }, "\(method) \(name)")
      }
    }
    // Without a test set there is no test accuracy: the model's scores on the validation rows have their own names.
    try write(
      csv(
        people(80).enumerated().map { $1 + [$0 % 4 == 3 ? "validation" : "train"] },
        header: ["age", "income", "colour", "bought", "part"]),
      to: "v.csv")
    let document = try run(["train", "v.csv"] + flags.dropFirst(2) + ["--json"]).json()
    #expect(document["testAccuracy"] == nil && document["testData"] == nil)
    let history = try #require(document["history"] as? [[String: Any]])
    #expect(document["validationAccuracy"] as? Double == history.last?["validationAccuracy"] as? Double)
    let tuned = try run(["tune"] + flags.dropFirst() + ["--count", "2", "--folds", "2"])
    #expect(
      tuned.status == 0 && tuned.errors.contains("20 validation rows of t.csv are left out"), "\(tuned.errors)")
    let both = try run(flags + ["--solver", "sgd", "--early-stopping", "--holdout", "0.2"])
    #expect(both.status == 64 && both.errors.contains("leave out --holdout"), "\(both.errors)")
  }

  @Test func whatIsKeptOutIsTheSameAgainForVerify() throws {
    let rows = people(100)
    try write(
      csv(
        rows.enumerated().map { $1 + ["p\($0 / 4)"] }, header: ["age", "income", "colour", "bought", "patient"]),
      to: "t.csv")
    for flags in [["--holdout", "0.2"], ["--holdout", "0.2", "--group", "patient"]] {
      let ignored = flags.contains("--group") ? [] : ["--ignore", "patient"]
      let run1 = try run(
        ["train", "t.csv", "--label", "bought", "--seed", "3", "-o", "m.safetensors"] + flags + ignored)
      #expect(run1.status == 0, "\(run1.errors)")
      #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    }
    let early = try run(
      [
        "train", "t.csv", "--label", "bought", "--solver", "sgd", "--l2", "0.01", "--early-stopping", "--group",
        "patient", "-o", "e.safetensors",
      ])
    #expect(early.status == 0, "\(early.errors)")
    #expect(try run(["verify", "e.safetensors", "t.csv"]).status == 0)
    let alone = try run(["train", "t.csv", "--group", "patient"])
    #expect(alone.status == 64 && alone.errors.contains("--holdout"), "\(alone.errors)")
  }

  @Test func tuneFoldsWholeGroups() throws {
    try write(
      csv(
        people(90).enumerated().map { $1 + ["p\($0 / 3)"] },
        header: ["age", "income", "colour", "bought", "patient"]),
      to: "t.csv")
    let grouped = try run([
      "tune", "t.csv", "--label", "bought", "--group", "patient", "--count", "3", "--json",
    ])
    #expect(grouped.status == 0, "\(grouped.errors)")
    let plain = try run(["tune", "t.csv", "--label", "bought", "--ignore", "patient", "--count", "3", "--json"])
    #expect(grouped.output != plain.output)
  }

  @Test func missingCellsAreRefusedUnlessSomethingIsSaid() throws {
    var rows = people(60)
    rows[6][1] = "NA"
    rows[9][2] = ""
    try write(csv(rows), to: "t.csv")
    let refused = try run(["train", "t.csv"])
    #expect(refused.status == 65)
    #expect(
      refused.errors.contains("t.csv: 2 cells are missing in the columns 'income' and 'colour'"),
      "\(refused.errors)")
    #expect(refused.errors.contains("--missing"), "\(refused.errors)")
    for choice in ["mean", "indicator"] {
      let trained = try run(["train", "t.csv", "--missing", choice, "-o", "m.safetensors"])
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    }
  }

  @Test func flagsOfTablesAreRefusedElsewhere() throws {
    let digits = try run(["train", "digits", "--label", "x"])
    #expect(digits.status == 64 && digits.errors.contains("--label is for tables"), "\(digits.errors)")
    try write(csv(people()), to: "t.csv")
    let labels = try run(["train", "t.csv", "--labels", "y.txt"])
    #expect(labels.status == 64 && labels.errors.contains("--label NAME"), "\(labels.errors)")
    let both = try run(["train", "t.csv", "--split-column", "colour", "--test", "t.csv"])
    #expect(both.status == 64, "\(both.errors)")
  }

  @Test func oneClassAndATableOfLabelsAreRefused() throws {
    try write("age,kind\n1,a\n2,a\n3,a\n", to: "one.csv")
    let one = try run(["train", "one.csv"])
    #expect(one.status == 65 && one.errors.contains("at least two classes"), "\(one.errors)")
    try write("kind\na\nb\n", to: "labels.csv")
    let bare = try run(["train", "labels.csv"])
    #expect(bare.status == 65 && bare.errors.contains("labels.csv"), "\(bare.errors)")
  }

  /// What is said of the first of three columns, which has so many categories in 40 rows.
  private func noteOfKeys(_ name: String, categories: Int, _ flags: [String] = []) throws -> String {
    let rows = (0..<40).map { "secret\($0 % categories),\($0 % 7),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    try write("\(name),n,y\n" + rows, to: "t.csv")
    let run = try run(["train", "t.csv", "--json", "-o", "m.safetensors"] + flags)
    #expect(run.status == 0, "\(run.errors)")
    return run.errors.split(separator: "\n").first { $0.contains(" column '") }.map(String.init) ?? ""
  }

  private func fileHolds(_ text: String) throws -> Bool {
    String(decoding: try #require(folder.content("m.safetensors")), as: UTF8.self).contains(text)
  }

  @Test func columnsWithNearlyAsManyCategoriesAsRowsAreLeftOutOfTheModel() throws {
    #expect(
      try noteOfKeys("my c", categories: 21)
        == "note: column 'my c' is left out: it has 21 categories in 40 rows, which tell these rows apart and say "
        + "nothing of others; --columns 'my c=category' takes it all the same, and they then stand in the model file"
    )
    #expect(try !fileHolds("secret") && !fileHolds("my c"))
    // Who uses the model need not leave it out.
    #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    #expect(try run(["evaluate", "m.safetensors", "t.csv"]).status == 0)
    #expect(
      try noteOfKeys("\"c,d\"", categories: 40).contains("; --columns POSITION=category takes it all the same"))
    #expect(try !fileHolds("secret"))
    #expect(try noteOfKeys("c", categories: 20) == "")
    #expect(try fileHolds("secret19"))
    let tuned = try run(["tune", "t.csv", "--count", "2", "--folds", "2", "--columns", "c=ignore"])
    #expect(tuned.status == 0)
    try write("c,y\n" + (0..<40).map { "secret\($0),\($0 % 2)\n" }.joined(), to: "t.csv")
    let nothing = try run(["train", "t.csv"])
    #expect(
      nothing.status == 65 && nothing.errors.contains("\nerror: t.csv: no column is left"), "\(nothing.errors)")
  }

  @Test(arguments: ["my c", "1"])
  func aColumnLikeAKeyIsUsedWhereItsKindIsNamed(_ name: String) throws {
    #expect(
      try noteOfKeys("my c", categories: 21, ["--columns", "\(name)=category"])
        == "warning: column 'my c' has 21 categories in 40 rows: they tell these rows apart and say nothing of others, and "
        + "they stand in the model file; --ignore 'my c'")
    #expect(try fileHolds("secret20"))
    #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
  }

  @Test func noFolderOfTheUserStandsInWhatIsWritten() throws {
    let place = folder.file("private-place")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try write(csv(people(60)), to: "private-place/t.csv")
    let path = place + "/t.csv"
    let trained = try run(
      ["train", path, "--holdout", "0.2", "--plot", place + "/p.svg", "-o", place + "/m.safetensors", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.json()["data"] as? String == "t.csv without the holdout")
    let swept = try run([
      "tune", path, "--count", "2", "--folds", "2", "--sweep", place + "/s.json", "--plot", place + "/q.svg",
      "-o", place + "/n.safetensors", "--test", path,
    ])
    #expect(swept.status == 0, "\(swept.errors)")
    let scored = try run([
      "evaluate", place + "/m.safetensors", path, "--confusion", place + "/c.svg", "--json",
    ])
    #expect(try scored.json()["data"] as? String == "t.csv")
    #expect(
      try run(["predict", place + "/m.safetensors", path, "--json"]).output.contains("private-place") == false)
    for name in ["m.safetensors", "n.safetensors", "s.json", "p.svg", "q.svg", "c.svg"] {
      let bytes = try #require(folder.content("private-place/" + name))
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("t.csv") && !text.contains("private-place"), "\(name)")
    }
    #expect(try run(["verify", place + "/m.safetensors", path]).status == 0)
  }

  @Test func featuresThatNoMemoryHoldsAreRefused() throws {
    // Each column has a category for each row: as many columns as it takes.
    let rowCount = 60_000
    let memory = MemoryRoom.physicalBytes
    let columnCount = memory / (4 * rowCount * rowCount) + 1
    let names = (0..<columnCount).map { "c\($0)" }
    let rows = (0..<rowCount).map { row in
      String(repeating: "w\(row),", count: columnCount) + (row % 2 == 0 ? "a\n" : "b\n")
    }
    try write(names.joined(separator: ",") + ",y\n" + rows.joined(), to: "t.csv")
    let run = try run(
      ["train", "t.csv", "--columns", names.map { "\($0)=category" }.joined(separator: ",")])
    #expect(run.status == 65)
    #expect(run.errors.contains("GB, more than this machine has: column 'c"))
    #expect(run.errors.contains("alone makes 60,000 of them; leave it out, or put its categories together"))
  }

  @Test func valuesOfArraysThatAreNoNumberAreNamedWithTheirFile() throws {
    try folder.write(NPYWriter.floats([1, 2, .nan, 4], shape: [4, 1]), to: "x.npy")
    try write("a\nb\na\nb\n", to: "l.txt")
    let run = try run(["train", "x.npy", "--labels", "l.txt"])
    #expect(run.status == 65)
    #expect(
      run.errors
        == "error: x.npy: feature 0 of sample 2 is nan: every value must be a finite number (both counted from 0); leave "
        + "such samples out, or fill their values in\n")
  }
}
