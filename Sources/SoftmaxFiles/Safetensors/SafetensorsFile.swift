// The safetensors container: a length, a JSON header, and the tensors' bytes.

package import SoftmaxKernels

/// Named tensors and text metadata, read strictly and written in one canonical form.
///
/// Layout: UInt64 header length (little-endian); the header, a JSON object that gives each tensor's `dtype`,
/// `shape` and `data_offsets` and may hold string pairs as `__metadata__`; then the data, which the offsets
/// must cover without gap or overlap.
///
/// Reference: the format's description in the repository huggingface/safetensors.
package struct SafetensorsFile: Sendable {
  package let tensors: [SafetensorsTensor]
  package let metadata: [String: String]

  package init(tensors: [SafetensorsTensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor with this name.
  package subscript(name: String) -> SafetensorsTensor? {
    tensors.first { $0.name == name }
  }

  private static let metadataKey = "__metadata__"
  /// The longest header that is read: room for a million names, and a bound on what parsing it can take.
  private static let headerLimit = 25_000_000

  // MARK: Writing

  /// The file's bytes. The header is padded with spaces so that the data begins on an 8-byte boundary.
  package func encoded() -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\(Self.quoted(Self.metadataKey)):{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    var file = LittleEndian.bytes(of: UInt64(header.count))
    file.append(contentsOf: header)
    for tensor in tensors { file.append(contentsOf: tensor.bytes.array) }
    return file
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  // MARK: Reading

  /// Whether the bytes begin as a safetensors file does: a length that the file has, and an object.
  package static func isSafetensors(_ bytes: SharedStorage<UInt8>) -> Bool {
    let start = bytes.slice(0..<min(9, bytes.count)).array
    guard start.count == 9, start[8] == UInt8(ascii: "{") else { return false }
    let length = start[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length <= UInt64(bytes.count - 8)
  }

  /// Reads a file's bytes; the tensors share them.
  ///
  /// - Throws: `FileError` naming the byte of whatever does not fit. Memory is bounded by the file's length.
  package init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    var reader = ByteReader(bytes, path: path)
    let headerCount = try reader.littleEndian(UInt64.self, "the header's length")
    guard headerCount <= UInt64(min(reader.remaining, Self.headerLimit)) else {
      throw FileError(
        .badData, path: path, position: .byte(0),
        problem: "the header's length is \(headerCount), but at most "
          + "\(min(reader.remaining, Self.headerLimit)) bytes can follow",
        remedy: "expected a safetensors file")
    }
    let headerBytes = try reader.take(Int(headerCount), "the header").array
    guard headerBytes.first == UInt8(ascii: "{") else {
      throw FileError(
        .badData, path: path, position: .byte(8), problem: "expected '{' at the header's start")
    }
    let header = try StrictJSON.parse(headerBytes, path: path, offset: 8)
    let data = try reader.take(reader.remaining, "the data")
    guard case .object(let members) = header else {
      throw FileError(.badData, path: path, position: .byte(8), problem: "expected an object")
    }
    var metadata: [String: String] = [:]
    var found: [(tensor: SafetensorsTensor, range: Range<Int>)] = []
    for member in members {
      if member.name == Self.metadataKey {
        metadata = try Self.metadata(member.value, path: path)
      } else {
        found.append(
          try Self.tensor(member.name, member.value, data: data, path: path))
      }
    }
    try Self.checkCoverage(found.map { ($0.tensor.name, $0.range) }, of: data.count, path: path)
    self.tensors = found.map(\.tensor)
    self.metadata = metadata
  }

  private static func bad(_ problem: String, path: String) -> FileError {
    FileError(.badData, path: path, position: .byte(8), problem: "in the header: " + problem)
  }

  private static func metadata(
    _ value: StrictJSON, path: String
  ) throws(FileError) -> [String: String] {
    guard case .object(let pairs) = value else {
      throw bad("\(metadataKey) is not an object", path: path)
    }
    var metadata: [String: String] = [:]
    for pair in pairs {
      guard let text = pair.value.text else {
        throw bad("the metadata '\(pair.name.prefix(80))' is not a text", path: path)
      }
      metadata[pair.name] = text
    }
    return metadata
  }

  private static func tensor(
    _ name: String, _ entry: StrictJSON, data: SharedStorage<UInt8>, path: String
  ) throws(FileError) -> (tensor: SafetensorsTensor, range: Range<Int>) {
    let shown = "tensor '\(name.prefix(80))'"
    guard case .object(let members) = entry, members.count == 3 else {
      throw bad("\(shown) needs exactly dtype, shape and data_offsets", path: path)
    }
    guard let dtype = entry["dtype"]?.text else { throw bad("\(shown) has no dtype", path: path) }
    guard let type = SafetensorsTensor.ElementType(rawValue: dtype) else {
      throw bad("\(shown) has the unknown dtype '\(dtype.prefix(80))'", path: path)
    }
    guard case .array(let dimensions) = entry["shape"] else {
      throw bad("\(shown) has no shape", path: path)
    }
    var shape: [Int] = []
    var byteCount = type.width
    for dimension in dimensions {
      guard let size = dimension.integer, size >= 0 else {
        throw bad("\(shown) has a dimension that is not a whole number from 0", path: path)
      }
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: size)
      guard !overflow else { throw bad("\(shown) has a shape beyond any memory", path: path) }
      shape.append(size)
      byteCount = product
    }
    guard case .array(let offsets) = entry["data_offsets"], offsets.count == 2,
      let begin = offsets[0].integer, let end = offsets[1].integer, begin >= 0, begin <= end
    else { throw bad("\(shown) needs data_offsets [begin, end]", path: path) }
    guard end <= data.count else {
      throw bad("\(shown) ends at byte \(end) of the data, which has \(data.count)", path: path)
    }
    guard end - begin == byteCount else {
      throw bad(
        "\(shown) has \(end - begin) bytes, but its shape and dtype need \(byteCount)", path: path)
    }
    return (
      SafetensorsTensor(name: name, type: type, shape: shape, bytes: data.slice(begin..<end)),
      begin..<end
    )
  }

  private static func checkCoverage(
    _ ranges: [(name: String, range: Range<Int>)], of count: Int, path: String
  ) throws(FileError) {
    var covered = 0
    let ordered = ranges.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for (name, range) in ordered {
      guard range.lowerBound >= covered else {
        throw bad("tensor '\(name.prefix(80))' overlaps the one before it", path: path)
      }
      guard range.lowerBound == covered else {
        throw bad(
          "bytes \(covered)..<\(range.lowerBound) of the data belong to nothing", path: path)
      }
      covered = range.upperBound
    }
    guard covered == count else {
      throw bad("bytes \(covered)..<\(count) of the data belong to nothing", path: path)
    }
  }
}
