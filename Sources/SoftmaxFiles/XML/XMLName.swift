// Names in XML, compared without making text of them.

/// The name of an element or attribute without its prefix, up to sixteen bytes of it.
package struct XMLName: Sendable, Hashable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var count = 0

  /// A name in a text: what follows the last colon.
  package init(_ bytes: Span<UInt8>) {
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == UInt8(ascii: ":") { (low, high, count) = (0, 0, 0) } else { add(byte) }
    }
  }

  package init(_ text: String) {
    for byte in text.utf8 { add(byte) }
  }

  private mutating func add(_ byte: UInt8) {
    if count < 8 {
      low |= UInt64(byte) << (8 * UInt64(count))
    } else if count < 16 {
      high |= UInt64(byte) << (8 * UInt64(count - 8))
    }
    count += 1
  }
}
