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
