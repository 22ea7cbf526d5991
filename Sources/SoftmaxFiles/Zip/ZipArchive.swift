// Zip archives (zip64 too), read from their central directory.

package import SoftmaxKernels

/// The entries of an archive, stored or deflated; everything else that a zip file may be is refused.
///
/// Layout: for each entry a local header and its content; then the central directory, which lists them; then the end
/// record, which says where the directory is. Reference: PKWARE's APPNOTE 6.3.
package struct ZipArchive: Sendable {
  package let path: String
  package let entries: [ZipEntry]

  private let bytes: SharedStorage<UInt8>

  /// The most that the deflated entries of an archive may state to come out of them together: 16 GiB.
  package static let outputLimit = 1 << 34
  /// What deflate can make of one byte at the most.
  private static let largestRatio = 1032

  /// Whether the bytes begin as a zip archive with entries does.
  package static func isZip(_ bytes: SharedStorage<UInt8>) -> Bool {
    bytes.withSpan { $0.count >= 4 && $0[0] == 0x50 && $0[1] == 0x4b && $0[2] == 3 && $0[3] == 4 }
  }

  /// Reads the directory of an archive; contents are not touched.
  ///
  /// - Throws: `FileError` naming the byte of whatever does not fit. Memory is bounded by the file's length.
  package init(
    _ bytes: SharedStorage<UInt8>, path: String, outputLimit: Int = Self.outputLimit
  ) throws(FileError) {
    let directory = try ZipDirectory(of: bytes, path: path)
    var entries: [ZipEntry] = []
    var names: Set<String> = []
    var output = 0
    for record in directory.records {
      let entry = try record.entry(in: bytes, before: directory.start, path: path)
      guard !MarkRun.isLong(entry.name) else {
        throw FileError(
          .badData, path: path, position: .byte(record.position),
          problem: "in the name of an entry \(MarkRun.problem)",
          remedy: "save the file with another name for it")
      }
      guard names.insert(entry.name).inserted else {
        throw FileError(
          .badData, path: path, position: .byte(record.position),
          problem: "the entry '\(entry.name.prefix(80))' stands twice")
      }
      if entry.method == .deflated {
        // A size is believed only as far as the compressed bytes can hold it.
        guard entry.size / Self.largestRatio <= entry.range.count else {
          throw FileError(
            .badData, path: path, position: .byte(record.position),
            problem: "the entry '\(entry.name.prefix(80))' states \(entry.size) bytes, more than "
              + "\(entry.range.count) compressed bytes can hold", remedy: "get the file again")
        }
        // Neither can overflow: a size is at most 1032 times the file's, and the limit is far from Int.max.
        output += entry.size
        guard output <= outputLimit else {
          throw FileError(
            .badData, path: path, position: .byte(record.position),
            problem: "the compressed entries state more than \(outputLimit) bytes together, which is the limit",
            remedy: "save the arrays without compression")
        }
      }
      entries.append(entry)
    }
    try Self.checkOverlap(zip(directory.records, entries).map { ($0.offset, $1) }, path: path)
    self.path = path
    self.entries = entries
    self.bytes = bytes
  }

  private static func checkOverlap(
    _ entries: [(start: Int, entry: ZipEntry)], path: String
  ) throws(FileError) {
    var end = 0
    for (start, entry) in entries.sorted(by: { $0.start < $1.start }) {
      guard start >= end else {
        throw FileError(
          .badData, path: path, position: .byte(start),
          problem: "the entry '\(entry.name.prefix(80))' overlaps the one before it")
      }
      end = entry.range.upperBound
    }
  }

  /// The content of an entry: of a stored one the bytes where they lie, of a deflated one what comes out of it.
  ///
  /// - Throws: `FileError` for compressed data that is damaged, or not of the stated size and checksum. The checksum of
  ///   stored bytes is not looked at, so that they need not be read.
  package func contents(of entry: ZipEntry) throws(FileError) -> SharedStorage<UInt8> {
    let stored = bytes.slice(entry.range)
    guard entry.method == .deflated else { return stored }
    try FileError.checkMemory(for: entry.size, "the entry '\(entry.name.prefix(80))'", path: path)
    // The size is one that the compressed bytes can hold; what is not written costs nothing.
    var content = GrowingStorage<UInt8>(capacity: entry.size)
    var checksum: UInt32 = 0
    try inflation(of: entry, limit: entry.size).run(stored) { piece in
      checksum = Zlib.crc32(piece.span, continuing: checksum)
      content.append(piece.span)
    }
    guard content.count == entry.size else {
      throw damaged(entry, "expected \(entry.size) bytes of content, found \(content.count)")
    }
    guard checksum == entry.checksum else {
      throw damaged(
        entry,
        "the checksum (CRC-32) is \(Self.hexadecimal(checksum)), expected \(Self.hexadecimal(entry.checksum))")
    }
    return content.finish()
  }

  /// The first `count` bytes of an entry's content, or all where there are fewer.
  ///
  /// - Throws: `FileError` where compressed data breaks off or is damaged before that.
  package func prefix(of entry: ZipEntry, count: Int) throws(FileError) -> SharedStorage<UInt8> {
    let stored = bytes.slice(entry.range)
    guard entry.method == .deflated else { return stored.slice(0..<min(count, stored.count)) }
    var content = GrowingStorage<UInt8>(capacity: 0)
    var inflation = inflation(of: entry, limit: min(count, entry.size))
    inflation.stopsAtLimit = true
    try inflation.run(stored) { content.append($0.span) }
    return content.finish()
  }

  /// The bytes of an entry as they are stored.
  func stored(_ entry: ZipEntry) -> SharedStorage<UInt8> { bytes.slice(entry.range) }

  private func inflation(of entry: ZipEntry, limit: Int) -> Inflation {
    Inflation(wrapping: .none, path: path, offset: entry.range.lowerBound, limit: limit)
  }

  private func damaged(_ entry: ZipEntry, _ problem: String) -> FileError {
    FileError(
      .badData, path: path, position: .byte(entry.range.lowerBound),
      problem: "the entry '\(entry.name.prefix(80))' is damaged: \(problem)", remedy: "get the file again")
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
