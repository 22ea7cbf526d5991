// --offset in every verb that learns or scores, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct OffsetCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let run = try run(arguments + ["--json"])
    #expect(run.status == 0, "\(run.errors)")
    return try run.json()
  }

  private struct Row {
    let values: [Float]
    let label: Int
    /// Of the classes k0, k1 and k2.
    let offsets: [Double]
  }

  /// Rows of three numbers that tell three classes apart, not always.
  private static let rows: [Row] = {
    var numbers = MadeNumbers(seed: 78)
    return (0..<90).map { i in
      Row(
        values: (0..<3).map { j in (4 * (numbers.next() + (j == i % 3 ? 0.5 : 0))).rounded() / 4 },
        label: i % 3,
        offsets: [0, Double((numbers.next() * 8).rounded() / 4), Double((numbers.next() * 8).rounded() / 4)])
    }
  }()

  private static let all = Array(0..<90)

  /// A table; `isTurned` has its columns in another order.
  private func table(_ indices: [Int], isTurned: Bool = false, hasOffsets: Bool = true, hasLabels: Bool = true)
    -> String
  {
    let header = ["a", "b", "c", "one", "two", "kind", "part"]
    let order = (isTurned ? [3, 5, 2, 4, 1, 0, 6] : [0, 1, 2, 3, 4, 5, 6])
      .filter { (hasOffsets || $0 != 3 && $0 != 4) && (hasLabels || $0 != 5) }
    let lines = indices.map { i -> [String] in
      let row = Self.rows[i]
      return row.values.map { "\($0)" } + ["\(row.offsets[1])", "\(row.offsets[2])", "k\(row.label)"]
        + [i % 5 == 4 ? "test" : "train"]
    }
    return ([header] + lines).map { line in order.map { line[$0] }.joined(separator: ",") }.joined(
      separator: "\n") + "\n"
  }

  private func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }

  private static let offsets = ["--offset", "k1=one", "--offset", "k2=two"]
  private static let flags = ["--label", "kind", "--ignore", "part", "--l2", "0.05"]

  private func array(_ indices: [Int]) -> [UInt8] {
    NPYWriter.file(
      "<f8", shape: [indices.count, 3],
      data: indices.flatMap { Self.rows[$0].offsets.flatMap { NPYWriter.bytes(of: $0.bitPattern) } })
  }

  private func archive(_ arrays: [(String, [UInt8])], to name: String) throws {
    try folder.write(ZipWriter.file(arrays.map { ZipWriter.Entry($0.0 + ".npy", $0.1) }), to: name)
  }

  private static func x(_ indices: [Int]) -> [UInt8] {
    NPYWriter.floats(indices.flatMap { rows[$0].values }, shape: [indices.count, 3])
  }

  private static func y(_ indices: [Int]) -> [UInt8] {
    NPYWriter.integers(indices.map { Int64(rows[$0].label) })
  }

  // MARK: Tables

  @Test func aModelTakesOffsetsFromTheColumnsOfItsTraining() throws {
    try write(table(Self.all), to: "t.csv")
    let trained = try json(["train", "t.csv", "-o", "m.safetensors"] + Self.flags + Self.offsets)
    let bare = try json(["train", "t.csv", "--ignore", "one,two,part", "--label", "kind", "--l2", "0.05"])
    let known = try #require(trained["objective"] as? Double)
    #expect(abs(known - (try #require(bare["objective"] as? Double))) > 0.01)
    #expect((trained["certifiedGap"] as? Double).map { $0 < 1e-8 * known } == true)
    let card = try json(["inspect", "m.safetensors"])
    let record = (card["card"] as? [String: Any])?["offsets"] as? [String: Any]
    #expect(record?["columns"] as? [String: String] == ["k1": "one", "k2": "two"])
    let shown = try run(["inspect", "m.safetensors"]).output.split(separator: "\n").first {
      $0.hasPrefix("offsets")
    }
    #expect(shown?.hasSuffix(" k1 by column 'one', k2 by column 'two'") == true, "\(shown ?? "")")
    #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    // Columns in another order, and beside others.
    try write(table(Self.all, isTurned: true), to: "turned.csv")
    let scored = try json(["evaluate", "m.safetensors", "t.csv"])
    let turned = try json(["evaluate", "m.safetensors", "turned.csv"])
    #expect(scored["logLoss"] as? Double == turned["logLoss"] as? Double)
    // Scores are float sums of the same losses.
    let logLoss = try #require(scored["logLoss"] as? Double)
    #expect(abs(logLoss - (try #require(trained["trainLogLoss"] as? Double))) < 1e-5)
    // Without labels, batch by batch and all at once.
    try write(table(Self.all, hasLabels: false), to: "new.csv")
    let first = try run(["predict", "m.safetensors", "new.csv", "--probabilities", "--format", "csv"])
    let drawn = try run([
      "predict", "m.safetensors", "new.csv", "--probabilities", "--format", "csv", "--seed", "1",
    ])
    #expect(
      first.status == 0 && first.output == drawn.output && first.output.split(separator: "\n").count == 91)
    // Other values, other probabilities; by the columns that are named.
    let swapped = try run(
      [
        "predict", "m.safetensors", "new.csv", "--probabilities", "--format", "csv", "--offset", "k1=two",
        "--offset", "k2=one",
      ])
    #expect(swapped.status == 0 && swapped.output != first.output)
    let sorted = try run([
      "predict", "m.safetensors", "t.csv", "--sort", "confidence", "--only", "wrong", "--format", "csv",
    ])
    #expect(sorted.status == 0, "\(sorted.errors)")
  }

  @Test func whatLacksOffsetsIsRefusedWithTheReason() throws {
    try write(table(Self.all), to: "t.csv")
    try write(table(Self.all, hasOffsets: false), to: "bare.csv")
    #expect(try run(["train", "t.csv", "-o", "m.safetensors"] + Self.flags + Self.offsets).status == 0)
    #expect(try run(["train", "bare.csv", "-o", "b.safetensors"] + Self.flags).status == 0)
    let missing = "there is no column 'one', which the model was fitted with as the offset of the class 'k1'"
    for (arguments, status, message) in [
      (["evaluate", "m.safetensors", "bare.csv"], Int32(65), missing),
      (["predict", "m.safetensors", "bare.csv"], 65, missing),
      (["verify", "m.safetensors", "bare.csv"], 65, missing),
      (
        ["evaluate", "b.safetensors", "t.csv", "--offset", "k1=one"], 64,
        "b.safetensors was fitted without offsets"
      ),
      (
        ["predict", "m.safetensors", "t.csv", "--offset", "k7=one"], 64,
        "--offset names 'k7', which is no class of m.safe"
      ),
      (
        ["predict", "m.safetensors", "t.csv", "--offset", "one"], 64, "--offset needs CLASS=COLUMN for a table"
      ),
      (["train", "t.csv", "--offset", "=one"] + Self.flags, 64, "--offset needs CLASS=COLUMN for a table"),
      (
        ["train", "t.csv", "--offset", "k1=one", "--offset", "k1=two"] + Self.flags, 64,
        "names the class 'k1' twice"
      ),
      (["train", "t.csv", "--offset", "kk=one"] + Self.flags, 65, "there is an offset for the class 'kk'"),
      (
        ["tune", "t.csv", "--offset", "kk=one", "--label", "kind"], 65, "there is an offset for the class 'kk'"
      ),
      (["train", "t.csv", "--offset", "k1=on"] + Self.flags, 65, "did you mean 'one'?"),
      (["train", "t.csv", "--test", "bare.csv"] + Self.flags + Self.offsets, 65, missing),
      (
        ["train", "t.csv", "--statistics", "--marginal-effects", "average", "--label", "kind"] + Self.offsets,
        64,
        "--marginal-effects is not for --offset"
      ),
    ] {
      let refused = try run(arguments)
      #expect(refused.status == status && refused.errors.contains(message), "\(arguments): \(refused.errors)")
      #expect(refused.output.isEmpty)
    }
  }

  @Test func everyWayToFitAndChooseTakesThem() throws {
    try write(table(Self.all), to: "t.csv")
    let base = ["--label", "kind", "--split-column", "part"] + Self.offsets
    for flags in [
      ["--l1", "0.02"], ["--l1", "0.01", "--l2", "0.01"], ["--l2", "0", "--statistics"], ["--no-bias"],
      ["--solver", "lbfgs"],
      ["--solver", "newton-cg"], ["--solver", "sgd", "--epochs", "3"],
      ["--solver", "sgd", "--epochs", "5", "--early-stopping", "--holdout", "0.2"], ["--no-standardize"],
    ] {
      let fit = try json(["train", "t.csv", "-o", "m.safetensors"] + base + flags)
      let scored = try run(["verify", "m.safetensors", "t.csv", "--json"])
      let answer = try scored.json()
      #expect((answer["differences"] as? [Any])?.isEmpty == true, "\(flags): \(scored.output)")
      #expect(fit["testLogLoss"] as? Double != nil, "\(flags)")
      let isCertified = fit["certifiedGap"] as? Double != nil
      #expect(scored.status == (isCertified ? 0 : 1), "\(flags)")
    }
    let search = ["tune", "t.csv", "--folds", "3", "--count", "3", "--penalty", "l1,l2"] + base
    let tuned = try json(search + ["-o", "tuned.safetensors", "--sweep", "s.json"])
    #expect((tuned["scores"] as? [Any])?.count == 6)
    #expect(try run(["verify", "tuned.safetensors", "t.csv"]).status == 0)
    // A sweep of other offsets is another one.
    let other = try run(
      [
        "tune", "t.csv", "--folds", "3", "--count", "3", "--penalty", "l1,l2", "--sweep", "s.json", "--label",
        "kind",
        "--split-column", "part", "--offset", "k1=two", "--offset", "k2=one",
      ])
    #expect(other.status == 65 && other.errors.contains("'dataSHA256': it is of other data"), "\(other.errors)")
  }

  @Test func modelsWithTheSameOffsetsAreNested() throws {
    try write(table(Self.all), to: "t.csv")
    let base = ["--label", "kind", "--statistics"]
    for (name, flags) in [
      ("large", ["--ignore", "part"] + Self.offsets), ("small", ["--ignore", "part,c"] + Self.offsets),
      ("bare", ["--ignore", "part,c,one,two"]),
    ] {
      #expect(try run(["train", "t.csv", "-o", "\(name).safetensors"] + base + flags).status == 0)
    }
    let nested = try run(["compare", "--nested", "small.safetensors", "large.safetensors"])
    #expect(nested.status == 0, "\(nested.errors)")
    let other = try run(["compare", "--nested", "bare.safetensors", "large.safetensors"])
    #expect(
      other.status == 65 && other.errors.contains("labels, weights or offsets are not the same"),
      "\(other.errors)")
  }

  @Test func dataTellsWhichColumnsAreOffsets() throws {
    try write(table(Self.all), to: "t.csv")
    let shown = try json(["data", "t.csv", "--label", "kind"] + Self.offsets)
    let columns = try #require(shown["columns"] as? [[String: Any]])
    #expect(
      columns.map { $0["role"] as? String ?? "" } == [
        "feature", "feature", "feature", "offset", "offset", "label", "feature",
      ])
    try archive([("x", Self.x(Self.all)), ("y", Self.y(Self.all)), ("o", array(Self.all))], to: "d.npz")
    let array = try json(["data", "d.npz", "--offset", "o"])
    let figures = array["offsets"] as? [String: Any]
    let values = Self.rows.flatMap(\.offsets)
    #expect(figures?["columnCount"] as? Int == 3)
    #expect(figures?["least"] as? Double == values.min() && figures?["greatest"] as? Double == values.max())
    #expect(try run(["data", "d.npz", "--offset", "o"]).output.contains("\noffsets: 3 for each sample, "))
  }

  // MARK: Arrays

  @Test func arraysHaveTheirOffsetsInAnArrayOrAFile() throws {
    try archive([("x", Self.x(Self.all)), ("y", Self.y(Self.all)), ("o", array(Self.all))], to: "d.npz")
    try archive([("x", Self.x(Self.all)), ("y", Self.y(Self.all))], to: "plain.npz")
    try folder.write(array(Self.all), to: "o.npy")
    try write(table(Self.all), to: "t.csv")
    let base = try json(["train", "d.npz", "--offset", "o", "--l2", "0.05", "-o", "array.safetensors"])
    let byFile = try json(["train", "plain.npz", "--offset", "o.npy", "--l2", "0.05", "-o", "file.safetensors"])
    let byTable = try json(["train", "t.csv", "--no-standardize"] + Self.flags + Self.offsets)
    for found in [byFile, byTable] {
      #expect(found["weightsSHA256"] as? String == base["weightsSHA256"] as? String)
    }
    let advice = try run(["train", "plain.npz", "--offset", "o.npy", "-o", "file.safetensors"]).output
    #expect(
      advice.contains("Next: softmax predict file.safetensors plain.npz --offset o.npy --count 6"), "\(advice)")
    // An array is found again; a file has to be named.
    #expect(try run(["verify", "array.safetensors", "d.npz"]).status == 0)
    for verb in ["verify", "evaluate", "predict"] {
      let unnamed = try run([verb, "file.safetensors", "plain.npz"])
      #expect(unnamed.status == 64 && unnamed.errors.contains("from o.npy"), "\(unnamed.errors)")
      #expect(unnamed.errors.contains("--offset"))
      let named = try run([verb, "file.safetensors", "plain.npz", "--offset", "o.npy"])
      #expect(named.status == 0, "\(named.output)\(named.errors)")
    }
    let lacking = try run(["evaluate", "array.safetensors", "plain.npz"])
    #expect(lacking.status == 66 && lacking.errors.contains("there is no array 'o' in it"), "\(lacking.errors)")
    let scores = try [["d.npz"], ["plain.npz", "--offset", "o.npy"]].map {
      try json(["evaluate", "array.safetensors"] + $0)["logLoss"] as? Double
    }
    #expect(scores[0] != nil && scores[0] == scores[1])
    let twice = try run(["train", "d.npz", "--offset", "o", "--offset", "o"])
    #expect(twice.status == 64 && twice.errors.contains("--offset is for one array or file"))
  }

  @Test func aTestPartIsScoredWhereItHasOffsets() throws {
    let (train, test) = (Array(0..<60), Array(60..<90))
    let arrays = [
      ("x_train", Self.x(train)), ("y_train", Self.y(train)), ("o_train", array(train)),
      ("x_test", Self.x(test)),
      ("y_test", Self.y(test)),
    ]
    try archive(arrays + [("o_test", array(test))], to: "both.npz")
    try archive(arrays, to: "one.npz")
    let both = try json(["train", "both.npz", "--offset", "o", "-o", "m.safetensors"])
    let one = try run(["train", "one.npz", "--offset", "o", "--json"])
    #expect(one.errors.contains("note: one.npz:test has no offsets, so that it is not scored"), "\(one.errors)")
    #expect(both["weightsSHA256"] as? String == (try one.json())["weightsSHA256"] as? String)
    #expect(try one.json()["testLogLoss"] == nil && both["testLogLoss"] as? Double != nil)
    let scored = try json(["evaluate", "m.safetensors", "both.npz"])
    #expect(scored["logLoss"] as? Double == both["testLogLoss"] as? Double)
    #expect(try run(["verify", "m.safetensors", "both.npz"]).status == 0)
    // A file is of the training samples alone.
    try folder.write(array(train), to: "o.npy")
    let apart = try run(["train", "one.npz", "--offset", "o.npy", "--test", "both.npz"])
    #expect(apart.status == 64 && apart.errors.contains("--test both.npz needs offsets too"), "\(apart.errors)")
  }
}
