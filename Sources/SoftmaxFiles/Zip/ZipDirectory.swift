// The central directory of a zip archive, found from the file's end.

import SoftmaxKernels

/// The directory's records, as they stand.
struct ZipDirectory {
  let records: [ZipRecord]
  /// Where the directory begins, and so where contents end.
  let start: Int

  private static let endSignature: UInt32 = 0x0605_4b50
  private static let endLength = 22
  private static let longestComment = 0xffff
  private static let largeEndSignature: UInt32 = 0x0606_4b50
  private static let largeEndLength = 56
  private static let locatorSignature: UInt32 = 0x0706_4b50
  private static let locatorLength = 20

  /// What an end record says.
  private struct End {
    /// Where the record itself begins, which is where the directory has to end.
    let position: Int
    let disk: Int
    let count: Int
    let size: Int
    let offset: Int
  }

  /// Finds and reads the directory.
  ///
  /// - Throws: `FileError` naming the byte.
  init(of bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    let end = try Self.end(of: bytes, path: path)
    guard end.disk == 0 else {
      throw FileError(
        .badData, path: path, position: .byte(end.position),
        problem: "this is one part of a zip archive in several files", remedy: "join the parts")
    }
    let (directoryEnd, overflow) = end.offset.addingReportingOverflow(end.size)
    guard !overflow, directoryEnd == end.position else {
      throw FileError(
        .badData, path: path, position: .byte(end.position),
        problem:
          "the zip directory should end here, but it is said to be \(end.size) bytes from byte \(end.offset) on",
        remedy: "get the file again")
    }
    guard end.count <= end.size / ZipRecord.fixedLength else {
      throw FileError(
        .badData, path: path, position: .byte(end.position),
        problem: "\(end.count) entries cannot stand in a zip directory of \(end.size) bytes",
        remedy: "get the file again")
    }
    var reader = ByteReader(bytes.slice(0..<end.position), path: path)
    _ = try reader.take(end.offset, "the entries")
    var records: [ZipRecord] = []
    for _ in 0..<end.count { records.append(try ZipRecord(from: &reader, path: path)) }
    guard reader.remaining == 0 else {
      throw FileError(
        .badData, path: path, position: .byte(reader.position),
        problem: "expected the end of the zip directory after \(end.count) entries, found \(reader.remaining) "
          + "bytes more", remedy: "get the file again")
    }
    self.records = records
    self.start = end.offset
  }

  private static func end(of bytes: SharedStorage<UInt8>, path: String) throws(FileError) -> End {
    guard let position = endPosition(of: bytes) else {
      throw FileError(
        .badData, path: path, position: .byte(bytes.count),
        problem: "the file breaks off: expected the end record of a zip archive in its last bytes",
        remedy: "get the file again")
    }
    var reader = ByteReader(bytes, path: path)
    _ = try reader.take(position + 4, "the entries")
    let what = "the end record"
    let disk = Int(try reader.littleEndian(UInt16.self, what))
    let firstDisk = Int(try reader.littleEndian(UInt16.self, what))
    let countHere = try reader.littleEndian(UInt16.self, what)
    let count = try reader.littleEndian(UInt16.self, what)
    let size = try reader.littleEndian(UInt32.self, what)
    let offset = try reader.littleEndian(UInt32.self, what)
    guard count == .max || size == .max || offset == .max,
      let large = try largeEnd(before: position, of: bytes, path: path)
    else {
      return End(
        position: position, disk: count == countHere ? max(disk, firstDisk) : 1, count: Int(count),
        size: Int(size), offset: Int(offset))
    }
    return large
  }

  /// The last place where an end record fits, its comment reaching the file's end.
  private static func endPosition(of bytes: SharedStorage<UInt8>) -> Int? {
    bytes.withSpan { span in
      guard span.count >= endLength else { return nil }
      let last = span.count - endLength
      for position in stride(from: last, through: max(0, last - longestComment), by: -1)
      where span[position] == 0x50 && span[position + 1] == 0x4b && span[position + 2] == 5
        && span[position + 3] == 6
        && Int(span[position + 20]) | Int(span[position + 21]) << 8 == last - position
      {
        return position
      }
      return nil
    }
  }

  /// The record of an archive beyond 4 GiB or 65,535 entries; nil where there is no locator of one.
  private static func largeEnd(
    before end: Int, of bytes: SharedStorage<UInt8>, path: String
  ) throws(FileError) -> End? {
    guard end >= locatorLength + largeEndLength else { return nil }
    var locator = ByteReader(bytes, path: path)
    _ = try locator.take(end - locatorLength, "the entries")
    guard try locator.littleEndian(UInt32.self, "the locator") == locatorSignature else { return nil }
    _ = try locator.take(4, "the locator")
    let offset = try locator.littleEndian(UInt64.self, "the locator")
    let diskCount = Int(try locator.littleEndian(UInt32.self, "the locator"))
    var reader = ByteReader(bytes.slice(0..<end - locatorLength), path: path)
    let misplaced = FileError(
      .badData, path: path, position: .byte(end - locatorLength),
      problem: "expected the zip64 end record at byte \(offset), where there is none",
      remedy: "get the file again")
    guard offset <= UInt64(end - locatorLength - largeEndLength) else { throw misplaced }
    let what = "the zip64 end record"
    _ = try reader.take(Int(offset), "the entries")
    guard try reader.littleEndian(UInt32.self, what) == largeEndSignature else { throw misplaced }
    let length = try reader.littleEndian(UInt64.self, what)
    // The record's length does not count its first 12 bytes; the locator has to follow it.
    guard length >= UInt64(largeEndLength - 12), length == UInt64(reader.remaining) else { throw misplaced }
    _ = try reader.take(4, what)
    let disk = Int(try reader.littleEndian(UInt32.self, what))
    let firstDisk = Int(try reader.littleEndian(UInt32.self, what))
    let countHere = try reader.littleEndian(UInt64.self, what)
    let count = try reader.littleEndian(UInt64.self, what)
    let size = try reader.littleEndian(UInt64.self, what)
    let start = try reader.littleEndian(UInt64.self, what)
    return End(
      position: Int(offset), disk: count == countHere && diskCount <= 1 ? max(disk, firstDisk) : 1,
      count: Int(clamping: count), size: Int(clamping: size), offset: Int(clamping: start))
  }
}
