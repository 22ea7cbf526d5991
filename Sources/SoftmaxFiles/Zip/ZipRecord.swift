// One record of a zip archive's central directory.

import SoftmaxKernels

/// What the directory says of an entry, checked against the header beside the content.
struct ZipRecord {
  /// Where the record stands.
  let position: Int
  let name: String
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  let compressedSize: Int
  let size: Int
  /// Where the entry's local header stands.
  let offset: Int

  /// The bytes of a record without its name, extra fields and comment.
  static let fixedLength = 46
  private static let signature: UInt32 = 0x0201_4b50
  private static let localSignature: UInt32 = 0x0403_4b50
  /// The extra field with the numbers that do not fit into 32 bits.
  private static let largeNumbers: UInt16 = 1
  /// Flags of encryption: the content's, strong, and of the directory.
  private static let encryptionFlags: UInt16 = 1 << 0 | 1 << 6 | 1 << 13

  /// Reads the next record.
  init(from reader: inout ByteReader, path: String) throws(FileError) {
    let what = "the zip directory"
    position = reader.position
    guard try reader.littleEndian(UInt32.self, what) == Self.signature else {
      throw FileError(
        .badData, path: path, position: .byte(position), problem: "expected an entry of the zip directory",
        remedy: "get the file again")
    }
    _ = try reader.take(4, what)
    flags = try reader.littleEndian(UInt16.self, what)
    method = try reader.littleEndian(UInt16.self, what)
    _ = try reader.take(4, what)
    checksum = try reader.littleEndian(UInt32.self, what)
    let compressedSize = try reader.littleEndian(UInt32.self, what)
    let size = try reader.littleEndian(UInt32.self, what)
    let nameLength = Int(try reader.littleEndian(UInt16.self, what))
    let extraLength = Int(try reader.littleEndian(UInt16.self, what))
    let commentLength = Int(try reader.littleEndian(UInt16.self, what))
    _ = try reader.take(8, what)
    let offset = try reader.littleEndian(UInt32.self, what)
    let name = try reader.take(nameLength, what).array
    guard let text = String(validating: name, as: UTF8.self) else {
      throw FileError(
        .badData, path: path, position: .byte(position + Self.fixedLength),
        problem: "the entry's name is not UTF-8")
    }
    self.name = text
    let extra = try reader.take(extraLength, what)
    _ = try reader.take(commentLength, what)
    let extraStart = position + Self.fixedLength + nameLength
    var large = try Self.largeNumbers(in: extra, at: extraStart, path: path)
    // In this order, and only those that do not fit.
    self.size = try size == .max ? Self.next(&large, at: extraStart, path: path) : Int(size)
    self.compressedSize =
      try compressedSize == .max ? Self.next(&large, at: extraStart, path: path) : Int(compressedSize)
    self.offset = try offset == .max ? Self.next(&large, at: extraStart, path: path) : Int(offset)
  }

  private static func largeNumbers(
    in extra: SharedStorage<UInt8>, at start: Int, path: String
  ) throws(FileError) -> ByteReader? {
    var reader = ByteReader(extra, path: path)
    while reader.remaining >= 4 {
      let kind = try reader.littleEndian(UInt16.self, "an extra field")
      let length = Int(try reader.littleEndian(UInt16.self, "an extra field"))
      guard length <= reader.remaining else { break }
      let content = try reader.take(length, "an extra field")
      if kind == largeNumbers { return ByteReader(content, path: path) }
    }
    return nil
  }

  private static func next(_ reader: inout ByteReader?, at start: Int, path: String) throws(FileError) -> Int {
    guard reader.map({ $0.remaining >= 8 }) == true,
      let number = try reader?.littleEndian(UInt64.self, "the zip64 field")
    else {
      throw FileError(
        .badData, path: path, position: .byte(start),
        problem: "the entry's zip64 field lacks a number that does not fit into 32 bits",
        remedy: "get the file again")
    }
    return Int(clamping: number)
  }

  /// The entry, whose content must lie before the byte `limit`.
  ///
  /// - Throws: `FileError` for encryption, methods other than stored and deflate, and an entry that does not lie where the
  ///   record says.
  func entry(in bytes: SharedStorage<UInt8>, before limit: Int, path: String) throws(FileError) -> ZipEntry {
    let shown = "the entry '\(name.prefix(80))'"
    guard flags & Self.encryptionFlags == 0 else {
      throw FileError(
        .badData, path: path, position: .byte(position), problem: "\(shown) is encrypted",
        remedy: "decrypt it first")
    }
    let method: ZipEntry.Method
    switch self.method {
    case 0: method = .stored
    case 8: method = .deflated
    default:
      throw FileError(
        .badData, path: path, position: .byte(position),
        problem: "\(shown) is compressed by method \(self.method): expected 0 (stored) or 8 (deflate)",
        remedy: "save it without compression")
    }
    guard offset < limit else {
      throw FileError(
        .badData, path: path, position: .byte(position),
        problem: "\(shown) is said to begin at byte \(offset), but the directory begins at byte \(limit)",
        remedy: "get the file again")
    }
    var reader = ByteReader(bytes.slice(0..<limit), path: path)
    _ = try reader.take(offset, "the entries")
    let what = "the header of \(shown)"
    guard try reader.littleEndian(UInt32.self, what) == Self.localSignature else {
      throw FileError(
        .badData, path: path, position: .byte(offset), problem: "expected \(what)", remedy: "get the file again"
      )
    }
    _ = try reader.take(4, what)
    let localMethod = try reader.littleEndian(UInt16.self, what)
    _ = try reader.take(16, what)
    let nameLength = Int(try reader.littleEndian(UInt16.self, what))
    let extraLength = Int(try reader.littleEndian(UInt16.self, what))
    let localName = try reader.take(nameLength, what).array
    guard localMethod == self.method, localName == Array(name.utf8) else {
      throw FileError(
        .badData, path: path, position: .byte(offset),
        problem: "\(what) says something else than the zip directory", remedy: "get the file again")
    }
    _ = try reader.take(extraLength, what)
    let start = reader.position
    _ = try reader.take(compressedSize, shown)
    guard method == .deflated || size == compressedSize else {
      throw FileError(
        .badData, path: path, position: .byte(position),
        problem: "\(shown) is stored in \(compressedSize) bytes, but states \(size)",
        remedy: "get the file again")
    }
    return ZipEntry(
      name: name, method: method, size: size, checksum: checksum, range: start..<reader.position)
  }
}
