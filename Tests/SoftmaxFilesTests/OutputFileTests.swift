// Writing: all or nothing, and never in the wrong place.

import Foundation
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct OutputFileTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func aFileIsReplacedAndNothingIsLeftBeside() throws {
    try OutputFile.write([1, 2, 3], to: folder.file("model"))
    try OutputFile.write([4], to: folder.file("model"))
    #expect(folder.content("model") == [4])
    #expect(folder.names == ["model"])
  }

  @Test func permissionsOfTheReplacedFileAreKept() throws {
    try folder.write([1], to: "model")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.file("model"))
    try OutputFile.write([2], to: folder.file("model"))
    #expect(FileStatus(of: folder.file("model"))?.permissions == 0o640)
  }

  @Test func aLinkStaysALink() throws {
    try folder.write([1], to: "target")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("target"))
    try OutputFile.write([2], to: folder.file("link"))
    #expect(folder.content("target") == [2])
    let type = try FileManager.default.attributesOfItem(atPath: folder.file("link"))[.type]
    #expect(type as? FileAttributeType == .typeSymbolicLink)
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    try OutputFile.write([1], to: "/dev/null")
    #expect(FileStatus(of: "/dev/null")?.kind == .other)
  }

  @Test func aFullDeviceIsAnError() {
    let error = #expect(throws: FileError.self) { try OutputFile.write([1], to: "/dev/full") }
    #expect(error?.kind == .inputOutput)
  }

  @Test(arguments: ["", "sub/", "missing/model", "sub"])
  func placesThatCannotBeWrittenAreRefusedBeforehand(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
    let path = name.isEmpty ? "" : folder.file(name)
    let checked = #expect(throws: FileError.self) { try OutputFile.checkWritable(path) }
    #expect(checked?.kind == .cannotCreate)
    #expect(throws: FileError.self) { try OutputFile.write([1], to: path) }
    #expect(folder.names == ["sub"])
  }
}
