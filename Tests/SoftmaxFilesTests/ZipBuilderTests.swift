// Archives that are written are read back, and arrays in them.

import SoftmaxKernels
import Testing

@testable import SoftmaxFiles

@Suite struct ZipBuilderTests {
  @Test func entriesAreReadBackAsTheyWere() throws {
    var builder = ZipBuilder()
    builder.add("a.txt", ByteRope("first"))
    builder.add("größe/b.bin", ByteRope([UInt8](repeating: 7, count: 70_000)))
    builder.add("empty", ByteRope())
    let bytes = builder.finish().array
    let archive = try ZipArchive(SharedStorage(bytes), path: "z")
    #expect(archive.entries.map(\.name) == ["a.txt", "größe/b.bin", "empty"])
    #expect(archive.entries.allSatisfy { $0.method == .stored })
    for entry in archive.entries { try archive.check(entry) }
    #expect(try archive.contents(of: archive.entries[0]).array == Array("first".utf8))
    #expect(try archive.contents(of: archive.entries[1]).count == 70_000)
  }

  @Test func anArchiveWithoutEntriesIsOne() throws {
    let bytes = ZipBuilder().finish().array
    #expect(bytes.count == 22 && Array(bytes.prefix(4)) == [0x50, 0x4b, 5, 6])
  }

  /// More than 16 bits of entries need the end record of zip64.
  @Test func manyEntriesAreCountedInZip64() throws {
    var builder = ZipBuilder()
    for number in 0..<65_540 { builder.add("\(number)", ByteRope()) }
    let archive = try ZipArchive(SharedStorage(builder.finish().array), path: "z")
    #expect(archive.entries.count == 65_540 && archive.entries.last?.name == "65539")
  }

  @Test func aChangedByteIsSeen() throws {
    var builder = ZipBuilder()
    builder.add("a", ByteRope("content"))
    var bytes = builder.finish().array
    let place = try ZipArchive(SharedStorage(bytes), path: "z").entries[0].range.lowerBound
    bytes[place] ^= 1
    let changed = try ZipArchive(SharedStorage(bytes), path: "z")
    let error = #expect(throws: FileError.self) { try changed.check(changed.entries[0]) }
    #expect(error?.position == .byte(place))
  }

  @Test func arraysAreReadBackAsTheyWere() throws {
    let floats = try NPYFile(
      SharedStorage(NPYFile.rope([1.5, -2, 3, 4][...] as ArraySlice<Float>, shape: [2, 2]).array), path: "f"
    ).array
    #expect(floats.doubles == [1.5, -2, 3, 4] && floats.layout.shape == [2, 2])
    let integers = try NPYFile(SharedStorage(NPYFile.rope([-1, .max], shape: [2]).array), path: "i").array
    #expect(integers.integerBits == [-1, .max])
    let texts = try NPYFile(SharedStorage(NPYFile.rope(["🙂é", "", "two\nlines"]).array), path: "t").array
    #expect((0..<3).map { texts.text(at: $0) } == ["🙂é", "", "two\nlines"])
    let booleans = try NPYFile(SharedStorage(NPYFile.rope([true, false]).array), path: "b").array
    #expect(booleans.layout.type == .bool && booleans.integerBits == [1, 0])
  }
}
