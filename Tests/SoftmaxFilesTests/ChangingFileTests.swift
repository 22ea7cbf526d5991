// Files that another program changes while they are read.

import Foundation
@testable import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct ChangingFileTests {
  private let folder: TemporaryDirectory
  private let content = [UInt8](repeating: 7, count: 100_000)

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// Writes into the file that is there, as `>>`, `>` and editors that do not rename do.
  private func change(_ name: String, at offset: UInt64, to bytes: [UInt8], cutAt length: UInt64? = nil) throws
  {
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.file(name)))
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data(bytes))
    if let length { try handle.truncate(atOffset: length) }
    try handle.close()
    // A clock that ticks a hundred times a second may not have gone on since the file was made.
    try FileManager.default.setAttributes([.modificationDate: Date() + 5], ofItemAtPath: folder.file(name))
  }

  private func changes(of path: String) -> [FileError] { InputFile.changes.filter { $0.path == path } }

  @Test func aStreamedFileThatGrowsIsRefused() throws {
    let input = try ChunkedInput(folder.write(content, to: "a"))
    var buffer = [UInt8](repeating: 0, count: 1000)
    _ = try input.read(into: &buffer, at: 0, count: 2)
    #expect(try input.read(into: &buffer, at: 0, count: 1000) == 1000)
    try change("a", at: 100_000, to: [1])
    let error = #expect(throws: FileError.self) { try input.read(into: &buffer, at: 0, count: 1000) }
    #expect(error?.kind == .inputOutput)
    #expect(
      error?.description.hasSuffix(
        "the file changed while it was read: it had 100000 bytes, and now has 100001; wait until it is finished, or use "
          + "a copy") == true)
  }

  @Test func aStreamedFileThatIsWrittenIntoIsRefused() throws {
    let input = try ChunkedInput(folder.write(GzipWriter.file(content), to: "a"))
    try change("a", at: 0, to: [0x1f])
    var buffer = [UInt8](repeating: 0, count: 1000)
    let error = #expect(throws: FileError.self) { try input.read(into: &buffer, at: 0, count: 1000) }
    #expect(error?.problem == "another program wrote to the file while it was read")
  }

  @Test func theEndOfAStreamedFileIsLookedAtToo() throws {
    let input = try ChunkedInput(folder.write(Array(content.prefix(500)), to: "a"))
    var buffer = [UInt8](repeating: 0, count: 1000)
    _ = try input.read(into: &buffer, at: 0, count: 2)
    #expect(try input.read(into: &buffer, at: 0, count: 1000) == 498)
    try change("a", at: 0, to: [9])
    #expect(throws: FileError.self) { try input.read(into: &buffer, at: 0, count: 1000) }
  }

  @Test func aMappedFileThatChangesIsTold() throws {
    let path = try folder.write(content, to: "a")
    let bytes = try InputFile.contents(of: path)
    #expect(changes(of: path).isEmpty)
    try change("a", at: 0, to: [1, 2, 3])
    #expect(changes(of: path).map(\.problem) == ["another program wrote to the file while it was read"])
    try change("a", at: 0, to: [], cutAt: 50_000)
    #expect(
      changes(of: path).map(\.problem) == [
        "the file changed while it was read: it had 100000 bytes, and now has 50000"
      ])
    #expect(throws: FileError.self) { try InputFile.checkUnchanged() }
    withExtendedLifetime(bytes) {}
  }

  @Test func aChangeIsNotForgottenWithTheFile() throws {
    let path = try folder.write(content, to: "a")
    var sum = 0
    do {
      let bytes = try InputFile.contents(of: path)
      try change("a", at: 0, to: [200])
      sum = bytes.withSpan { span in span.indices.reduce(0) { $0 + Int(span[$1]) } }
    }
    #expect(sum > 0 && changes(of: path).count == 1)
  }

  @Test func whatHappensToAFileThatIsNoLongerReadIsItsOwn() throws {
    let path = try folder.write(content, to: "a")
    #expect(try InputFile.contents(of: path).count == 100_000)
    try change("a", at: 0, to: [1])
    #expect(changes(of: path).isEmpty)
  }

  @Test func aFileThatIsReplacedIsReadAsItWas() throws {
    let path = try folder.write(content, to: "a")
    let bytes = try InputFile.contents(of: path)
    let input = try ChunkedInput(path)
    try OutputFile.write([1], to: path)
    var buffer = [UInt8](repeating: 0, count: 200_000)
    #expect(try input.read(into: &buffer, at: 0, count: 2) == 2)
    #expect(try input.read(into: &buffer, at: 0, count: 200_000) == 99_998)
    #expect(try input.read(into: &buffer, at: 0, count: 1) == 0)
    #expect(bytes.count == 100_000 && changes(of: path).isEmpty)
    // We did that ourselves.
    #expect(!InputFile.replaced.contains(path))
    let again = try InputFile.contents(of: path)
    try #require(unsafe rename(folder.write([2], to: "b"), path) == 0)
    #expect(InputFile.replaced.contains(path) && again.array == [1])
  }

  @Test func ofManyFilesThoseOpenedLastAreKnown() throws {
    let status = try #require(FileStatus(of: folder.write([1], to: "a")))
    var files = RecentFiles(limit: 3)
    for name in ["a", "b", "c", "a", "d"] { files.remember(name, status) }
    #expect(files.statuses.keys.sorted() == ["a", "c", "d"])
    files.forget("c")
    files.remember("e", status)
    #expect(files.statuses.keys.sorted() == ["a", "d", "e"])
    for number in 0..<100 { files.remember("\(number)", status) }
    #expect(files.statuses.keys.sorted() == ["97", "98", "99"])
  }

  @Test func timesThatAnIntOfNanosecondsCannotHoldAreRead() throws {
    let path = try folder.write([1, 2], to: "a")
    // 2262 is where Int ends, 1677 where it begins; ext4 counts to 2446, XFS and tmpfs further.
    for seconds in [9_300_000_000, 13_569_465_600, -9_300_000_000] as [Int] {
      var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
      guard unsafe utimensat(AT_FDCWD, path, &times, 0) == 0 else { continue }
      let status = try #require(FileStatus(of: path))
      // A file system that cannot hold it takes the nearest time that it can.
      #expect(
        status.modified == Int128(seconds) * 1_000_000_000
          || abs(status.modified) < Int128(abs(seconds)) * 1_000_000_000)
      #expect(try InputFile.contents(of: path).array == [1, 2])
    }
  }

  @Test func filesOfTheSystemThatStateNoSizeAreRead() throws {
    guard let status = FileStatus(of: "/proc/self/status"), status.kind == .regular, status.size == 0 else {
      return
    }
    #expect(try InputFile.text(of: "/proc/self/status").contains("Pid:"))
  }
}
