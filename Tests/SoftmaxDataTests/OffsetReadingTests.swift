// Offsets from tables and arrays: where they are found, and what is said of those that are none.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct OffsetReadingTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  // MARK: Tables

  private func table(_ text: String, _ columns: [(String, String)]) throws -> (
    table: Table, names: [String: String]
  ) {
    let path = try folder.write(Array(text.utf8), to: "t.csv")
    var options = TableOptions(label: .named("kind"))
    options.offsets = columns.map { OffsetColumn(className: $0, column: $1) }
    var reader = try TableReader(contentsOf: path, options: options)
    return (try reader.readAll(), reader.offsetColumns(options.offsets))
  }

  private static let text = "a,low,kind,high\n1,0.5,x,-2\n2,1e-3,y,0\n3, 7 ,x,\"1.25\"\n"

  @Test func columnsOfOffsetsAreNoFeatures() throws {
    let (table, names) = try table(Self.text, [("y", "high"), ("x", "2")])
    #expect(table.columns.map(\.name) == ["a"])
    // A column that is named by its place is kept by its name.
    #expect(names == ["y": "high", "x": "low"])
    #expect(table.offsets == (try SampleOffsets([-2, 0.5, 0, 1e-3, 1.25, 7], classNames: ["y", "x"])))
    let data = try Preparation(learnedOn: table).dataset(of: table, rows: [2, 1])
    #expect(data.offsets == (try SampleOffsets([1.25, 7, 0, 1e-3], classNames: ["y", "x"])))
    // One column may serve two classes.
    let shared = try self.table(Self.text, [("y", "high"), ("x", "high")]).table
    #expect(shared.offsets?.values == [-2, -2, 0, 0, 1.25, 1.25])
    #expect(shared.columns.map(\.name) == ["a", "low"])
  }

  @Test(arguments: [
    (
      "a,o,kind\n1,,x\n2,1,y\n",
      "line 2, column 'o': the offset is '', expected a finite number that Float32 can hold; fill"
    ),
    ("a,o,kind\n1,2,x\n2,NA,y\n", "line 3, column 'o': the offset is 'NA', expected a finite number"),
    ("a,o,kind\n1,one,x\n", "line 2, column 'o': the offset is 'one', expected a finite number"),
    ("a,o,kind\n1,1e38,x\n", "line 2, column 'o': the offset is '1e38'"),
    ("a,q,kind\n1,1,x\n", "line 1: there is no column 'o', named as the offset of the class 'x'"),
  ])
  func cellsAndColumnsThatAreNoneAreRefusedWithTheirPlace(_ text: String, _ message: String) {
    let error = #expect(throws: FileError.self) { try table(text, [("x", "o")]) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test func aColumnHasOneUseAndAClassOneColumn() {
    for (columns, message) in [
      ([("x", "kind")], "column 'kind' is an offset and the label"),
      ([("x", "a"), ("x", "low")], "a class has two columns of offsets"),
    ] {
      let error = #expect(throws: FileError.self) { try table(Self.text, columns) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test func aModelsColumnsAreFoundByNameAlone() throws {
    let path = try folder.write(Array("a,low\n1,2\n".utf8), to: "n.csv")
    var options = TableOptions(label: .none)
    options.takeOffsets(asInTraining: ["x": "1"])
    let error = #expect(throws: FileError.self) {
      _ = try TableReader(contentsOf: path, options: options)
    }
    #expect(
      error?.description.contains(
        "there is no column '1', which the model was fitted with as the offset of the class 'x'; add it, or name the "
          + "columns with `TableOptions.offsets` for the class \"x\"") == true, "\(String(describing: error))")
    options.takeOffsets(asInTraining: ["x": "low"])
    var reader = try TableReader(contentsOf: path, options: options)
    #expect(try reader.readAll().offsets?.values == [2])
  }

  /// Batches of rows have their own, as predictions are made.
  @Test func everyBatchHasItsOwn() throws {
    let path = try folder.write(Array(Self.text.utf8), to: "b.csv")
    var options = TableOptions(label: .none)
    options.offsets = [OffsetColumn(className: "x", column: "low")]
    var reader = try TableReader(contentsOf: path, options: options)
    var values: [[Double]] = []
    while let batch = try reader.next(rowLimit: 2) { values.append(batch.offsets?.values ?? []) }
    #expect(values == [[0.5, 1e-3], [7]])
  }

  // MARK: Arrays

  private static let x = NPYWriter.floats([1, 2, 3, 4, 5, 6], shape: [3, 2])
  private static let y = NPYWriter.integers([7, 10, 7])

  private func doubles(_ values: [Double], _ shape: [Int]) -> [UInt8] {
    NPYWriter.file("<f8", shape: shape, data: values.flatMap { NPYWriter.bytes(of: $0.bitPattern) })
  }

  private func archive(_ arrays: [(String, [UInt8])]) throws -> ArraySamples {
    try ArraySamples(
      SharedStorage(ZipWriter.file(arrays.map { name, bytes in ZipWriter.Entry(name + ".npy", bytes) })),
      path: "a.npz")
  }

  @Test func anArrayBesideTheFeaturesHasARowForEachSample() throws {
    let values = [0.5, 0, 1e-9, -1, 2, 3]
    // The features have no name that says so: the other array of two dimensions is them.
    for name in ["x", "numbers"] {
      let samples = try archive([(name, Self.x), ("y", Self.y), ("o", doubles(values, [3, 2]))])
        .load(name: "a", offsets: "o")
      #expect(samples.features.featureCount == 2 && samples.offsets?.source == .array("o"))
      let data = try samples.dataset()
      #expect(data.offsets == (try SampleOffsets(values, classNames: ["7", "10"])))
    }
    let path = try folder.write(doubles(values, [3, 2]), to: "o.npy")
    let byFile = try archive([("x", Self.x), ("y", Self.y)]).load(name: "a", offsets: path)
    #expect(byFile.offsets?.values == values && byFile.offsets?.source == .file(path: path))
    // A model's classes, which the labels need not all have.
    let classes = try ClassVocabulary(names: ["10", "7"])
    #expect(try byFile.offsets(for: classes)?.classNames == ["10", "7"])
  }

  @Test func partsHaveArraysOfTheirOwn() throws {
    let arrays = [
      ("x_train", Self.x), ("y_train", Self.y), ("x_test", Self.x), ("y_test", Self.y),
      ("o_train", doubles([1, 2, 3, 4, 5, 6], [3, 2])), ("o_test", doubles([7, 8, 9, 10, 11, 12], [3, 2])),
    ]
    let samples = try archive(arrays)
    #expect(try samples.load(name: "a", offsets: "o", split: .test).offsets?.values == [7, 8, 9, 10, 11, 12])
    #expect(
      try samples.load(name: "a", offsets: "o").offsets?.values == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    let error = #expect(throws: FileError.self) {
      try archive(Array(arrays.dropLast())).load(name: "a", offsets: "o", split: .test)
    }
    #expect(error?.description.contains("there are offsets 'o', but none of the test part") == true)
  }

  @Test func arraysThatHoldNoneAreRefused() throws {
    for (bytes, message) in [
      (doubles([1, 2, 3], [3]), "expected offsets, numbers in two dimensions, [samples x classes], found"),
      (
        doubles([1, 2, 3, 4], [2, 2]),
        "the array 'o' has offsets of 2 samples, but there are 3: each sample needs a row"
      ),
      (
        doubles([1, 2, 3, .nan, 5, 6], [3, 2]),
        "the offset of sample 1 for class 1 (both counted from 0) is nan"
      ),
      (
        doubles([1, 2, 3, 4, -.infinity, 6], [3, 2]),
        "the offset of sample 2 for class 0 (both counted from 0) is -inf"
      ),
    ] {
      let error = #expect(throws: FileError.self) {
        try archive([("x", Self.x), ("y", Self.y), ("o", bytes)]).load(name: "a", offsets: "o")
      }
      #expect(
        error?.kind == .badData && error?.description.contains(message) == true, "\(String(describing: error))")
    }
    let wide = try archive([
      ("x", Self.x), ("y", Self.y), ("o", doubles([Double](repeating: 0, count: 9), [3, 3])),
    ])
    .load(name: "a", offsets: "o")
    let error = #expect(throws: FileError.self) { try wide.dataset() }
    #expect(
      error?.description.contains("the offsets have 3 columns, expected 2, one for each class: '7', '10'")
        == true)
    let missing = #expect(throws: FileError.self) {
      try archive([("x", Self.x), ("y", Self.y)]).load(name: "a", offsets: "q")
    }
    #expect(missing?.kind == .noInput && missing?.description.contains("for the offsets") == true)
    let text = try folder.write(Array("1,2\n".utf8), to: "o.txt")
    let other = #expect(throws: FileError.self) {
      try archive([("x", Self.x), ("y", Self.y)]).load(name: "a", offsets: text)
    }
    #expect(other?.description.contains("this is no .npy file: expected offsets") == true)
  }
}
