// Whether two paths lead to one file.

import Foundation
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFiles

@Suite struct FileStatusTests {
  @Test func filesThatAreNotThereYetAreOneWhereFolderAndNameAre() throws {
    let folder = try TemporaryDirectory()
    let other = folder.file("other")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
    let (plain, dotted) = (folder.file("a.png"), folder.path + "/./a.png")
    #expect(FileStatus.areSameFile(plain, dotted))
    #expect(FileStatus.areSameFile(plain, other + "/../a.png"))
    #expect(!FileStatus.areSameFile(plain, folder.file("b.png")))
    #expect(!FileStatus.areSameFile(plain, other + "/a.png"))
    #expect(!FileStatus.areSameFile(folder.path + "/none/a.png", folder.path + "/nothing/a.png"))
    try folder.write([1], to: "a.png")
    #expect(FileStatus.areSameFile(plain, dotted))
    #expect(!FileStatus.areSameFile(plain, folder.file("b.png")))
  }
}
