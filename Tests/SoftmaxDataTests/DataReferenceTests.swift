// What people write where data is expected.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DataReferenceTests {
  private let folder: TemporaryDirectory
  private let options = FetchOptions(offline: true)

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func load(_ text: String, _ split: DataSplit = .test) throws -> LoadedSamples {
    try DataReference(parsing: text).load(default: split, options: options)
  }

  private func writePair(_ prefix: String, count: Int, suffix: String = "") throws {
    let images = IDXWriter.images(count: count, height: 2, width: 3, seed: UInt64(count))
    let labels = IDXWriter.labels((0..<count).map { UInt8($0 % 2) })
    func wrap(_ bytes: [UInt8]) -> [UInt8] { suffix == ".gz" ? GzipWriter.file(bytes) : bytes }
    try folder.write(wrap(images), to: "\(prefix)images-idx3-ubyte\(suffix)")
    try folder.write(wrap(labels), to: "\(prefix)labels-idx1-ubyte\(suffix)")
  }

  /// Whether a test part comes with what is learned from.
  private func hasTest(_ text: String) throws -> Bool {
    try DataReference(parsing: text).loadForTraining(options: FetchOptions()).test != nil
  }

  @Test func catalogueNamesTakeAPart() throws {
    #expect(try load("digits").name == "digits:test")
    #expect(try load("digits", .train).name == "digits:train")
    #expect(try load("iris:all").features.sampleCount == 150)
    #expect(try load("iris:train").name == "iris:train")
    #expect(try hasTest("digits"))
    #expect(try !hasTest("digits:train"))
  }

  @Test func aMistypedNameIsAnsweredWithTheNearest() {
    let error = #expect(throws: DataError.self) { try DataReference(parsing: "fashon-mnist:test") }
    #expect(
      error?.description == "'fashon-mnist:test' is neither a dataset nor a file; did you mean 'fashion-mnist'?"
    )
    let far = #expect(throws: DataError.self) { try DataReference(parsing: "imagenet") }
    #expect(far?.description.contains("the datasets are digits, iris, fashion-mnist") == true)
    let path = #expect(throws: FileError.self) { try DataReference(parsing: folder.file("none.gz")) }
    #expect(path?.kind == .noInput)
  }

  @Test(arguments: ["", ".gz"])
  func aFolderHasItsTrainingAndTestPart(_ suffix: String) throws {
    try writePair("train-", count: 6, suffix: suffix)
    try writePair("t10k-", count: 4, suffix: suffix)
    #expect(try load(folder.path, .train).features.sampleCount == 6)
    #expect(try load(folder.path).features.sampleCount == 4)
    #expect(try load(folder.path + ":train").features.sampleCount == 6)
    #expect(try load(folder.path + ":all").dataset().sampleCount == 10)
    #expect(try hasTest(folder.path))
  }

  @Test func aFolderWithOnePairIsThatPair() throws {
    try writePair("my-", count: 5)
    #expect(try load(folder.path, .train).features.sampleCount == 5)
    #expect(try load(folder.path, .test).features.sampleCount == 5)
    #expect(try !hasTest(folder.path))
  }

  @Test func aFolderWithoutOrWithSeveralPairsIsRefused() throws {
    try folder.write([1], to: "notes.md")
    let none = #expect(throws: DataError.self) { try load(folder.path) }
    #expect(none?.description.contains("no images with labels") == true)
    #expect(none?.description.contains("notes.md") == true)
    try writePair("a-", count: 2)
    try writePair("b-", count: 3)
    let several = #expect(throws: DataError.self) { try load(folder.path) }
    #expect(
      several == .severalPairs(folder: folder.path, found: ["a-images-idx3-ubyte", "b-images-idx3-ubyte"]))
  }

  @Test func aFileOfImagesFindsItsLabels() throws {
    try writePair("train-", count: 6, suffix: ".gz")
    let samples = try load(folder.file("train-images-idx3-ubyte.gz"))
    #expect(samples.labels?.classIndices == [0, 1, 0, 1, 0, 1])
    #expect(samples.labels?.classes.names == ["0", "1"])
  }

  @Test func imagesWithoutLabelsCanBePredictedButNotScored() throws {
    try folder.write(IDXWriter.images(count: 2, height: 2, width: 2), to: "pictures")
    let samples = try load(folder.file("pictures"))
    #expect(samples.labels == nil)
    #expect(throws: DataError.self) { try samples.dataset() }
  }

  @Test func labelsInPlaceOfImagesAreNoticed() throws {
    try writePair("train-", count: 2)
    let error = #expect(throws: FileError.self) { try load(folder.file("train-labels-idx1-ubyte")) }
    #expect(error?.problem.contains("file of labels") == true)
  }

  @Test func mismatchedPairsNameBothFigures() throws {
    try writePair("train-", count: 4)
    try folder.write(IDXWriter.labels([0, 1, 0]), to: "train-labels-idx1-ubyte")
    let error = #expect(throws: FileError.self) { try load(folder.path, .train) }
    #expect(error?.problem.contains("expected 4 labels") == true)
    #expect(error?.problem.contains("found 3") == true)
  }

  @Test func otherFormatsAreRefusedByTheirContent() throws {
    try folder.write([7, 1, 0, 2], to: "bytes")
    #expect(throws: DataError.unsupportedFormat(path: folder.file("bytes"))) { try load(folder.file("bytes")) }
    try folder.write(Array("a,b\n1,2\n".utf8), to: "table.text")
    #expect(try load(folder.file("table.text")).features.row(0) == [1])
    let named = try DataReference(parsing: folder.file("table.text"), format: .csv)
    #expect(try named.load(default: .test, options: options).features.row(0) == [1])
  }
}
