// Which of several arrays in a file are features, labels and parts.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ArrayRolesTests {
  private static let rows: [Float] = [1, 2, 3, 4, 5, 6]
  private static let x = NPYWriter.floats(rows, shape: [3, 2])
  private static let y = NPYWriter.integers([7, 10, 7])

  private func archive(_ arrays: [(name: String, bytes: [UInt8])]) throws(FileError) -> ArraySamples {
    let entries = arrays.map { ZipWriter.Entry($0.name + ".npy", $0.bytes) }
    return try ArraySamples(SharedStorage(ZipWriter.file(entries)), path: "a.npz")
  }

  private func values(_ samples: LoadedSamples) -> [[Float]] {
    (0..<samples.features.sampleCount).map(samples.features.row)
  }

  private func names(_ samples: LoadedSamples) -> [String]? {
    samples.labels.map { labels in labels.classIndices.map { labels.classes.names[Int($0)] } }
  }

  @Test(arguments: ["x", "X", "features", "embeddings", "data", "images", "arr_0", "other"])
  func featuresAreFoundByNameOrShape(_ name: String) throws {
    for labels in ["y", "Y", "labels", "label", "targets", "target", "arr_1", "another"] {
      let samples = try archive([(labels, Self.y), (name, Self.x)]).load(name: "a")
      #expect(values(samples) == [[1, 2], [3, 4], [5, 6]])
      #expect(names(samples) == ["7", "10", "7"])
      #expect(samples.labels?.classes.names == ["7", "10"])
    }
  }

  @Test func namesGoBeforeShapes() throws {
    let samples = try archive([
      ("centres", NPYWriter.floats([9, 9], shape: [1, 2])), ("ids", NPYWriter.integers([4, 5, 6])),
      ("x", Self.x),
      ("y", Self.y), ("scale", NPYWriter.file("<f4", shape: [], data: [0, 0, 0, 0])),
    ]).load(name: "a")
    #expect(samples.features.row(0) == [1, 2])
    #expect(names(samples) == ["7", "10", "7"])
  }

  @Test func aFileOfLabelsCountsInsteadOfThoseBesideTheFeatures() throws {
    let folder = try TemporaryDirectory()
    let labels = try folder.write(Array("a\nb\nc\n".utf8), to: "y.txt")
    // Two arrays could be the labels, which then does not matter.
    let file = try archive([("x", Self.x), ("y", Self.y), ("labels", Self.y)])
    #expect(try names(file.load(name: "a", labelsPath: labels)) == ["a", "b", "c"])
  }

  @Test(
    arguments: [
      (
        [("x", x), ("data", x)],
        "2 arrays could be the features: found x (3 x 2 float32), data (3 x 2 float32)"
      ),
      ([("a", x), ("b", x)], "2 arrays could be the features: found a (3 x 2 float32), b (3 x 2 float32)"),
      (
        [("x", x), ("y", y), ("target", y)],
        "2 arrays could be the labels: found x (3 x 2 float32), y (3 int64), target (3 int64)"
      ),
      (
        [("x", x), ("a", y), ("b", y)],
        "2 arrays could be the labels: found x (3 x 2 float32), a (3 int64), b (3 int64)"
      ),
      (
        [("a", y)], "no array could be the features (samples x features): found a (3 int64)"
      ),
      (
        [("x", x), ("x_test", x)],
        "'x' could be the features, and so could those of a part: found x (3 x 2 float32), x_test (3 x 2 float32)"
      ),
      (
        [("x_train", x), ("train_data", x)],
        "2 arrays could be the features: found x_train (3 x 2 float32), train_data (3 x 2 float32)"
      ),
      (
        [("x", x), ("y", NPYWriter.integers([1, 2]))],
        "the array 'y' has 2 labels, but the array 'x' has 3 samples: each sample needs one"
      ),
      (
        [("x", x), ("y", x)], "in the array 'y': expected labels in one dimension, found 3 x 2 float32"
      ),
      (
        [("x", y)],
        "in the array 'x': one dimension (3 int64) is the shape of labels: expected samples x features"
      ),
    ] as [([(String, [UInt8])], String)])
  func whatIsNotClearIsAnErrorThatListsTheArrays(_ arrays: [(String, [UInt8])], _ problem: String) throws {
    let error = #expect(throws: FileError.self) { try archive(arrays).load(name: "a") }
    #expect(error?.path == "a.npz")
    #expect(error?.problem == problem)
  }

  @Test func longListsAreCut() throws {
    let error = #expect(throws: FileError.self) {
      try archive((0..<13).map { ("a\($0)", Self.x) }).load(name: "a")
    }
    #expect(error?.problem.hasSuffix("a9 (3 x 2 float32) and 3 more") == true)
  }

  // MARK: Parts

  @Test(
    arguments: [
      ("x_train", "y_train", "x_test", "y_test"), ("train_x", "train_y", "test_x", "test_y"),
      ("X_train", "y_train", "X_test", "y_test"),
      ("train_features", "train_labels", "test_features", "test_labels"),
      ("embeddings_train", "target_train", "embeddings_test", "target_test"),
    ])
  func partsAreToldByTheirNames(_ x: String, _ y: String, _ testX: String, _ testY: String) throws {
    let file = try archive([
      (testX, NPYWriter.floats([8, 9], shape: [1, 2])), (testY, NPYWriter.integers([11])), (x, Self.x),
      (y, Self.y),
    ])
    #expect(try file.hasTestSplit)
    let train = try file.load(name: "a:train", split: .train)
    #expect(values(train) == [[1, 2], [3, 4], [5, 6]])
    #expect(names(train) == ["7", "10", "7"])
    let test = try file.load(name: "a:test", split: .test)
    #expect(values(test) == [[8, 9]])
    #expect(names(test) == ["11"])
    for split in [DataSplit.all, nil] {
      let all = try file.load(name: "a", split: split)
      #expect(values(all) == [[1, 2], [3, 4], [5, 6], [8, 9]])
      #expect(names(all) == ["7", "10", "7", "11"])
      #expect(all.labels?.classes.names == ["7", "10", "11"])
    }
  }

  @Test func oneKindOfLabelsAndTheOtherAreTextsTogether() throws {
    let file = try archive([
      ("x_train", Self.x), ("y_train", Self.y), ("x_test", NPYWriter.floats([8, 9], shape: [1, 2])),
      ("y_test", NPYWriter.file("|S1", shape: [1], data: [97])),
    ])
    #expect(try file.load(name: "a").labels?.classes.names == ["10", "7", "a"])
  }

  @Test func aPartThatIsNotThereIsNamed() throws {
    let file = try archive([("x_train", Self.x), ("y_train", Self.y)])
    #expect(try !file.hasTestSplit)
    #expect(try names(file.load(name: "a")) == ["7", "10", "7"])
    #expect(throws: DataError.noSuchSplit(name: "a.npz", split: .test)) {
      try file.load(name: "a", split: .test)
    }
    let whole = try archive([("x", Self.x)])
    #expect(try !whole.hasTestSplit)
    #expect(throws: DataError.noSuchSplit(name: "a.npz", split: .train)) {
      try whole.load(name: "a", split: .train)
    }
  }

  @Test func missingLabelsAreAskedForByTheNameThatTheyWouldHave() throws {
    let file = try archive([("x_train", Self.x), ("y_train", Self.y), ("x_test", Self.x)])
    let test = #expect(throws: DataError.self) { try file.load(name: "a", split: .test).dataset() }
    #expect(
      test?.description
        == "a has no labels, which training and scoring need; store them as 'y_test' beside the "
        + "features, or name a file of labels, as text with one a line or as .npy (`labelsPath`)")
    let all = try file.load(name: "a")
    #expect(all.labels == nil)
    #expect(all.features.sampleCount == 6)
    let whole = #expect(throws: DataError.self) { try archive([("x", Self.x)]).load(name: "a").dataset() }
    #expect(whole?.description.contains("store them as 'y' beside the features") == true)
  }

  @Test func partsOfDifferentWidthsDoNotJoin() throws {
    let file = try archive([("x_train", Self.x), ("x_test", NPYWriter.floats([1, 2, 3], shape: [1, 3]))])
    #expect(throws: DatasetError.featureCountMismatch(expected: 2, found: 3)) { try file.load(name: "a") }
  }
}
