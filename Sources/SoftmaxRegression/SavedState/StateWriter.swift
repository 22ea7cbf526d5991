// Numbers into bytes.

/// Collects the bytes of a state.
package struct StateWriter {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends a whole number, least significant byte first.
  package mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
    for byte in 0..<Integer.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }

  /// Appends so many whole numbers, which are most of a large state; the room for them is made once.
  package mutating func append<Integer: FixedWidthInteger>(_ count: Int, _ number: (Int) -> Integer) {
    let (first, width) = (bytes.count, Integer.bitWidth / 8)
    bytes.append(contentsOf: repeatElement(0, count: width * count))
    var span = bytes.mutableSpan
    for i in 0..<count {
      let value = number(i)
      for byte in 0..<width {
        span[first + width * i + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
      }
    }
  }

  /// Appends a run of bytes: their number, and they.
  package mutating func append(run: [UInt8]) {
    run.count.write(to: &self)
    bytes.append(contentsOf: run)
  }

  /// Appends a name: the number of its bytes in UTF-8, and they.
  package mutating func append(_ name: String) {
    name.utf8.count.write(to: &self)
    bytes.append(contentsOf: name.utf8)
  }
}
