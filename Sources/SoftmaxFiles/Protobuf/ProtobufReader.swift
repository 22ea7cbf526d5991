// Protocol buffers, read by hand and never beyond their bytes.

package import SoftmaxKernels

/// The fields of one message, front to back.
///
/// Nothing is copied: bytes and messages inside are slices of the file. Memory is bounded by the file's length, because every
/// element of a repeated field takes at least a byte of it.
///
///     var reader = ProtobufReader(bytes, path: path)
///     while let field = try reader.next() {
///       switch field.number {
///       case 1: version = try field.integer()
///       case 7: var graph = try field.message()
///       default: break   // a field that this reader does not know
///       }
///     }
package struct ProtobufReader: Sendable {
  private let bytes: SharedStorage<UInt8>
  private let path: String
  /// Where the message begins in its file.
  private let start: Int
  private let depth: Int
  private var place = 0

  /// How deep messages may lie in each other.
  package static let deepest = 32

  /// A file that is one message.
  package init(_ bytes: SharedStorage<UInt8>, path: String) {
    self.init(bytes, path: path, start: 0, depth: 0)
  }

  init(_ bytes: SharedStorage<UInt8>, path: String, start: Int, depth: Int) {
    (self.bytes, self.path, self.start, self.depth) = (bytes, path, start, depth)
  }

  /// The next field; nil at the message's end.
  ///
  /// - Throws: `FileError` with the byte of what is no field.
  package mutating func next() throws(FileError) -> ProtobufField? {
    guard place < bytes.count else { return nil }
    let position = start + place
    let tag = try varint("a field's number")
    guard let number = Int(exactly: tag >> 3), (1...Self.largestNumber).contains(number) else {
      throw bad("a field has the number \(tag >> 3), expected 1 to \(Self.largestNumber)", at: position)
    }
    guard let type = ProtobufField.WireType(rawValue: UInt8(tag & 7)) else {
      throw bad("field \(number) is of wire type \(tag & 7), expected 0, 1, 2 or 5", at: position)
    }
    let value: ProtobufField.Value
    switch type {
    case .varint: value = .varint(try varint("field \(number)"))
    case .fixed64: value = .fixed64(try fixed(8, number))
    case .fixed32: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4, number)))
    case .delimited:
      let length = try varint("the length of field \(number)")
      guard length <= UInt64(bytes.count - place) else {
        throw bad(
          "field \(number) has \(length) bytes, but \(bytes.count - place) are left of its message",
          at: position)
      }
      value = .bytes(bytes.slice(place..<place + Int(length)), start: start + place)
      place += Int(length)
    }
    return ProtobufField(number: number, position: position, value: value, path: path, depth: depth)
  }

  private static let largestNumber = (1 << 29) - 1

  private mutating func varint(_ what: String) throws(FileError) -> UInt64 {
    let position = start + place
    guard let value = Self.varint(in: bytes, at: &place) else {
      throw bad("\(what) breaks off, or has more than 64 bits", at: position)
    }
    return value
  }

  /// A number of one to ten bytes; nil where it breaks off or has more than 64 bits.
  static func varint(in bytes: SharedStorage<UInt8>, at place: inout Int) -> UInt64? {
    bytes.withSpan { span in
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while place < span.count {
        let byte = span[place]
        place += 1
        if shift == 63, byte > 1 { return nil }
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
        shift += 7
        if shift > 63 { return nil }
      }
      return nil
    }
  }

  private mutating func fixed(_ width: Int, _ number: Int) throws(FileError) -> UInt64 {
    guard bytes.count - place >= width else {
      throw bad("field \(number) breaks off", at: start + place)
    }
    defer { place += width }
    let first = place
    return bytes.withSpan { span in
      (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(span[first + $1]) }
    }
  }

  private func bad(_ problem: String, at position: Int) -> FileError {
    FileError(.badData, path: path, position: .byte(position), problem: problem, remedy: "get the file again")
  }
}
