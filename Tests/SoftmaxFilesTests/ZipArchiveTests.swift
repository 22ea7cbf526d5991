// Zip archives: read from their directory, and refused by name where anything does not fit.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct ZipArchiveTests {
  private static let content = Array(String(repeating: "softmax regression ", count: 40).utf8)

  private static func deflated(_ name: String, _ content: [UInt8] = content) -> ZipWriter.Entry {
    // A zlib stream is raw deflate between a header and a checksum.
    ZipWriter.Entry(name, content, stored: Array(Zlib.compress(content).dropFirst(2).dropLast(4)))
  }

  private static func changed(
    _ entry: ZipWriter.Entry, _ change: (inout ZipWriter.Entry) -> Void
  ) -> ZipWriter.Entry {
    var entry = entry
    change(&entry)
    return entry
  }

  private func read(_ bytes: [UInt8], outputLimit: Int = ZipArchive.outputLimit) throws(FileError) -> ZipArchive
  {
    try ZipArchive(SharedStorage(bytes), path: "a.zip", outputLimit: outputLimit)
  }

  @Test(arguments: [false, true], [0, 1, 65_535])
  func storedAndDeflatedEntriesComeBack(_ isLarge: Bool, _ commentLength: Int) throws {
    let entries = [ZipWriter.Entry("a", [1, 2, 3]), Self.deflated("dir/b"), ZipWriter.Entry("empty", [])].map {
      Self.changed($0) { $0.isLarge = isLarge }
    }
    let comment = [UInt8](repeating: 0x50, count: commentLength)
    let archive = try read(ZipWriter.file(entries, comment: comment, isLarge: isLarge))
    #expect(archive.entries.map(\.name) == ["a", "dir/b", "empty"])
    #expect(archive.entries.map(\.method) == [.stored, .deflated, .stored])
    #expect(try archive.contents(of: archive.entries[0]).array == [1, 2, 3])
    #expect(try archive.contents(of: archive.entries[1]).array == Self.content)
    #expect(try archive.contents(of: archive.entries[2]).count == 0)
    for count in [0, 7, 10_000] {
      #expect(
        try archive.prefix(of: archive.entries[1], count: count).array == Array(Self.content.prefix(count)))
      #expect(try archive.prefix(of: archive.entries[0], count: count).array == Array([1, 2, 3].prefix(count)))
    }
  }

  @Test func sizesBehindTheContentAreThoseOfTheDirectory() throws {
    // Flag 3: written in one go, so that the header beside the content could not know them.
    let entry = Self.changed(Self.deflated("a")) { $0.flags = 1 << 3 }
    let archive = try read(ZipWriter.file([entry]))
    #expect(try archive.contents(of: archive.entries[0]).array == Self.content)
  }

  @Test func anArchiveWithoutEntriesIsOne() throws {
    #expect(try read(ZipWriter.file([])).entries.isEmpty)
  }

  @Test func archivesAreToldByTheirFirstBytes() {
    #expect(ZipArchive.isZip(SharedStorage(ZipWriter.file([ZipWriter.Entry("a", [])]))))
    #expect(!ZipArchive.isZip(SharedStorage([0x50, 0x4b])))
    #expect(!ZipArchive.isZip(SharedStorage([0x50, 0x4b, 3, 5])))
  }

  @Test func compressedContentIsCheckedAgainstItsChecksumAndSize() throws {
    func error(_ change: (inout ZipWriter.Entry) -> Void) throws -> FileError? {
      let archive = try read(ZipWriter.file([Self.changed(Self.deflated("a"), change)]))
      return #expect(throws: FileError.self) { try archive.contents(of: archive.entries[0]) }
    }
    let checksum = try error { $0.checksum = 0x12 }
    #expect(checksum?.position == .byte(31))
    #expect(
      checksum?.problem.contains("'a' is damaged: the checksum (CRC-32) is") == true
        && checksum?.problem.hasSuffix("expected 00000012") == true)
    let tooLong = try error { $0.size += 1 }
    #expect(tooLong?.problem == "the entry 'a' is damaged: expected 761 bytes of content, found 760")
    let tooShort = try error { $0.size -= 1 }
    #expect(tooShort?.problem == "more than 759 bytes come out of the compressed data")
    let cut = try error { $0.stored.removeLast(2) }
    #expect(cut?.problem == "the compressed data breaks off: expected more after this byte")
    let more = try error { $0.stored += [1, 2] }
    #expect(more?.problem == "expected the end of the compressed data, found 2 bytes more")
    let noise = try error { $0.stored[0] = 0xff }
    #expect(noise?.problem.hasPrefix("the compressed data is damaged: ") == true)
  }

  @Test(
    arguments: [
      ("empty", [], 0, "the file breaks off: expected the end record of a zip archive"),
      ("cut", Array(ZipWriter.file([ZipWriter.Entry("a", [1])]).dropLast()), 100, "the file breaks off"),
      (
        "trailing", ZipWriter.file([ZipWriter.Entry("a", [1])]) + [0], 102, "the file breaks off"
      ),
      (
        "prepended", [0] + ZipWriter.file([ZipWriter.Entry("a", [1])]), 80,
        "the zip directory should end here, but it is said to be 47 bytes from byte 32 on"
      ),
      (
        "encrypted", ZipWriter.file([changed(ZipWriter.Entry("a", [1])) { $0.flags = 1 }]), 32,
        "the entry 'a' is encrypted"
      ),
      (
        "method", ZipWriter.file([changed(ZipWriter.Entry("a", [1])) { $0.method = 93 }]), 32,
        "the entry 'a' is compressed by method 93: expected 0 (stored) or 8 (deflate)"
      ),
      (
        "twice", ZipWriter.file([ZipWriter.Entry("a", [1]), ZipWriter.Entry("a", [2])]), 111,
        "the entry 'a' stands twice"
      ),
      (
        "overlap",
        ZipWriter.file([
          ZipWriter.Entry("a", [1]),
          changed(ZipWriter.Entry("b", [1])) {
            $0.localName = "a"; $0.offset = 0
          },
        ]), 0, "the header of the entry 'b' says something else than the zip directory"
      ),
      (
        "outOfRange", ZipWriter.file([changed(ZipWriter.Entry("a", [1])) { $0.offset = 32 }]), 32,
        "the entry 'a' is said to begin at byte 32, but the directory begins at byte 32"
      ),
      (
        "noHeader", ZipWriter.file([changed(ZipWriter.Entry("a", [1])) { $0.offset = 1 }]), 1,
        "expected the header of the entry 'a'"
      ),
      (
        "storedSize", ZipWriter.file([changed(ZipWriter.Entry("a", [1])) { $0.size = 2 }]), 32,
        "the entry 'a' is stored in 1 bytes, but states 2"
      ),
      (
        "bomb", ZipWriter.file([changed(deflated("a", [1])) { $0.size = 1 << 31 }]), 34,
        "the entry 'a' states 2147483648 bytes, more than 3 compressed bytes can hold"
      ),
    ] as [(String, [UInt8], Int, String)])
  func malformedArchivesNameTheByte(_ name: String, _ bytes: [UInt8], _ byte: Int, _ part: String) {
    let error = #expect(throws: FileError.self, "\(name)") { try read(bytes) }
    #expect(error?.kind == .badData)
    #expect(error?.position == .byte(byte), "\(name)")
    #expect(error?.problem.hasPrefix(part) == true, "\(name): \(error?.problem ?? "none")")
  }

  @Test func contentsMustNotOverlap() throws {
    // The first entry's content is a whole entry of its own.
    let inner = Array(ZipWriter.file([ZipWriter.Entry("b", [1])])[..<32])
    let outer = ZipWriter.Entry("a", inner)
    let bytes = ZipWriter.file([outer, Self.changed(ZipWriter.Entry("b", [1])) { $0.offset = 31 }])
    let error = #expect(throws: FileError.self) { try read(bytes) }
    #expect(error?.description == "a.zip: byte 31: the entry 'b' overlaps the one before it")
  }

  @Test func whatMayComeOutTogetherHasALimit() throws {
    let bytes = ZipWriter.file([Self.deflated("a"), Self.deflated("b")])
    #expect(try read(bytes, outputLimit: 2 * Self.content.count).entries.count == 2)
    let error = #expect(throws: FileError.self) { try read(bytes, outputLimit: 2 * Self.content.count - 1) }
    #expect(error?.problem == "the compressed entries state more than 1519 bytes together, which is the limit")
    // Stored bytes are in the file already.
    let stored = ZipWriter.file([ZipWriter.Entry("a", Self.content)])
    #expect(try read(stored, outputLimit: 0).entries.count == 1)
  }

  @Test func partsOfSeveralFilesAreRefused() {
    var bytes = ZipWriter.file([ZipWriter.Entry("a", [1])])
    bytes[bytes.count - 22 + 4] = 1
    let error = #expect(throws: FileError.self) { try read(bytes) }
    #expect(error?.problem == "this is one part of a zip archive in several files")
  }

  @Test func countsThatTheDirectoryCannotHoldAreRefused() {
    var bytes = ZipWriter.file([ZipWriter.Entry("a", [1])])
    for i in [8, 10] { bytes[bytes.count - 22 + i] = 2 }
    let tooMany = #expect(throws: FileError.self) { try read(bytes) }
    #expect(tooMany?.problem == "2 entries cannot stand in a zip directory of 47 bytes")
    for i in [8, 10] { bytes[bytes.count - 22 + i] = 0 }
    let tooFew = #expect(throws: FileError.self) { try read(bytes) }
    #expect(tooFew?.problem == "expected the end of the zip directory after 0 entries, found 47 bytes more")
    #expect(tooFew?.position == .byte(32))
  }

  @Test func zip64NumbersMustBeThere() {
    var entry = ZipWriter.Entry("a", [1])
    entry.isLarge = true
    var bytes = ZipWriter.file([entry], isLarge: true)
    // The kind of the field with the numbers: another kind leaves them out.
    let field = 32 + 46 + 1 + 6
    #expect(bytes[field] == 1)
    bytes[field] = 2
    let error = #expect(throws: FileError.self) { try read(bytes) }
    #expect(error?.problem == "the entry's zip64 field lacks a number that does not fit into 32 bits")
  }

  @Test func theZip64EndRecordMustBeWhereItsLocatorSays() {
    let bytes = ZipWriter.file([ZipWriter.Entry("a", [1])], isLarge: true)
    for (offset, value) in [(8, UInt8(1)), (15, 0x7f), (15, 0xff)] {
      var changed = bytes
      changed[bytes.count - 42 + offset] = value
      let error = #expect(throws: FileError.self) { try read(changed) }
      #expect(error?.problem.hasPrefix("expected the zip64 end record at byte ") == true)
    }
  }

  @Test func everyCutAndEveryFlippedByteIsAnErrorOrHarmless() throws {
    // Nothing traps, whatever stands in the file.
    let bytes = ZipWriter.file([ZipWriter.Entry("a", [1, 2]), Self.deflated("b")], isLarge: true)
    var refusals = 0
    for index in bytes.indices {
      #expect(throws: FileError.self) { try read(Array(bytes[..<index])) }
      for flip in [UInt8(0xff), 0x01] {
        var changed = bytes
        changed[index] ^= flip
        do {
          let archive = try read(changed)
          for entry in archive.entries { _ = try archive.contents(of: entry) }
        } catch { refusals += 1 }
      }
    }
    #expect(refusals > bytes.count)
  }
}
