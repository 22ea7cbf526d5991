// From files of arrays to samples: what is mapped, what is converted, and what is refused.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ArraySamplesTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private static let rows: [Float] = [1, 2, 3, 4, 5, 6]
  private static let x = NPYWriter.floats(rows, shape: [3, 2])
  private static let y = NPYWriter.integers([7, 10, 7])

  private func archive(_ arrays: [(name: String, bytes: [UInt8])]) throws(FileError) -> ArraySamples {
    let entries = arrays.map { ZipWriter.Entry($0.name + ".npy", $0.bytes) }
    return try ArraySamples(SharedStorage(ZipWriter.file(entries)), path: "a.npz")
  }

  private func tensors(_ tensors: [SafetensorsTensor]) throws(FileError) -> ArraySamples {
    let bytes = SafetensorsFile(tensors: tensors, metadata: [:]).encoded()
    return try ArraySamples(SharedStorage(bytes), path: "a.safetensors")
  }

  private func values(_ samples: LoadedSamples) -> [[Float]] {
    (0..<samples.features.sampleCount).map(samples.features.row)
  }

  private func names(_ samples: LoadedSamples) -> [String]? {
    samples.labels.map { labels in labels.classIndices.map { labels.classes.names[Int($0)] } }
  }

  // MARK: One array

  @Test func anArrayAndItsLabelsMakeADataset() throws {
    let path = try folder.write(Self.x, to: "x.npy")
    let labels = try folder.write(Array("cat\ndog\ncat\n".utf8), to: "y.txt")
    let samples = try ArraySamples.load(path: path, name: "mine", labelsPath: labels)
    #expect(samples.name == "mine")
    #expect(values(samples) == [[1, 2], [3, 4], [5, 6]])
    #expect(samples.features.input == .vector(featureCount: 2))
    let data = try samples.dataset()
    #expect(data.classes.names == ["cat", "dog"])
    #expect(data.classIndices == [0, 1, 0])
    for split in [DataSplit.train, .test] {
      let error = #expect(throws: DataError.self) {
        try ArraySamples.load(path: path, name: "mine", split: split)
      }
      #expect(error == .noSuchSplit(name: path, split: split))
    }
  }

  @Test func anArrayWithoutLabelsCanBePredicted() throws {
    let samples = try ArraySamples.load(path: folder.write(Self.x, to: "x.npy"), name: "mine", split: .all)
    #expect(samples.labels == nil)
    let error = #expect(throws: DataError.self) { try samples.dataset() }
    #expect(
      error?.description
        == "mine has no labels, which training and scoring need; "
        + "name a file of labels, as text with one a line or as .npy (`labelsPath`)")
  }

  @Test func anotherNumberOfLabelsNamesBothFilesAndCounts() throws {
    let path = try folder.write(Self.x, to: "x.npy")
    for labels in [
      try folder.write(Array("a\nb\n".utf8), to: "y.txt"),
      try folder.write(NPYWriter.integers([1, 2]), to: "y.npy"),
    ] {
      let error = #expect(throws: FileError.self) {
        try ArraySamples.load(path: path, name: "x", labelsPath: labels)
      }
      #expect(
        error?.description == "\(labels): expected 3 labels, as many as there are samples in \(path), found 2; "
          + "use two files that belong together")
    }
  }

  @Test func bytesStayBytesAndAreImagesFromThreeDimensionsOn() throws {
    let bytes = (0..<24).map { UInt8($0) }
    func features(_ shape: [Int], fortranOrder: Bool = false) throws -> Features {
      let file = NPYWriter.file("|u1", shape: shape, data: bytes, fortranOrder: fortranOrder)
      return try ArraySamples(SharedStorage(file), path: "a").load(name: "a").features
    }
    #expect(try features([4, 6]).input == .vector(featureCount: 6))
    #expect(try features([4, 6]).row(3) == [18, 19, 20, 21, 22, 23])
    for (shape, image) in [
      ([2, 3, 4], [3, 4]), ([2, 3, 4, 1], [3, 4]), ([2, 2, 2, 3], [2, 2, 3]), ([2, 3, 4, 1, 1], [3, 4, 1, 1]),
    ] {
      let features = try features(shape)
      #expect(features.input == .image(shape: image, maximum: 255))
      #expect(features.row(1)[0] == 12 * Float(1.0 / 255))
    }
    #expect(try features([4, 6], fortranOrder: true).row(1) == [1, 5, 9, 13, 17, 21])
    for features in [try features([4, 6]), try features([4, 6], fortranOrder: true)] {
      #expect(features.rows.elementType == .uint8)
    }
  }

  @Test func eightGibibytesOpenWithoutBeingRead() throws {
    // A sparse file: looking at its two billion values would take minutes here.
    let header = NPYWriter.file("<f4", shape: [1 << 21, 1024], data: [])
    let path = try folder.write(header, to: "large.npy")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(header.count) + 1 << 33)
    try handle.close()
    let features = try ArraySamples.load(path: path, name: "large").features
    #expect(features.sampleCount == 1 << 21)
    #expect(features.needsCheck)
    #expect(features.row((1 << 21) - 1) == [Float](repeating: 0, count: 1024))
    // The same file, said to hold a little more.
    try rewrite(NPYWriter.file("<f4", shape: [1 << 21, 1025], data: []), to: path)
    let error = #expect(throws: FileError.self) { try ArraySamples.load(path: path, name: "large") }
    #expect(error?.problem.hasPrefix("the file breaks off: expected 8598323200 bytes of data") == true)
  }

  private func rewrite(_ header: [UInt8], to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data(header))
    try handle.close()
  }

  @Test func mappedNumbersAreLookedAtWhenTheyAreUsed() throws {
    let bad = NPYWriter.floats([1, 2, 3, .nan, 5, 6], shape: [3, 2])
    let path = try folder.write(bad, to: "x.npy")
    let labels = try folder.write(Self.y, to: "y.npy")
    let data = try ArraySamples.load(path: path, name: "x", labelsPath: labels).dataset()
    #expect(data.features.needsCheck)
    let error = #expect(throws: DatasetError.self) { try SoftmaxClassifier().fit(data) }
    #expect(error?.description == "feature 1 of sample 1 is nan: every value must be a finite number")
    // What has to be converted is looked at on the way.
    let other = try folder.write(
      NPYWriter.file("<f4", shape: [3, 2], data: Array(bad[128...]), fortranOrder: true), to: "f.npy")
    #expect(throws: FileError.self) { try ArraySamples.load(path: other, name: "x") }
    let good = NPYWriter.file("<f8", shape: [1, 1], data: NPYWriter.bytes(of: (1.0).bitPattern))
    #expect(try !ArraySamples(SharedStorage(good), path: "a").load(name: "a").features.needsCheck)
  }

  @Test func oneClassIsLeftToTheFit() throws {
    let samples = try archive([("x", Self.x), ("y", NPYWriter.integers([1, 1, 1]))]).load(name: "a")
    let data = try samples.dataset()
    #expect(throws: DatasetError.oneClass(name: "1")) { try SoftmaxClassifier().fit(data) }
  }

  // MARK: Files of NumPy and safetensors

  @Test func archivesOfNumPyBecomeSamples() throws {
    let plain = try ArraySamples.load(path: folder.write(NumPyFiles.archive, to: "a.npz"), name: "a")
    #expect(values(plain) == [[0, 1, 2], [3, 4, 5]])
    #expect(names(plain) == ["1", "0"])
    let parts = try ArraySamples.load(
      path: folder.write(NumPyFiles.compressed, to: "b.npz"), name: "b", split: .test)
    #expect(values(parts) == [[0, 1, 2]])
    #expect(names(parts) == ["1"])
    let unnamed = try ArraySamples.load(path: folder.write(NumPyFiles.unnamed, to: "c.npz"), name: "c")
    #expect(values(unnamed) == [[0, 1, 2], [3, 4, 5]])
    #expect(names(unnamed) == ["a", "b"])
  }

  /// A number's bytes in a safetensors file.
  private static func bytes(of number: Int, as type: SafetensorsTensor.ElementType) -> [UInt8] {
    switch type {
    case .bool, .uint8, .int8: NPYWriter.bytes(of: UInt8(number))
    case .uint16, .int16: NPYWriter.bytes(of: UInt16(number))
    case .uint32, .int32: NPYWriter.bytes(of: UInt32(number))
    case .uint64, .int64: NPYWriter.bytes(of: UInt64(number))
    case .float32: NPYWriter.bytes(of: Float(number).bitPattern)
    case .float64: NPYWriter.bytes(of: Double(number).bitPattern)
    case .bfloat16: NPYWriter.bytes(of: UInt16(Float(number).bitPattern >> 16))
    // 0 and 1 only.
    case .float16: NPYWriter.bytes(of: UInt16(number) * 0x3c00)
    }
  }

  @Test(arguments: SafetensorsTensor.ElementType.allCases)
  func tensorsOfEveryTypeBecomeSamples(_ type: SafetensorsTensor.ElementType) throws {
    let largest = [.bool, .float16].contains(type) ? 1 : 64
    let numbers = [0, 1, largest, 0, largest, 1]
    let file = try tensors([
      SafetensorsTensor(
        name: "x", type: type, shape: [3, 2],
        bytes: SharedStorage(numbers.flatMap { Self.bytes(of: $0, as: type) })),
      SafetensorsTensor(
        name: "y", type: .int64, shape: [3],
        bytes: SharedStorage([7, 10, 7].flatMap { NPYWriter.bytes(of: Int64($0)) })),
    ])
    let samples = try file.load(name: "a")
    let top = Float(largest)
    #expect(values(samples) == [[0, 1], [top, 0], [top, 1]])
    #expect(names(samples) == ["7", "10", "7"])
    #expect(samples.features.needsCheck == (type == .float32))
  }

  @Test func tensorsThatCannotBeSamplesAreRefused() throws {
    let scalar = SafetensorsTensor(name: "x", shape: [], values: [1])
    let error = #expect(throws: FileError.self) { try tensors([scalar]).load(name: "a") }
    #expect(
      error?.problem == "in the array 'x': the array is a single number (it has no dimensions): "
        + "expected one or more dimensions")
    let empty = SafetensorsTensor(name: "x", shape: [0, 2], values: [])
    let none = #expect(throws: FileError.self) { try tensors([empty]).load(name: "a") }
    #expect(none?.problem == "in the array 'x': dimension 1 of 0 x 2 is 0: expected at least one element")
    let infinite = SafetensorsTensor(
      name: "x", type: .bfloat16, shape: [1, 2], bytes: SharedStorage([0, 0, 0x80, 0x7f]))
    let value = #expect(throws: FileError.self) { try tensors([infinite]).load(name: "a") }
    #expect(value?.problem == "in the array 'x': sample 0, feature 1 is inf: expected a finite number")
  }

  @Test func filesOfArraysAreToldByTheirFirstBytes() throws {
    for bytes in try [
      NumPyFiles.float32, NumPyFiles.archive, SafetensorsFile(tensors: [], metadata: [:]).encoded(),
    ] {
      #expect(ArraySamples.isArrayFile(SharedStorage(bytes)))
    }
    for bytes in [
      [], Array("a,b\n1,2\n".utf8), IDXWriter.images(count: 3, height: 4, width: 5), GzipWriter.file([1]),
      [9, 0, 0, 0, 0, 0, 0, 0, 0x7b],
    ] {
      #expect(!ArraySamples.isArrayFile(SharedStorage(bytes)))
    }
  }
}
