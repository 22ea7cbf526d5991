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

  @Test func aLinkToNowhereAndANameThatIsTooLongAreRefused() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("missing"))
    #expect(throws: FileError.self) { try OutputFile.write([1], to: folder.file("link")) }
    #expect(throws: FileError.self) {
      try OutputFile.checkWritable(folder.file(String(repeating: "x", count: 256)))
    }
    // 249 bytes in 81 characters: legal, and so must the name beside it be.
    let name = String(repeating: "字", count: 79) + ".safetensors"
    try OutputFile.write([1], to: folder.file(name))
    #expect(folder.names == ["link", name])
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    try OutputFile.write([1], to: "/dev/null")
    #expect(FileStatus(of: "/dev/null")?.kind == .stream)
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

  @Test func aSocketIsRefused() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let folder = try TemporaryDirectory()
    defer { withExtendedLifetime(folder) {} }
    let place = folder.file("s")
    try #require(place.utf8.count < 100)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: place.utf8) }
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socketAddress in
        unsafe bind(descriptor, socketAddress, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    let error = #expect(throws: FileError.self) { try OutputFile.checkWritable(place) }
    #expect(error?.problem == "this is a socket or a disk, expected the name of a file")
  }

  /// Permissions do not bind root; that a folder of the system takes no files does.
  @Test func aFolderThatTakesNoFilesIsFoundBeforehandEvenByRoot() throws {
    guard FileStatus(of: "/proc/self")?.kind == .directory else { return }
    let error = #expect(throws: FileError.self) { try OutputFile.checkWritable("/proc/self/model") }
    #expect(error?.kind == .cannotCreate)
    guard geteuid() != 0 else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
    #expect(throws: FileError.self) { try OutputFile.checkWritable(folder.file("model")) }
  }

  @Test func theCheckLeavesNothingAndChangesNothing() throws {
    try folder.write([1], to: "model")
    try OutputFile.checkWritable(folder.file("model"))
    try OutputFile.checkWritable(folder.file("other"))
    #expect(folder.names == ["model"] && folder.content("model") == [1])
  }

  @Test func aReadOnlyFileIsReplacedLikeAnyOther() throws {
    try folder.write([1], to: "model")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.file("model"))
    try OutputFile.checkWritable(folder.file("model"))
    try OutputFile.write([2], to: folder.file("model"))
    #expect(folder.content("model") == [2] && FileStatus(of: folder.file("model"))?.permissions == 0o444)
  }

  // MARK: Without replacing anything

  @Test func aNewFileTakesTheFirstFreeName() throws {
    let names = ["a", "b", "c", "d"].map { folder.file($0) }
    try folder.write([1], to: "a")
    // Even a link to nowhere is somebody's.
    try FileManager.default.createSymbolicLink(atPath: names[1], withDestinationPath: folder.file("missing"))
    #expect(try OutputFile.writeNew([2], to: names) == names[2])
    #expect(try OutputFile.writeNew([3], to: names, mode: 0o600) == names[3])
    #expect(folder.content("a") == [1] && folder.content("c") == [2] && folder.content("d") == [3])
    #expect(FileStatus(of: names[3])?.permissions == 0o600)
    let error = #expect(throws: FileError.self) { try OutputFile.writeNew([4], to: names) }
    #expect(error?.problem == "this and all names like it are taken")
    #expect(folder.names == ["a", "b", "c", "d"])
  }

  @Test func manyWritersOfNewFilesReplaceNothing() async throws {
    let names = (0..<8).map { folder.file("m\($0)") }
    let written = try await withThrowingTaskGroup(of: String.self) { group in
      for writer in 0..<8 { group.addTask { try OutputFile.writeNew([UInt8(writer)], to: names) } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(written.count == 8)
    #expect(Set(folder.names.compactMap { folder.content($0) }) == Set((0..<8).map { [UInt8($0)] }))
  }
}
