// Numbers out of bytes, never beyond their end.

package import SoftmaxKernels

/// Reads a file's bytes from front to back; each read is checked against what is left.
package struct ByteReader: Sendable {
  private let bytes: SharedStorage<UInt8>
  private let path: String

  /// The next byte to be read, counted from 0.
  package private(set) var position = 0

  /// How many bytes are left.
  package var remaining: Int { bytes.count - position }

  package init(_ bytes: SharedStorage<UInt8>, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The next `count` bytes, without a copy; `what` they are is for the error: "the header".
  ///
  /// - Throws: `FileError` where fewer are left.
  package mutating func take(_ count: Int, _ what: String) throws(FileError) -> SharedStorage<UInt8> {
    guard count >= 0, count <= remaining else {
      throw FileError(
        .badData, path: path, position: .byte(position),
        problem: "the file breaks off in \(what): expected \(count) bytes, found \(remaining)",
        remedy: "get the file again")
    }
    defer { position += count }
    return bytes.slice(position..<position + count)
  }

  /// The next byte.
  package mutating func byte(_ what: String) throws(FileError) -> UInt8 {
    try take(1, what).withSpan { $0[0] }
  }

  /// The next whole number of `Integer`'s width, most significant byte first.
  package mutating func bigEndian<Integer: FixedWidthInteger>(
    _ type: Integer.Type, _ what: String
  ) throws(FileError) -> Integer {
    try take(MemoryLayout<Integer>.size, what).withSpan { span in
      span.indices.reduce(Integer.zero) { $0 << 8 | Integer(truncatingIfNeeded: span[$1]) }
    }
  }

  /// The next whole number of `Integer`'s width, least significant byte first.
  package mutating func littleEndian<Integer: FixedWidthInteger>(
    _ type: Integer.Type, _ what: String
  ) throws(FileError) -> Integer {
    try bigEndian(type, what).byteSwapped
  }
}
