// The cache: verified on the way in, trusted while unchanged, found out when not.

import Foundation
@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct PinnedCacheTests {
  private let folder: TemporaryDirectory
  private let content = Array("what was published".utf8)
  private let file: PinnedFile
  private let cache: PinnedCache

  init() throws {
    folder = try TemporaryDirectory()
    file = PinnedFile(name: "data", byteCount: content.count, sha256: SHA256.hexDigest(of: content))
    cache = PinnedCache(folder: folder.file("cache"))
  }

  private func finding(rehash: Bool = false) -> String {
    switch cache.entry(for: file, rehash: rehash) {
    case .missing: "missing"
    case .damaged: "damaged"
    case .verified(let bytes): bytes.array == content ? "verified" : "wrong bytes"
    }
  }

  @Test func admittedContentIsFoundAgain() throws {
    #expect(finding() == "missing")
    _ = try cache.admit(content, as: file)
    #expect(finding() == "verified")
    #expect(finding(rehash: true) == "verified")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: cache.folder).sorted() == ["data", "data.verified"])
  }

  @Test func aFileOfALaterCenturyIsTrustedLikeAnyOther() throws {
    _ = try cache.admit(content, as: file)
    let path = cache.folder + "/data"
    let time = timespec(tv_sec: 13_569_465_600, tv_nsec: 5)
    try #require(unsafe utimensat(AT_FDCWD, path, [time, time], 0) == 0)
    #expect(finding() == "verified")
    #expect(finding() == "verified")
    TemporaryFolder.removeLeftovers(in: cache.folder)
    #expect(finding() == "verified")
  }

  @Test func aChangedFileIsFoundOut() throws {
    _ = try cache.admit(content, as: file)
    // The same length: only the time stamp tells.
    try Data(content.reversed()).write(to: URL(fileURLWithPath: cache.folder + "/data"))
    #expect(finding() == "damaged")
    try Data(content.prefix(3)).write(to: URL(fileURLWithPath: cache.folder + "/data"))
    #expect(finding() == "damaged")
  }

  @Test func sizeAndTimeStampAreTrustedAndVerifyHashesAgain() throws {
    _ = try cache.admit(content, as: file)
    let path = cache.folder + "/data"
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    try Data(content.reversed()).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: path)
    let status = try #require(FileStatus(of: path))
    let receipt = "sha256 \(file.sha256)\nsize \(status.size)\nmodified \(status.modified)\n"
    try Data(receipt.utf8).write(to: URL(fileURLWithPath: path + ".verified"))
    #expect(finding() == "wrong bytes")
    #expect(finding(rehash: true) == "damaged")
    // Once found out, it is not trusted again.
    #expect(finding() == "damaged")
  }

  @Test func aFolderInPlaceOfAFileIsReplaced() throws {
    try FileManager.default.createDirectory(atPath: cache.folder + "/data", withIntermediateDirectories: true)
    #expect(finding() == "missing")
    _ = try cache.admit(content, as: file)
    #expect(finding() == "verified")
  }

  @Test func aMissingOrForeignReceiptOnlyCostsAnotherHash() throws {
    _ = try cache.admit(content, as: file)
    try FileManager.default.removeItem(atPath: cache.folder + "/data.verified")
    #expect(finding() == "verified")
    #expect(FileManager.default.fileExists(atPath: cache.folder + "/data.verified"))
    try Data("sha256 0\n".utf8).write(to: URL(fileURLWithPath: cache.folder + "/data.verified"))
    #expect(finding() == "verified")
  }

  @Test func theCacheFolderFollowsTheEnvironment() {
    func folder(_ environment: [String: String]) -> String {
      CacheFolder.standard(environment: environment, home: "/home/ada")
    }
    #expect(folder(["SOFTMAX_CACHE": "/x", "XDG_CACHE_HOME": "/y"]) == "/x")
    #if !os(macOS)
      #expect(folder(["XDG_CACHE_HOME": "/y"]) == "/y/swift-softmax")
      #expect(folder(["XDG_CACHE_HOME": "relative"]) == "/home/ada/.cache/swift-softmax")
      #expect(folder(["SOFTMAX_CACHE": ""]) == "/home/ada/.cache/swift-softmax")
    #endif
  }

  @Test func installedDataIsLookedForWhereTheEnvironmentSays() {
    func folders(_ environment: [String: String]) -> [String] {
      InstalledData.folders(of: "made", environment: environment)
    }
    let standard = ["/usr/local/share/datasets/made", "/usr/share/datasets/made"]
    #expect(folders([:]) == standard)
    #expect(folders(["XDG_DATA_DIRS": ""]) == standard)
    #expect(folders(["XDG_DATA_DIRS": "/a/:b:/c"]) == ["/a/datasets/made", "/c/datasets/made"])
  }
}
