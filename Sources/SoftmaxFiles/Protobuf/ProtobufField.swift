// One field of a message, and what it is asked to be.

package import SoftmaxKernels

/// A field as it stands in a file: its number, its place, and its value, whose type is known only to who asks.
package struct ProtobufField: Sendable {
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case delimited = 2
    case fixed32 = 5
  }

  enum Value: Sendable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(SharedStorage<UInt8>, start: Int)
  }

  /// The field's number.
  package let number: Int
  /// The byte of the file at which it begins.
  package let position: Int
  let value: Value
  let path: String
  let depth: Int

  /// An integer, an enumeration's case or a truth value.
  package func integer() throws(FileError) -> Int {
    guard case .varint(let value) = value else { throw otherType("a whole number") }
    return Int(truncatingIfNeeded: value)
  }

  package func float() throws(FileError) -> Float {
    guard case .fixed32(let bits) = value else { throw otherType("a Float32 number") }
    return Float(bitPattern: bits)
  }

  package func double() throws(FileError) -> Double {
    guard case .fixed64(let bits) = value else { throw otherType("a Float64 number") }
    return Double(bitPattern: bits)
  }

  /// Bytes, as they lie in the file.
  package func bytes() throws(FileError) -> SharedStorage<UInt8> {
    guard case .bytes(let bytes, _) = value else { throw otherType("bytes") }
    return bytes
  }

  /// A text in UTF-8.
  package func text() throws(FileError) -> String {
    guard case .bytes(let bytes, _) = value else { throw otherType("a text") }
    guard let text = String(validating: bytes.array, as: UTF8.self) else {
      throw bad("field \(number) is no text in UTF-8")
    }
    guard !MarkRun.isLong(text) else { throw bad("in field \(number) \(MarkRun.problem)") }
    return text
  }

  /// A message inside the message.
  package func message() throws(FileError) -> ProtobufReader {
    guard case .bytes(let bytes, let start) = value else { throw otherType("a message") }
    guard depth < ProtobufReader.deepest else {
      throw bad("messages lie more than \(ProtobufReader.deepest) deep in each other")
    }
    return ProtobufReader(bytes, path: path, start: start, depth: depth + 1)
  }

  // MARK: Repeated numbers, packed or not

  /// Adds one whole number, or as many as are packed in the field.
  package func append(to values: inout [Int]) throws(FileError) {
    switch value {
    case .varint(let value): values.append(Int(truncatingIfNeeded: value))
    case .bytes(let bytes, _):
      var place = 0
      while place < bytes.count {
        guard let value = ProtobufReader.varint(in: bytes, at: &place) else {
          throw bad("a packed number of field \(number) breaks off, or has more than 64 bits")
        }
        values.append(Int(truncatingIfNeeded: value))
      }
    default: throw otherType("whole numbers")
    }
  }

  /// Adds one Float32 number, or as many as are packed in the field.
  package func append(to values: inout [Float]) throws(FileError) {
    switch value {
    case .fixed32(let bits): values.append(Float(bitPattern: bits))
    case .bytes(let bytes, _):
      guard let found = bytes.littleEndianFloats else {
        throw bad("field \(number) has \(bytes.count) bytes of Float32 numbers, which take 4 each")
      }
      values.append(contentsOf: found)
    default: throw otherType("Float32 numbers")
    }
  }

  /// Adds one Float64 number, or as many as are packed in the field.
  package func append(to values: inout [Double]) throws(FileError) {
    switch value {
    case .fixed64(let bits): values.append(Double(bitPattern: bits))
    case .bytes(let bytes, _):
      guard let found = bytes.littleEndianDoubles else {
        throw bad("field \(number) has \(bytes.count) bytes of Float64 numbers, which take 8 each")
      }
      values.append(contentsOf: found)
    default: throw otherType("Float64 numbers")
    }
  }

  private func otherType(_ expected: String) -> FileError {
    bad("field \(number) is not of the type that it has to be, expected \(expected)")
  }

  private func bad(_ problem: String) -> FileError {
    FileError(.badData, path: path, position: .byte(position), problem: problem, remedy: "get the file again")
  }
}

extension SharedStorage<UInt8> {
  /// The bytes as Float32 numbers; nil where their number is no multiple of 4.
  package var littleEndianFloats: [Float]? {
    guard count % 4 == 0 else { return nil }
    if let values = float32 { return values.array }
    return withSpan { span in
      (0..<span.count / 4).map { Float(bitPattern: Self.word(span, 4 * $0)) }
    }
  }

  /// The bytes as Float64 numbers; nil where their number is no multiple of 8.
  package var littleEndianDoubles: [Double]? {
    guard count % 8 == 0 else { return nil }
    return withSpan { span in
      (0..<span.count / 8).map { index in
        Double(
          bitPattern: UInt64(Self.word(span, 8 * index)) | UInt64(Self.word(span, 8 * index + 4)) << 32)
      }
    }
  }

  private static func word(_ span: Span<UInt8>, _ place: Int) -> UInt32 {
    UInt32(span[place]) | UInt32(span[place + 1]) << 8 | UInt32(span[place + 2]) << 16
      | UInt32(span[place + 3]) << 24
  }
}
