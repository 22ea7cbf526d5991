// Numbers out of bytes, never beyond their end.

/// Reads the bytes of a state from front to back; each read is checked against what is left.
package struct StateReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  /// The place of the next byte, counted from the first of all bytes.
  package var position: Int { index }

  /// How many bytes are left.
  package var remaining: Int { bytes.endIndex - index }

  /// Places in errors are the slice's own.
  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// The next whole number, least significant byte first.
  ///
  /// - Throws: `StateError` where too few bytes are left.
  package mutating func next<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(StateError) -> Integer {
    let count = Integer.bitWidth / 8
    guard count <= remaining else {
      throw StateError("the state breaks off: expected \(count) bytes, found \(remaining)", at: index)
    }
    var value: Integer = 0
    for byte in 0..<count { value |= Integer(truncatingIfNeeded: bytes[index + byte]) << (8 * byte) }
    index += count
    return value
  }

  /// The next run of bytes.
  ///
  /// - Throws: `StateError` where it breaks off.
  package mutating func nextRun() throws(StateError) -> [UInt8] {
    let place = index
    let count = try Int(reading: &self)
    guard count >= 0, count <= remaining else {
      throw StateError("a run of \(count) bytes is longer than what is left", at: place)
    }
    defer { index += count }
    return Array(bytes[index..<index + count])
  }

  /// The next name.
  ///
  /// - Throws: `StateError` where it breaks off.
  package mutating func nextText() throws(StateError) -> String {
    let place = index
    let count = try Int(reading: &self)
    guard count >= 0, count <= remaining else {
      throw StateError("a name of \(count) bytes is longer than what is left", at: place)
    }
    defer { index += count }
    return String(decoding: bytes[index..<index + count], as: UTF8.self)
  }

  /// Refuses bytes that are left over at the end.
  package func finish() throws(StateError) {
    guard remaining == 0 else {
      throw StateError("\(remaining) bytes follow the state, expected none", at: index)
    }
  }
}
