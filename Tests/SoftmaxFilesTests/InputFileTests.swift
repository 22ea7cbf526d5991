// Reading whole files.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct InputFileTests {
  @Test func filesAreReadWhole() throws {
    let folder = try TemporaryDirectory()
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(try InputFile.contents(of: folder.write(bytes, to: "a")).array == bytes)
    #expect(try InputFile.contents(of: folder.write([], to: "empty")).count == 0)
  }

  @Test func aMappedFileOutlivesItsReplacement() throws {
    let folder = try TemporaryDirectory()
    let content = try InputFile.contents(of: folder.write([1, 2, 3], to: "a"))
    try OutputFile.write([9], to: folder.file("a"))
    #expect(content.array == [1, 2, 3])
  }

  @Test func whatIsNotThereOrNoFileIsNamed() throws {
    let folder = try TemporaryDirectory()
    let missing = #expect(throws: FileError.self) { try InputFile.contents(of: folder.file("none")) }
    #expect(missing?.kind == .noInput)
    #expect(missing?.description.contains("No such file") == true)
    let directory = #expect(throws: FileError.self) { try InputFile.contents(of: folder.path) }
    #expect(directory?.problem == "this is a directory, expected a file")
  }

  @Test func readsBeyondTheEndAreErrorsWithTheirPlace() throws {
    var reader = ByteReader(SharedStorage([1, 2, 3, 4, 5]), path: "a")
    #expect(try reader.bigEndian(UInt16.self, "x") == 0x0102)
    #expect(try reader.littleEndian(UInt16.self, "x") == 0x0403)
    let error = #expect(throws: FileError.self) { try reader.bigEndian(UInt32.self, "the count") }
    #expect(
      error?.description
        == "a: byte 4: the file breaks off in the count: expected 4 bytes, found 1; get the file again")
    #expect(try reader.byte("x") == 5)
  }
}
