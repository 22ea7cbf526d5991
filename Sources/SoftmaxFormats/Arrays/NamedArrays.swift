// The arrays of a file by their names, as plain numbers and texts.

import SoftmaxFiles
import SoftmaxKernels

/// Arrays of a file that is not trusted; each read says what it expects.
struct NamedArrays {
  /// An array of numbers with its shape.
  struct Numbers {
    let shape: [Int]
    let values: [Double]
    /// Whether they are Float64, so that Float32 may lose digits.
    let isDouble: Bool
  }

  let path: String
  private let entries: [String: ArrayEntry]
  /// What the file says it has.
  let list: String

  /// The arrays of a .npz file, whose checksums are looked at.
  ///
  /// - Throws: `FileError` for what is no such file, or damaged.
  init(npz bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    let archive = try ZipArchive(bytes, path: path, outputLimit: Self.outputLimit)
    for entry in archive.entries { try archive.check(entry) }
    self.init(try NPZFile(bytes, path: path, outputLimit: Self.outputLimit).entries, path: path)
  }

  init(_ entries: [ArrayEntry], path: String) {
    self.path = path
    self.entries = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    list = ArrayEntry.list(entries)
  }

  /// The most that compressed arrays may give together: 2 GiB.
  static let outputLimit = 1 << 31

  var names: Set<String> { Set(entries.keys) }

  private func array(_ name: String) throws(FileError) -> StoredArray {
    guard let entry = entries[name] else {
      throw FileError(.badData, path: path, problem: "there is no array '\(name.prefix(80))': found \(list)")
    }
    return try entry.read()
  }

  private func bad(_ name: String, _ problem: String) -> FileError {
    FileError(.badData, path: path, problem: "the array '\(name.prefix(80))' \(problem)")
  }

  /// Numbers of any type, each finite.
  func numbers(_ name: String) throws(FileError) -> Numbers {
    let array = try array(name)
    let values: [Double]
    if let doubles = array.doubles {
      values = doubles
    } else if let bits = array.integerBits {
      values = bits.map { Double($0) }
    } else {
      throw bad(name, "has texts, expected numbers")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw bad(name, "has \(values[place]) as its element \(place), expected a finite number")
    }
    return Numbers(
      shape: array.layout.shape, values: values,
      isDouble: array.layout.type == .float64 || array.doubles == nil)
  }

  /// Numbers in one dimension, as many as `count` says.
  func numbers(_ name: String, count: Int) throws(FileError) -> [Double] {
    let numbers = try numbers(name)
    guard numbers.shape == [count] else {
      throw bad(name, "has the shape \(ArrayLayout.text(of: numbers.shape)), expected \(count)")
    }
    return numbers.values
  }

  /// Whole numbers or booleans, with their shape.
  func integers(_ name: String) throws(FileError) -> (shape: [Int], values: [Int]) {
    let array = try array(name)
    guard let bits = array.integerBits else { throw bad(name, "has no whole numbers") }
    return (array.layout.shape, bits.map { Int($0) })
  }

  /// Whole numbers or booleans in one dimension, as many as `count` says.
  func integers(_ name: String, count: Int) throws(FileError) -> [Int] {
    let (shape, values) = try integers(name)
    guard shape == [count] else {
      throw bad(name, "has the shape \(ArrayLayout.text(of: shape)), expected \(count)")
    }
    return values
  }

  /// Booleans, as many as `count` says.
  func booleans(_ name: String, count: Int) throws(FileError) -> [Bool] {
    try integers(name, count: count).map { $0 != 0 }
  }

  /// Texts in one dimension; nil: of any count.
  func texts(_ name: String, count: Int? = nil) throws(FileError) -> [String] {
    let array = try array(name)
    guard array.layout.type.isText, array.layout.shape.count == 1 else {
      throw bad(name, "is \(array.layout.text), expected texts in one dimension")
    }
    if let count, array.layout.elementCount != count {
      throw bad(name, "has \(array.layout.elementCount) texts, expected \(count)")
    }
    var texts: [String] = []
    for index in 0..<array.layout.elementCount {
      guard let text = array.text(at: index) else { throw bad(name, "has a text that is not Unicode") }
      guard !MarkRun.isLong(text) else { throw bad(name, "has a text in which \(MarkRun.problem)") }
      texts.append(text)
    }
    return texts
  }

  /// Names of classes: texts, whole numbers, or booleans as Python writes them.
  func labels(_ name: String) throws(FileError) -> [String] {
    let array = try array(name)
    guard array.layout.shape.count == 1 else {
      throw bad(name, "is \(array.layout.text), expected one dimension")
    }
    if array.layout.type.isText { return try texts(name) }
    if let bits = array.integerBits {
      return bits.map { array.layout.type == .bool ? $0 == 0 ? "False" : "True" : "\($0)" }
    }
    return try numbers(name).values.map { value in
      Int(exactly: value).map(String.init) ?? "\(value)"
    }
  }
}
