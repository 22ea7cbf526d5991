// What killed processes leave behind, and what must stay.

import Foundation
@testable import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct LeftoverTests {
  private let folder: TemporaryDirectory
  private let name = ".softmax-4711-1a2b3c4d5e.part"

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func theUnfinishedFileOfADeadWriterIsRemovedByTheNextOne() throws {
    try folder.write([1, 2, 3], to: name)
    try OutputFile.write([1], to: folder.file("model"))
    #expect(folder.names == ["model"])
  }

  @Test func theCheckBeforeTheWorkRemovesItToo() throws {
    try folder.write([1, 2, 3], to: name)
    try OutputFile.checkWritable(folder.file("model"))
    #expect(folder.names.isEmpty)
  }

  /// Another process number, the same one as ours, one that is dead: what counts is the lock.
  @Test func aWriterThatLivesKeepsItsFile() throws {
    let part = try #require(PartFile(in: folder.path, mode: 0o600))
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names.count == 1)
    part.closed()
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [
    "softmax-1-a.part", ".softmax-1.part", ".softmax-a-1.part", ".softmax-1-A.part", ".softmax-1-a.part2",
    ".softmax-1-a-b.part", ".softmax--a.part", ".softmax-1-12345678901234.part", "notes.part",
    ".softmax-١-a.part",
  ])
  func otherNamesAreNotOurs(_ name: String) throws {
    try folder.write([1], to: name)
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names == [name])
  }

  @Test func whatOnlyHasTheNameIsLeftAlone() throws {
    try folder.write([1], to: "precious")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.file(".softmax-1-a.part"), withDestinationPath: folder.file("precious"))
    try files.createDirectory(atPath: folder.file(".softmax-2-a.part"), withIntermediateDirectories: false)
    try #require(unsafe mkfifo(folder.file(".softmax-3-a.part"), 0o600) == 0)
    let before = folder.names
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names == before)
  }

  @Test func anotherUsersFileIsLeftAlone() throws {
    guard geteuid() == 0 else { return }
    try folder.write([1], to: name)
    try #require(unsafe chown(folder.file(name), 12345, 12345) == 0)
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names == [name])
  }

  @Test func aReadOnlyLeftoverGoesToo() throws {
    try folder.write([1], to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.file(name))
    Leftovers.removeUnfinishedFiles(in: folder.path)
    #expect(folder.names.isEmpty)
  }

  @Test func foldersGoWhenTheirOwnersAreGone() throws {
    func make(_ name: String) throws -> OwnerMark {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      try folder.write([1], to: name + "/content")
      return try #require(OwnerMark(creating: folder.file(name) + "/owner"))
    }
    let living = try make(".package-living")
    _ = try make(".package-dead")
    _ = try make("package-other")
    // Its maker may be about to mark it.
    try FileManager.default.createDirectory(
      atPath: folder.file(".package-new"), withIntermediateDirectories: false)
    try FileManager.default.createDirectory(
      atPath: folder.file(".package-old"), withIntermediateDirectories: false)
    try FileManager.default.setAttributes(
      [.modificationDate: Date() - 7200], ofItemAtPath: folder.file(".package-old"))
    Leftovers.removeFolders(in: folder.path, prefix: ".package-", mark: "owner") { path in
      try? FileManager.default.removeItem(atPath: path)
    }
    #expect(folder.names == [".package-living", ".package-new", "package-other"])
    withExtendedLifetime(living) {}
  }
}
