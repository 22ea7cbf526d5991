// What the fuzz tests run of this module: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// The readers of files that are not trusted, each with all that is done with what it reads.
///
/// Every function throws `FileError`, `DataError`, `DatasetError` or `PreparationError` for bytes that its reader refuses.
/// Anything else that happens is a fault.
@_spi(Fuzzing) public enum FuzzingEntry {
  /// An IDX file, plain or gzip, as images and as labels.
  public static func idx(_ bytes: [UInt8]) throws {
    let file = try IDXFile(SharedStorage(bytes), path: "fuzz")
    let count = file.dimensions[0]
    guard file.dimensions.count > 1 else {
      let labels = try IDXSamples.labels(of: file, count: count, images: "images")
      let features = try Features(
        bytes: [UInt8](repeating: 0, count: count), input: .image(shape: [1]))
      touch(try Dataset(features: features, labels: labels))
      return
    }
    let samples = try IDXSamples.load(images: file, name: "fuzz")
    precondition(samples.features.sampleCount == count, "another number of samples")
    touch(
      try Dataset(
        features: samples.features, classIndices: [UInt32](repeating: 0, count: count),
        classes: ClassVocabulary(names: ["a"])))
  }

  /// A .npy file, as features and as labels.
  public static func npy(_ bytes: [UInt8]) throws {
    let array = try NPYFile(SharedStorage(bytes), path: "fuzz").array
    touch(array)
    let features = try array.features()
    precondition(features.sampleCount == array.layout.shape[0], "another number of samples")
    try touch(features)
  }

  /// A .npz file: each of its arrays, and the samples that they make.
  public static func npz(_ bytes: [UInt8]) throws {
    // Enough for every entry that few bytes can hold.
    let file = try NPZFile(SharedStorage(bytes), path: "fuzz", outputLimit: 1 << 24)
    for entry in file.entries {
      guard let array = try? entry.read() else { continue }
      precondition((try? entry.layout.get()) == array.layout, "the array has another layout than its beginning")
      touch(array)
    }
    try arrays(bytes)
  }

  /// A file of arrays, mostly safetensors, as samples: all of them and each part.
  public static func arrays(_ bytes: [UInt8]) throws {
    let samples = try ArraySamples(SharedStorage(bytes), path: "fuzz")
    if try samples.hasTestSplit {
      let parts = [DataSplit.train, .test].compactMap { try? samples.load(name: "fuzz", split: $0) }
      if parts.count == 2, let whole = try? samples.load(name: "fuzz") {
        precondition(
          whole.features.sampleCount == parts.reduce(0) { $0 + $1.features.sampleCount },
          "parts of another size")
      }
    }
    let loaded = try samples.load(name: "fuzz")
    try touch(loaded.features)
    touch(try loaded.dataset())
  }

  /// A list of labels behind a byte that says whether it is a table; written in its plainest form, it is the same list.
  public static func labels(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let path = form & 1 == 0 ? "fuzz.csv" : "fuzz"
    let labels = try LabelFile.read(SharedStorage(Array(bytes.dropFirst())), path: path)
    precondition(labels.count > 0, "no labels")
    let features = try Features(
      bytes: [UInt8](repeating: 0, count: labels.count), input: .image(shape: [1]))
    touch(try labels.dataset(name: "fuzz", features: features))
    guard case .texts(let texts) = labels, texts.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }) else {
      return
    }
    var written: [UInt8] = []
    for text in texts {
      written.append(UInt8(ascii: "\""))
      for byte in text.utf8 {
        if byte == UInt8(ascii: "\"") { written.append(byte) }
        written.append(byte)
      }
      written += Array("\"\n".utf8)
    }
    precondition(
      (try? LabelFile.read(SharedStorage(written), path: "fuzz.csv")) == labels, "other labels when written")
  }

  /// A list of samples' weights behind a byte that says whether it is a table; written one a line, it is the same list.
  public static func sampleWeights(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let path = form & 1 == 0 ? "fuzz.csv" : "fuzz"
    let weights = try SampleWeightSource.read(SharedStorage(Array(bytes.dropFirst())), path: path)
    precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 && $0.isFinite }, "no weights")
    let written = Array(weights.map { "\($0)" }.joined(separator: "\n").utf8)
    precondition(
      (try? SampleWeightSource.read(SharedStorage(written), path: "fuzz")) == weights,
      "other weights when written")
  }

  /// Reads an array's elements in every way that there is.
  private static func touch(_ array: StoredArray) {
    _ = try? StoredLabels(array)
    if let weights = try? array.sampleWeights() {
      precondition(weights.count == array.layout.elementCount, "another number of weights")
    }
    if let offsets = try? array.sampleOffsets() {
      precondition(
        offsets.values.count == array.layout.elementCount && offsets.values.allSatisfy(\.isFinite),
        "other offsets")
    }
    if let centred = try? array.features(.found) {
      precondition(centred.featureCount == array.layout.featureCount, "another number of centred features")
    }
    guard let floats = try? array.convertedFloats().array else { return }
    precondition(floats.count == array.layout.elementCount, "another number of elements")
    precondition(floats.allSatisfy(\.isFinite), "an element that is not finite")
    if let mapped = array.mappedFloats {
      precondition(mapped.array.map(\.bitPattern) == floats.map(\.bitPattern), "other elements where they lie")
    }
    if let doubles = array.doubles {
      precondition(zip(doubles, floats).allSatisfy { Float($0) == $1 }, "other elements in Float64")
    }
    if let whole = array.integerBits, array.layout.type != .unsigned(width: 8) {
      precondition(zip(whole, floats).allSatisfy { Float($0) == $1 }, "other whole numbers")
    }
    // Where elements are said to stand, for errors.
    var isTaken = [Bool](repeating: false, count: array.layout.elementCount)
    for index in isTaken.indices {
      let place = array.storedIndex(of: index)
      precondition(!isTaken[place], "two elements in one place")
      isTaken[place] = true
    }
  }

  private static func touch(_ features: Features) throws {
    try features.checkValues()
    for sample in 0..<features.sampleCount {
      precondition(features.row(sample).allSatisfy(\.isFinite), "a value that is not finite")
    }
  }

  /// Looks at every value of the data.
  private static func touch(_ data: Dataset) {
    for sample in 0..<data.sampleCount {
      precondition(data.classes.index(of: data.label(sample)) == Int(data.classIndices[sample]))
      precondition(data.features.row(sample).allSatisfy(\.isFinite), "a value that is not finite")
    }
  }
}
