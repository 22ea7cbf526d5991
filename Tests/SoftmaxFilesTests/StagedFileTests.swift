// Several files that get their names together, or not at all.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct StagedFileTests {
  private func names(in folder: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func filesCanBeReadBeforeTheyHaveTheirNames() throws {
    let folder = try TemporaryDirectory()
    let target = folder.path + "/a.bin"
    try Data([9]).write(to: URL(fileURLWithPath: target))
    let files = try StagedFiles(folder: nil)
    try files.add(ByteRope("new"), at: target)
    #expect(try files.contents(at: 0).array == Array("new".utf8))
    #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data([9]))
    try files.finish()
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
    #expect(try names(in: folder) == ["a.bin"])
  }

  @Test func nothingIsLeftOfFilesThatAreNotFinished() throws {
    let folder = try TemporaryDirectory()
    do {
      let files = try StagedFiles(folder: nil)
      try files.add(ByteRope("one"), at: folder.path + "/a")
      try files.add(ByteRope("two"), at: folder.path + "/b")
      #expect(try names(in: folder).count == 2)
    }
    #expect(try names(in: folder) == [])
    do {
      let files = try StagedFiles(folder: folder.path + "/new/")
      try files.add(ByteRope("one"), at: "a")
    }
    #expect(try names(in: folder) == [])
  }

  @Test func aFolderIsThereWhenAllItsFilesAre() throws {
    let folder = try TemporaryDirectory()
    let files = try StagedFiles(folder: folder.path + "/new/")
    try files.add(ByteRope("one"), at: "a")
    try files.add(ByteRope("two"), at: "b")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
    try files.finish()
    #expect(Leftovers.entries(of: folder.path + "/new") == ["a", "b"])
    #expect(try String(contentsOfFile: folder.path + "/new/b", encoding: .utf8) == "two")
    #expect(try names(in: folder) == ["new"])
  }

  @Test func aFolderThatHoldsFilesIsLeftAlone() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: false)
    try StagedFiles.checkFolder(folder.path + "/empty")
    try FileManager.default.createDirectory(atPath: folder.path + "/full", withIntermediateDirectories: false)
    try Data().write(to: URL(fileURLWithPath: folder.path + "/full/a"))
    #expect(throws: FileError.self) { try StagedFiles(folder: folder.path + "/full") }
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    #expect(throws: FileError.self) { try StagedFiles(folder: folder.path + "/file") }
    #expect(throws: FileError.self) { try StagedFiles(folder: folder.path + "/missing/new") }
  }

  /// Of two that want to make one folder one is refused, and the other's is whole.
  @Test(arguments: [false, true])
  func oneOfTwoGetsTheFolder(_ isThere: Bool) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/new"
    if isThere { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
    let (one, two) = (try StagedFiles(folder: path), try StagedFiles(folder: path))
    for name in ["a", "b"] { try one.add(ByteRope("one"), at: name) }
    for name in ["b", "c"] { try two.add(ByteRope("two"), at: name) }
    try one.finish()
    let error = #expect(throws: FileError.self) { try two.finish() }
    #expect(error?.path == path && error?.problem == "this folder is there and holds files")
    #expect(Leftovers.entries(of: path) == ["a", "b"])
    #expect(try String(contentsOfFile: path + "/b", encoding: .utf8) == "one")
  }

  @Test func ofManyAtOnceOneGetsTheFolder() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/new"
    let winners = await withTaskGroup(of: String?.self) { group in
      for index in 0..<8 {
        group.addTask {
          do {
            let files = try StagedFiles(folder: path)
            for part in 0..<5 { try files.add(ByteRope("\(index)"), at: "\(index % 2)-\(part)") }
            try files.finish()
            return "\(index)"
          } catch { return nil }
        }
      }
      var found: [String] = []
      for await winner in group { if let winner { found.append(winner) } }
      return found
    }
    let winner = try #require(winners.first)
    #expect(winners.count == 1)
    let entries = try #require(Leftovers.entries(of: path))
    #expect(entries.count == 5)
    for entry in entries {
      #expect(try String(contentsOfFile: path + "/" + entry, encoding: .utf8) == winner)
    }
    #expect(try names(in: folder) == ["new"])
  }

  @Test func messagesNameTheFolderAndNotItsParts() throws {
    let folder = try TemporaryDirectory()
    for path in ["/missing/new", "/missing/new/"] {
      let error = #expect(throws: FileError.self) { try StagedFiles(folder: folder.path + path) }
      #expect(error?.path == folder.path + path)
      #expect(error?.problem == "the folder '\(folder.path)/missing' does not exist")
    }
  }

  @Test func namesThatLeadOutOfTheFolderAreRefused() throws {
    let folder = try TemporaryDirectory()
    let files = try StagedFiles(folder: folder.path + "/new")
    for name in ["", ".", "..", "../a", "a/b"] {
      #expect(throws: FileError.self) { try files.add(ByteRope("x"), at: name) }
    }
  }

  @Test func largeArraysAreWrittenAsTheyLie() throws {
    let floats = (0..<100_000).map { Float($0) * 0.5 - 3 }
    let doubles = (0..<20_000).map { Double($0) * 0.25 - 7 }
    var rope = ByteRope("head")
    rope.append(floats[1...])
    rope.append(doubles[..<19_999])
    rope.append(Array("tail".utf8))
    let folder = try TemporaryDirectory()
    let files = try StagedFiles(folder: nil)
    try files.add(rope, at: folder.path + "/a")
    let bytes = try files.contents(at: 0)
    #expect(bytes.count == rope.count)
    #expect(bytes.array == rope.array)
    #expect(bytes.slice(4..<4 + 4 * 99_999).littleEndianFloats == Array(floats[1...]))
    let first = 4 + 4 * 99_999
    #expect(bytes.slice(first..<first + 8 * 19_999).littleEndianDoubles == Array(doubles[..<19_999]))
  }
}
