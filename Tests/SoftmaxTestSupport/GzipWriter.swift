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
