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

  /// Where numbers go beyond 32 bits, and entries beyond 16, made smaller so that it fits here.
  @Test(arguments: [(1000, 3), (20, 65_535)])
  func largeArchivesAreZip64(_ size: UInt64, _ count: Int) throws {
    var builder = ZipBuilder(firstLargeSize: size, firstLargeCount: count)
    for number in 0..<4 { builder.add("\(number)", ByteRope([UInt8](repeating: 1, count: 10 * (number + 1)))) }
    let bytes = builder.finish().array
    #expect(Array(bytes.suffix(22).dropFirst(8).prefix(4)) == [255, 255, 255, 255])
    let archive = try ZipArchive(SharedStorage(bytes), path: "z")
    #expect(archive.entries.map(\.name) == ["0", "1", "2", "3"])
    #expect(archive.entries.map(\.size) == [10, 20, 30, 40])
    for entry in archive.entries { try archive.check(entry) }
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
