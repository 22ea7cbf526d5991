// The search for files: which place is asked when, and what is said when none has them.

import Foundation
@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Synchronization
import Testing

@Suite struct DatasetStoreTests {
  private let folder: TemporaryDirectory
  private let first = Array("first file".utf8)
  private let second = Array("second file".utf8)
  private let files: [PinnedFile]

  init() throws {
    folder = try TemporaryDirectory()
    files = [("one", first), ("two", second)].map { name, content in
      PinnedFile(name: name, byteCount: content.count, sha256: SHA256.hexDigest(of: content))
    }
  }

  /// A place with some files, which counts how often it is asked.
  final class Place: FetchSource, Sendable {
    let title: String
    let usesNetwork: Bool
    private let content: [String: [UInt8]]
    private let isFinal: Bool
    private let count = Mutex(0)

    var requests: Int { count.withLock { $0 } }

    init(_ title: String, _ content: [String: [UInt8]], usesNetwork: Bool = true, isFinal: Bool = false) {
      self.title = title
      self.content = content
      self.usesNetwork = usesNetwork
      self.isFinal = isFinal
    }

    func fetch(_ file: PinnedFile, _ context: FetchContext) throws(FetchFailure) -> SharedStorage<UInt8> {
      count.withLock { $0 += 1 }
      guard let bytes = content[file.name] else { throw FetchFailure("not here", isFinal: isFinal) }
      return SharedStorage(bytes)
    }
  }

  private func obtain(
    _ places: [Place], dataFolder: String? = nil, offline: Bool = false
  ) throws(FetchError) -> [[UInt8]] {
    var store = DatasetStore(
      name: "made", files: files, sources: { places },
      options: FetchOptions(
        dataFolder: dataFolder, offline: offline, cacheFolder: folder.file("cache"))
    )
    let content = try store.obtain()
    return files.map { content.bytes(of: $0).array }
  }

  @Test func placesAreAskedInOrderAndTheCacheFirst() throws {
    let empty = Place("empty", [:])
    let full = Place("full", ["one": GzipWriter.file(first), "two": second])
    #expect(try obtain([empty, full]) == [first, second])
    #expect(empty.requests == 2 && full.requests == 2)
    #expect(try obtain([empty, full]) == [first, second])
    #expect(empty.requests == 2 && full.requests == 2)
  }

  @Test func aPlaceThatFailsForGoodIsNotAskedAgain() throws {
    let unknownHost = Place("unknown", [:], isFinal: true)
    let full = Place("full", ["one": first, "two": second])
    #expect(try obtain([unknownHost, full]) == [first, second])
    #expect(unknownHost.requests == 1)
  }

  @Test func wrongContentIsRefusedAndTheNextPlaceIsAsked() throws {
    let forged = Place("forged", ["one": Array("first fil3".utf8), "two": Array(second.dropLast())])
    let full = Place("full", ["one": first, "two": second])
    #expect(try obtain([forged, full]) == [first, second])
    #expect(full.requests == 2)
  }

  @Test func aBombInPlaceOfAFileIsRefused() {
    let bomb = Place("bomb", ["one": GzipWriter.file([UInt8](repeating: 0, count: 1_000_000))])
    let error = #expect(throws: FetchError.self) { try obtain([bomb]) }
    #expect(error?.attempts.last?.reason.contains("more than 10 bytes") == true)
  }

  @Test func theDataFolderComesBeforeTheCache() throws {
    let full = Place("full", ["one": first, "two": second])
    _ = try obtain([full])
    try folder.write(GzipWriter.file(first), to: "one.gz")
    try folder.write(second, to: "two")
    #expect(try obtain([], dataFolder: folder.path) == [first, second])
    // A folder that does not have them is not the end.
    #expect(try obtain([], dataFolder: folder.file("none")) == [first, second])
  }

  @Test func aMissingDataFolderIsToldOfOnce() throws {
    let full = Place("full", ["one": first, "two": second])
    let told = Told()
    for _ in 0..<2 {
      told.texts.withLock { $0 = [] }
      var store = DatasetStore(
        name: "made", files: files, sources: { [full] },
        options: FetchOptions(dataFolder: folder.file("none"), cacheFolder: folder.file("cache")) { event in
          if case .notice(let text) = event { told.texts.withLock { $0.append(text) } }
        })
      _ = try store.obtain()
      // Once while the cache is empty, once where it has everything.
      let texts = told.texts.withLock { $0 }
      #expect(texts.count == 1)
      #expect(texts.first?.hasPrefix("the data folder (") == true)
    }
  }

  final class Told: Sendable {
    let texts = Mutex<[String]>([])
  }

  @Test func offlineNeverAsksTheNetwork() throws {
    let web = Place("web", ["one": first, "two": second])
    let error = #expect(throws: FetchError.self) { try obtain([web], offline: true) }
    #expect(web.requests == 0)
    #expect(error?.description.contains("without `FetchOptions.offline`") == true)
    let disk = Place("disk", ["one": first, "two": second], usesNetwork: false)
    #expect(try obtain([web, disk], offline: true) == [first, second])
  }

  @Test func aDamagedCacheEntryIsReplaced() throws {
    let full = Place("full", ["one": first, "two": second])
    _ = try obtain([full])
    try folder.write(Array("first".utf8), to: "cache/made/one")
    #expect(try obtain([full]) == [first, second])
    #expect(folder.content("cache/made/one") == first)
    #expect(full.requests == 3)
  }

  @Test func whereAllFailsEachPlaceIsListedWithItsReason() {
    let error = #expect(throws: FetchError.self) { try obtain([Place("web", [:]), Place("mirror", [:])]) }
    #expect(error?.attempts.count == 3)
    let text = error?.description ?? ""
    #expect(text.contains("  - web: not here\n  - mirror: not here\n"))
    #expect(text.contains("one is not in it"))
    #expect(text.contains("put one, two (plain or .gz) into a folder and pass `FetchOptions.dataFolder`"))
  }

  @Test func aCacheThatCannotBeWrittenDoesNotKeepTheDataAway() throws {
    // A file where the cache's folder should be.
    try folder.write([1], to: "cache")
    let full = Place("full", ["one": first, "two": second])
    #expect(try obtain([full]) == [first, second])
  }

  @Test func manyFetchesAtOnceDoNoHarm() throws {
    let full = Place("full", ["one": first, "two": second])
    let rightCount = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let isRight = (try? obtain([full])) == [first, second]
      rightCount.withLock { $0 += isRight ? 1 : 0 }
    }
    #expect(rightCount.withLock { $0 } == 8)
    let names = try TemporaryDirectory.names(in: folder.file("cache/made"))
    #expect(names == ["one", "one.verified", "two", "two.verified"])
  }
}

extension TemporaryDirectory {
  fileprivate static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
