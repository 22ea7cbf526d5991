// Writing of zip archives, entries stored as they are.

/// Makes an archive: entries as they are, then the directory. Equal entries give equal bytes: there is no time in it.
///
/// Numbers beyond 32 bits, and more than 65,534 entries, are written as zip64, and only they. Reference: PKWARE's APPNOTE
/// 6.3.
package struct ZipBuilder {
  private var archive = ByteRope()
  private var directory: [UInt8] = []
  private var count = 0

  /// The first size or offset, and the first number of entries, that is written as zip64.
  private let firstLargeSize: UInt64
  private let firstLargeCount: Int

  package init() { self.init(firstLargeSize: UInt64(UInt32.max), firstLargeCount: 65_535) }

  /// Writes zip64 for less than has to be, which tests can hold in memory.
  init(firstLargeSize: UInt64, firstLargeCount: Int) {
    (self.firstLargeSize, self.firstLargeCount) = (firstLargeSize, firstLargeCount)
  }

  /// Adds an entry, whose name no other one may have. Its content is not copied.
  package mutating func add(_ name: String, _ content: ByteRope) {
    var checksum: UInt32 = 0
    content.forEachChunk { checksum = Zlib.crc32($0, continuing: checksum) }
    let (size, offset) = (UInt64(content.count), UInt64(archive.count))
    let bytes = Array(name.utf8)
    let isLarge = size >= firstLargeSize || offset >= firstLargeSize
    let (number, none) = ([size, size], [UInt8](repeating: 255, count: 8))
    var header = Self.bytes([UInt16(isLarge ? 45 : 20)])
    // Names are UTF-8; stored; midnight of the first day that the format knows.
    header += Self.bytes([0x0800, 0, 0, 0x21] as [UInt16])
    header += Self.bytes([checksum])
    header += isLarge ? none : Self.bytes(number.map { UInt32($0) })
    header += Self.bytes([UInt16(bytes.count)])
    // What does not fit into 32 bits; a local header has no offset.
    let local = isLarge ? Self.bytes([1, 16] as [UInt16]) + Self.bytes(number) : []
    let large = isLarge ? Self.bytes([1, 24] as [UInt16]) + Self.bytes(number + [offset]) : []

    archive.append(Self.bytes([UInt32(0x0403_4b50)]) + header)
    archive.append(Self.bytes([UInt16(local.count)]) + bytes + local)
    archive.append(content)

    directory += Self.bytes([UInt32(0x0201_4b50)]) + Self.bytes([UInt16(isLarge ? 45 : 20)]) + header
    directory += Self.bytes([UInt16(large.count)]) + [UInt8](repeating: 0, count: 10)
    directory += Self.bytes([isLarge ? UInt32.max : UInt32(offset)]) + bytes + large
    count += 1
  }

  /// The whole archive.
  package func finish() -> ByteRope {
    var whole = archive
    let (start, size, number) = (UInt64(archive.count), UInt64(directory.count), UInt64(count))
    whole.append(directory)
    let isLarge = count >= firstLargeCount || start + size >= firstLargeSize
    if isLarge {
      let end = UInt64(whole.count)
      whole.append(Self.bytes([UInt32(0x0606_4b50)]) + Self.bytes([UInt64(44)]))
      whole.append(Self.bytes([45, 45, 0, 0, 0, 0] as [UInt16]))
      whole.append(Self.bytes([number, number, size, start]))
      whole.append(Self.bytes([0x0706_4b50, 0] as [UInt32]) + Self.bytes([end]) + Self.bytes([UInt32(1)]))
    }
    let short = isLarge ? UInt16.max : UInt16(count)
    whole.append(Self.bytes([0x0605_4b50, 0] as [UInt32]) + Self.bytes([short, short]))
    whole.append(Self.bytes(isLarge ? [UInt32.max, .max] : [UInt32(size), UInt32(start)]) + [0, 0])
    return whole
  }

  private static func bytes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers { bytes += LittleEndian.bytes(of: number) }
    return bytes
  }
}
