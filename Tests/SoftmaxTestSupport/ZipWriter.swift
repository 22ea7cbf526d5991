// Zip archives for tests, right and wrong.

/// Makes zip archives byte by byte.
package enum ZipWriter {
  /// What an archive says of one file.
  package struct Entry: Sendable {
    package var name: String
    /// The bytes that are stored: compressed ones for method 8.
    package var stored: [UInt8]
    package var method: UInt16
    package var size: UInt64
    package var checksum: UInt32
    package var flags: UInt16 = 0
    /// What the local header says instead.
    package var localName: String?
    /// Where the directory has the entry instead.
    package var offset: Int?
    /// Whether sizes and offset stand in a zip64 field.
    package var isLarge = false

    /// Content as it is.
    package init(_ name: String, _ content: [UInt8]) {
      self.init(name, content, stored: content, method: 0)
    }

    /// Content whose stored form is given.
    package init(_ name: String, _ content: [UInt8], stored: [UInt8], method: UInt16 = 8) {
      self.name = name
      self.stored = stored
      self.method = method
      size = UInt64(content.count)
      checksum = GzipWriter.crc32(content)
    }
  }

  /// An archive; `isLarge` adds the end record of zip64.
  package static func file(_ entries: [Entry], comment: [UInt8] = [], isLarge: Bool = false) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = UInt64(entry.offset ?? file.count)
      let localName = Array((entry.localName ?? entry.name).utf8)
      file += bytes(0x0403_4b50 as UInt32) + shared(entry)
      file += bytes(UInt16(localName.count)) + bytes(0 as UInt16) + localName + entry.stored
      // The three numbers, in 32 bits or beside them.
      let large = bytes(entry.size) + bytes(UInt64(entry.stored.count)) + bytes(offset)
      let extra =
        entry.isLarge ? bytes(0x9999 as UInt16) + [2, 0, 7, 7] + bytes(1 as UInt16) + [24, 0] + large : []
      directory += bytes(0x0201_4b50 as UInt32) + bytes(45 as UInt16) + shared(entry)
      directory += bytes(UInt16(entry.name.utf8.count)) + bytes(UInt16(extra.count)) + bytes(0 as UInt16)
      directory += [UInt8](repeating: 0, count: 8)
      directory += bytes(entry.isLarge ? .max : UInt32(offset)) + Array(entry.name.utf8) + extra
    }
    let start = file.count
    file += directory
    let count = UInt16(entries.count)
    if isLarge {
      let end = file.count
      file += bytes(0x0606_4b50 as UInt32) + bytes(44 as UInt64) + [45, 0, 45, 0] + bytes(0 as UInt64)
      file +=
        bytes(UInt64(count)) + bytes(UInt64(count)) + bytes(UInt64(directory.count)) + bytes(UInt64(start))
      file += bytes(0x0706_4b50 as UInt32) + bytes(0 as UInt32) + bytes(UInt64(end)) + bytes(1 as UInt32)
    }
    file += bytes(0x0605_4b50 as UInt32) + bytes(0 as UInt32)
    file += isLarge ? [UInt8](repeating: 255, count: 4) : bytes(count) + bytes(count)
    file += bytes(isLarge ? .max : UInt32(directory.count)) + bytes(isLarge ? .max : UInt32(start))
    return file + bytes(UInt16(comment.count)) + comment
  }

  /// What both headers have: version, flags, method, date, checksum and sizes.
  private static func shared(_ entry: Entry) -> [UInt8] {
    let sizes =
      entry.isLarge
      ? [UInt32.max, .max] : [UInt32(entry.stored.count), UInt32(truncatingIfNeeded: entry.size)]
    return bytes(20 as UInt16) + bytes(entry.flags) + bytes(entry.method) + bytes(0 as UInt32)
      + bytes(entry.checksum)
      + sizes.flatMap { bytes($0) }
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] { NPYWriter.bytes(of: value) }
}
