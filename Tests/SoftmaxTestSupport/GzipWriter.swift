// gzip files for tests: stored, not compressed, so that nothing but the format is needed.

/// Makes gzip files of uncompressed blocks (RFC 1951, section 3.2.4).
package enum GzipWriter {
  package static func file(_ content: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let count = min(content.count - start, 65_535)
      let isLast = start + count == content.count
      file += [isLast ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)]
      file += [UInt8(~count & 255), UInt8(~count >> 8 & 255)]
      file += content[start..<start + count]
      start += count
    } while start < content.count
    file += littleEndian(crc32(content)) + littleEndian(UInt32(truncatingIfNeeded: content.count))
    return file
  }

  /// A file of so many zeros, in one block of fixed codes (section 3.2.6) that repeats the byte before: a thousandth of it.
  package static func zeros(count: Int) -> [UInt8] {
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var (bits, bitCount) = (UInt64(0), 0)
    func put(_ value: UInt64, _ length: Int) {
      bits |= value << UInt64(bitCount)
      bitCount += length
      while bitCount >= 8 {
        file.append(UInt8(bits & 255))
        bits >>= 8
        bitCount -= 8
      }
    }
    put(0b011, 3)
    // The literal 0 is 00110000, its bits in reverse; then runs of 258 at distance 1: 11000101 and 00000; then single zeros.
    put(0b0000_1100, 8)
    for _ in 0..<(count - 1) / 258 {
      put(0b1010_0011, 8)
      put(0, 5)
    }
    for _ in 0..<(count - 1) % 258 { put(0b0000_1100, 8) }
    put(0, 7)
    if bitCount > 0 { put(0, 8 - bitCount) }
    var crc = ~UInt32(0)
    for _ in 0..<count {
      for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return file + littleEndian(~crc) + littleEndian(UInt32(truncatingIfNeeded: count))
  }

  package static func crc32(_ content: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 {
        let carry: UInt32 = crc & 1 == 1 ? 0xedb8_8320 : 0
        crc = (crc >> 1) ^ carry
      }
    }
    return ~crc
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(value >> ($0 * 8) & 255) }
  }
}
