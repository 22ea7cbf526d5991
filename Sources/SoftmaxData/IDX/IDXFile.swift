// One IDX file: the format of MNIST and its relatives, plain or gzip.

package import SoftmaxFiles
package import SoftmaxKernels

/// An array of numbers as an IDX file holds it.
///
/// Layout: two zero bytes, the element type, the number of dimensions, each dimension as a big-endian UInt32,
/// then the elements, big-endian, the last dimension fastest, and nothing after them.
package struct IDXFile: Sendable {
  /// The element types, by their code in the third byte.
  package enum ElementType: UInt8, Sendable, Hashable, CaseIterable {
    case uint8 = 0x08
    case int8 = 0x09
    case int16 = 0x0b
    case int32 = 0x0c
    case float32 = 0x0d
    case float64 = 0x0e

    var width: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }
  }

  package let path: String
  package let type: ElementType
  package let dimensions: [Int]
  /// The elements as they stand in the file.
  package let elements: SharedStorage<UInt8>

  /// Reads a file, or standard input for `-`. A plain file's elements are mapped, not copied.
  ///
  /// - Throws: `FileError` naming the byte, what was expected and what was found.
  package init(contentsOf path: String) throws(FileError) {
    try self.init(InputFile.contents(of: path), path: path)
  }

  /// Reads a file's bytes.
  package init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    guard Gzip.isGzip(bytes) else {
      try self.init(plain: bytes, path: path)
      return
    }
    // The header says how much has to come out; deflate cannot make more than 1032 bytes of one, so a header
    // that asks for more than that is refused before anything is allocated.
    let header = try Gzip.prefix(of: bytes, count: Self.longestHeader, path: path)
    let expected = try Self.header(of: SharedStorage(header), path: path)
    let size = expected.byteCount + expected.elementCount * expected.type.width
    guard size / 1032 <= bytes.count else {
      throw FileError(
        .badData, path: path, position: .byte(4),
        problem:
          "the header asks for \(size) bytes, more than \(bytes.count) compressed bytes can hold",
        remedy: "get the file again")
    }
    // One byte more than expected, so that trailing bytes are noticed.
    let content = try Gzip.decompress(bytes, path: path, limit: size + 1)
    try self.init(plain: SharedStorage(content), path: path)
  }

  private init(plain bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    let header = try Self.header(of: bytes, path: path)
    let expected = header.elementCount * header.type.width
    let found = bytes.count - header.byteCount
    guard found >= expected else {
      throw FileError(
        .badData, path: path, position: .byte(bytes.count),
        problem: "the file breaks off: expected \(expected) bytes of data for "
          + "\(header.shapeText), found \(found)",
        remedy: "get the file again")
    }
    guard found == expected else {
      throw FileError(
        .badData, path: path, position: .byte(header.byteCount + expected),
        problem: "expected the end of the file after \(header.shapeText), found more bytes",
        remedy: "get the file again")
    }
    self.path = path
    self.type = header.type
    self.dimensions = header.dimensions
    self.elements = bytes.slice(header.byteCount..<bytes.count)
  }

  /// Whether a file's bytes begin as those of an IDX file, plain or compressed.
  static func isIDX(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) -> Bool {
    let start =
      Gzip.isGzip(bytes)
      ? try Gzip.prefix(of: bytes, count: 2, path: path)
      : bytes.slice(0..<min(2, bytes.count)).array
    return start == [0, 0]
  }

  // MARK: The header

  private static let mostDimensions = 8
  private static let longestHeader = 4 + 4 * mostDimensions

  private struct Header {
    let type: ElementType
    let dimensions: [Int]
    let elementCount: Int

    var byteCount: Int { 4 + 4 * dimensions.count }
    var shapeText: String { dimensions.map(String.init).joined(separator: " x ") + " elements" }
  }

  private static func header(of bytes: SharedStorage<UInt8>, path: String) throws(FileError)
    -> Header
  {
    var reader = ByteReader(bytes, path: path)
    let zero = try reader.bigEndian(UInt16.self, "the IDX header")
    guard zero == 0 else {
      throw FileError(
        .badData, path: path, position: .byte(0),
        problem: "not an IDX file: expected two zero bytes, found \(hexadecimal(zero))",
        remedy: "check that this is the file you mean")
    }
    let code = try reader.byte("the IDX header")
    guard let type = ElementType(rawValue: code) else {
      throw FileError(
        .badData, path: path, position: .byte(2),
        problem: "unknown element type: expected one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, "
          + "found \(hexadecimal(code))")
    }
    let dimensionCount = Int(try reader.byte("the IDX header"))
    guard (1...mostDimensions).contains(dimensionCount) else {
      throw FileError(
        .badData, path: path, position: .byte(3),
        problem: "expected 1 to \(mostDimensions) dimensions, found \(dimensionCount)")
    }
    var dimensions: [Int] = []
    var elementCount = 1
    for index in 0..<dimensionCount {
      let position = reader.position
      let size = Int(try reader.bigEndian(UInt32.self, "dimension \(index + 1)"))
      guard size > 0 else {
        throw FileError(
          .badData, path: path, position: .byte(position),
          problem: "dimension \(index + 1) is 0: expected at least one "
            + (index == 0 ? "sample" : "element"))
      }
      let (product, overflow) = elementCount.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int.max / 16 else {
        throw FileError(
          .badData, path: path, position: .byte(position),
          problem: "the dimensions multiply to more than any memory")
      }
      dimensions.append(size)
      elementCount = product
    }
    return Header(type: type, dimensions: dimensions, elementCount: elementCount)
  }

  private static func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
  }

  // MARK: The elements

  /// The byte at which an element stands in the (unpacked) file.
  func position(ofElement index: Int) -> FileError.Position {
    .byte(4 + 4 * dimensions.count + index * type.width)
  }

  /// All elements as whole numbers; nil for floating-point files.
  var integers: [Int]? {
    switch type {
    case .uint8: elements.array.map(Int.init)
    case .int8: elements.array.map { Int(Int8(bitPattern: $0)) }
    case .int16: words(UInt16.self).map { Int(Int16(bitPattern: $0)) }
    case .int32: words(UInt32.self).map { Int(Int32(bitPattern: $0)) }
    case .float32, .float64: nil
    }
  }

  /// All elements as Float32.
  var floats: [Float] {
    switch type {
    case .uint8: elements.array.map(Float.init)
    case .int8: elements.array.map { Float(Int8(bitPattern: $0)) }
    case .int16, .int32: (integers ?? []).map(Float.init)
    case .float32: words(UInt32.self).map { Float(bitPattern: $0) }
    case .float64: words(UInt64.self).map { Float(Double(bitPattern: $0)) }
    }
  }

  private func words<Word: FixedWidthInteger & UnsignedInteger>(_ type: Word.Type) -> [Word] {
    let width = MemoryLayout<Word>.size
    return elements.withSpan { span in
      (0..<span.count / width).map { i in
        (0..<width).reduce(Word.zero) { $0 << 8 | Word(span[i * width + $1]) }
      }
    }
  }
}
