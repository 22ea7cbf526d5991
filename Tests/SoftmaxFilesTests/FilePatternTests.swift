// Patterns of file names.

import Foundation
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct FilePatternTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func make(_ names: String...) throws {
    for name in names { _ = try folder.write([65], to: name) }
  }

  private func names(_ pattern: String) -> [String]? {
    FilePattern(folder.file(pattern))?.paths.map { String($0.split(separator: "/").last ?? "") }
  }

  @Test func filesComeInTheOrderOfTheirBytes() throws {
    try make("part-10.csv", "part-2.csv", "part-B.csv", "part-a.csv", "part-é.csv", "other.csv")
    #expect(names("part-*.csv") == ["part-10.csv", "part-2.csv", "part-B.csv", "part-a.csv", "part-é.csv"])
    #expect(names("part-?.csv") == ["part-2.csv", "part-B.csv", "part-a.csv"])
    #expect(names("part-[0-9]*.csv") == ["part-10.csv", "part-2.csv"])
    #expect(names("none-*") == [])
  }

  @Test func aFileOfThatNameIsNoPattern() throws {
    try make("what[1].csv", "what1.csv")
    #expect(FilePattern(folder.file("what[1].csv")) == nil)
    #expect(FilePattern(folder.file("what1.csv")) == nil && FilePattern("plain.csv") == nil)
  }

  @Test func foldersAreLeftOut() throws {
    try make("part-1.csv")
    try FileManager.default.createDirectory(
      atPath: folder.file("part-2.csv"), withIntermediateDirectories: false)
    #expect(names("part-*.csv") == ["part-1.csv"])
  }
}
