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
