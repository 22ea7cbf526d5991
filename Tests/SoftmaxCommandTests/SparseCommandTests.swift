// Files of sparse rows through the command: from training to predictions, and what is refused.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseCommandTests {
  private let folder: TemporaryDirectory
  private let training = SparseFiles.made.part(0..<60)
  private let test = SparseFiles.made.part(60..<90)

  init() throws {
    folder = try TemporaryDirectory()
    for (name, part) in [("train", training), ("test", test)] {
      try folder.write(part.libsvm(), to: "\(name).libsvm")
      try folder.write(part.matrixMarket, to: "\(name).mtx")
      try folder.write(part.scipy, to: "\(name).npz")
      try folder.write(part.numpy, to: "\(name).npy")
      try folder.write(part.labelText, to: "\(name).txt")
    }
    try folder.write(training.libsvm(base: 0), to: "zero.libsvm")
    try folder.write(GzipWriter.file(training.libsvm()), to: "train.libsvm.gz")
  }

  private func run(_ arguments: String, input: [UInt8] = []) throws -> CommandRun {
    try CommandRun(arguments.split(separator: " ").map(String.init), input: input, in: folder.path)
  }

  /// Runs what has to end well.
  @discardableResult
  private func succeed(_ arguments: String, input: [UInt8] = []) throws -> CommandRun {
    let run = try run(arguments, input: input)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run
  }

  private func model(_ name: String) throws -> ModelFile { try ModelFile(contentsOf: folder.file(name)) }

  private static let fit = "--l2 0.01 --tolerance 1e-8 -q"

  private func probabilities(_ arguments: String, input: [UInt8] = []) throws -> [[Double]] {
    try succeed("predict \(arguments) --format csv --probabilities -q", input: input).lines.dropFirst().filter {
      !$0.isEmpty
    }.map {
      $0.split(separator: ",").suffix(3).compactMap { Double(String($0)) }
    }
  }

  @Test(arguments: ["c", "mjs", "onnx", "json"])
  func aModelOfSparseRowsIsExportedAsOneOfNumbers(_ ending: String) throws {
    try succeed("train train.libsvm \(Self.fit) -o m.safetensors")
    try succeed("export m.safetensors m.\(ending) --no-tools")
    try succeed("verify m.safetensors m.\(ending) --no-tools")
  }

  @Test func theWeightsDoNotDependOnTheFormat() throws {
    try succeed("train train.libsvm \(Self.fit) -o first.safetensors")
    let first = try model("first.safetensors")
    #expect(first.model.input.kind == .vector && first.card.training?.standardization == nil)
    for (data, input) in [
      ("zero.libsvm", []), ("train.libsvm.gz", []), ("-", training.libsvm()),
      ("- --input-format libsvm", training.libsvm(base: 0)),
      ("train.mtx --labels train.txt", []), ("train.npz --labels train.txt", []),
    ] {
      try succeed("train \(data) \(Self.fit) -o other.safetensors", input: input)
      #expect(try model("other.safetensors").model.weightsSHA256 == first.model.weightsSHA256, "\(data)")
    }
    // Dense, another method finds the same optimum.
    try succeed("train train.npy --labels train.txt \(Self.fit) -o dense.safetensors")
    let (sparse, dense) = (
      try probabilities("first.safetensors test.libsvm"), try probabilities("dense.safetensors test.npy")
    )
    #expect(sparse.count == 30)
    for (a, b) in zip(sparse.joined(), dense.joined()) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func aModelIsUsedOnEveryFormat() throws {
    try succeed("train train.libsvm \(Self.fit) --test test.libsvm -o m.safetensors")
    let expected = try probabilities("m.safetensors test.libsvm")
    #expect(expected.count == 30)
    for (data, input) in [
      ("test.mtx", []), ("test.npz", []), ("test.npy", []), ("-", test.libsvm()),
      ("- --input-format csv", Array(table(test).utf8)), ("test.libsvm --sort confidence", []),
    ] {
      let found = try probabilities("m.safetensors \(data)", input: input)
      if data.contains("sort") {
        #expect(Set(found) == Set(expected))
      } else if data.contains("npy") || data.contains("csv") {
        // Dense rows are summed in another order.
        for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 1e-6, "\(data)") }
      } else {
        #expect(found == expected, "\(data)")
      }
    }
    let scores = try ["test.libsvm", "test.mtx --labels test.txt"].map {
      try succeed("evaluate m.safetensors \($0) --json -q").output.split(separator: "\n").filter {
        !$0.contains("\"data\"")
      }
    }
    #expect(scores[1] == scores[0])
    #expect(try model("m.safetensors").card.evaluation?.sampleCount == 30)
    try succeed("verify m.safetensors train.libsvm --test test.libsvm")
    try succeed("inspect m.safetensors --json")
    try succeed("explain m.safetensors test.libsvm --sample 3")
    try succeed("report m.safetensors test.libsvm -o report.html")
    try succeed("tune train.libsvm --folds 3 --count 3 -q -o tuned.safetensors")
    // And a model of dense numbers on sparse rows.
    try succeed("train train.npy --labels train.txt \(Self.fit) -o dense.safetensors")
    let sparse = try probabilities("dense.safetensors test.libsvm")
    let dense = try probabilities("dense.safetensors test.npy")
    for (a, b) in zip(sparse.joined(), dense.joined()) { #expect(abs(a - b) < 1e-6) }
  }

  /// A table without names.
  private func table(_ part: SparseFiles) -> String {
    let dense = part.dense
    return stride(from: 0, to: dense.count, by: part.columnCount).map { first in
      dense[first..<first + part.columnCount].map { "\($0)" }.joined(separator: ",") + "\n"
    }.joined()
  }

  @Test func whereColumnsAreCountedFromIsInTheModel() throws {
    let notes = try succeed("train train.libsvm --l2 0.1 -o one.safetensors").errors
    #expect(notes.contains("note: the indices of train.libsvm are counted from 1: none is 0\n"))
    try succeed("train zero.libsvm --l2 0.1 -o zero.safetensors -q")
    #expect(try model("one.safetensors").card.input.indexBase == 1)
    #expect(try model("zero.safetensors").card.input.indexBase == 0)
    let row = Array("1 3:1 5:2\n".utf8)
    let one = try probabilities("one.safetensors -", input: row)
    #expect(one != (try probabilities("zero.safetensors -", input: row)))
    #expect(one == (try probabilities("zero.safetensors -", input: Array("1 2:1 4:2\n".utf8))))
    let wrong = try run("predict one.safetensors -", input: Array("1 3:1\n1 0:1\n".utf8))
    #expect(wrong.status == 65)
    #expect(
      wrong.errors.contains("standard input: line 2: the index is 0, but the indices of this data begin at 1"))
  }

  @Test func aModelThatDoesNotSayHowColumnsAreCountedLeavesItToTheFile() throws {
    try succeed("train train.npz --labels train.txt \(Self.fit) -o n.safetensors")
    #expect(try model("n.safetensors").card.input.indexBase == nil)
    let one = try succeed("predict n.safetensors test.libsvm --format csv")
    #expect(one.errors == "note: the indices of test.libsvm are counted from 1: none is 0\n")
    try folder.write(test.libsvm(base: 0), to: "other.libsvm")
    let zero = try succeed("predict n.safetensors other.libsvm --format csv")
    #expect(zero.output == one.output && zero.errors.contains("counted from 0"))
  }

  @Test func rowsOfAQueryAreToldOf() throws {
    let text = Array("1 qid:1 1:1\n0 qid:1 2:1\n1 1:2\n0 2:2\n".utf8)
    let run = try succeed("train - --input-format libsvm --l2 0.1", input: text)
    #expect(
      run.errors.contains(
        "note: 2 rows of standard input have a qid, which is not used: rows are classified one by one"))
  }

  @Test(arguments: [
    (
      "predict m.safetensors -", "1 13:1\n",
      "line 1: the index 13 is beyond the 12 columns of the model, whose indices are 1 to 12; leave them out"
    ),
    (
      "evaluate m.safetensors -", "1 1:1\n0 14:1\n",
      "line 2: the index 14 is beyond the 12 columns of the model"
    ),
    (
      "train - --input-format libsvm", "1 1:x\n",
      "line 1: the value of index 1 is 'x', expected a finite number"
    ),
    ("train - --input-format libsvm", "1,2 1:1\n", "is a list of labels (multilabel), expected one label"),
    ("train - --input-format libsvm", "1 2:1 2:3\n", "line 1: the index 2 stands twice"),
    ("train - --input-format mtx", "1 2 3\n", "standard input"),
    ("train - --input-format libsvm", "", "there are no rows in it"),
    ("train test.mtx", "", "has no labels, which training and scoring need; name a file of labels"),
    ("audit train.libsvm --near 0.1", "", "--near must be 0 for sparse rows"),
    ("train test.libsvm --label 3", "", "--label is for tables"),
    (
      "train - --input-format libsvm", "0.5 1:1\n0.25 2:1\n0.75 1:2\n1.5 1:1\n2.5 2:1\n3.5 1:3\n",
      "look like measurements"
    ),
  ])
  func badInputIsRefusedWithASentence(arguments: String, text: String, message: String) throws {
    try succeed("train train.libsvm --l2 0.1 -o m.safetensors -q")
    let run = try run(arguments, input: Array(text.utf8))
    #expect(run.status == 65 || run.status == 64, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func dataShowsHowEntriesAreSpread() throws {
    let text = try succeed("data train.libsvm").output
    #expect(text.contains("columns are counted from 1\n"))
    #expect(text.contains(" on average\n"))
    struct Document: Decodable {
      struct Sparse: Decodable {
        let entryCount: Int
        let density: Double
        let indexBase: Int?
      }
      let rowCount: Int
      let featureCount: Int
      let sparse: Sparse
    }
    let document = try JSONDecoder().decode(
      Document.self, from: Data(succeed("data zero.libsvm --json").output.utf8))
    let count = training.rows.reduce(0) { $0 + $1.count }
    #expect(document.rowCount == 60 && document.featureCount == 12)
    #expect(document.sparse.entryCount == count && document.sparse.indexBase == 0)
    #expect(abs(document.sparse.density - Double(count) / 720) < 1e-12)
  }
}
