// The seeds of the fuzz tests, replayed without libFuzzer: what once was a finding stays mended.

import Foundation
import Testing

@Suite struct SeedTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("FuzzTesting/Seeds")

  private func seeds(of reader: Reader) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: Self.folder.appendingPathComponent(reader.rawValue), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  /// A trap or a failed comparison ends the tests here, as it ends a fuzz test.
  @Test(arguments: Reader.allCases)
  func everySeedIsReadOrRefused(_ reader: Reader) throws {
    let seeds = try seeds(of: reader)
    #expect(seeds.count >= 7, "a dozen or so files to begin with")
    var takenCount = 0
    for seed in seeds where try reader.read(Array(Data(contentsOf: seed))) { takenCount += 1 }
    #expect(takenCount >= 1, "none of them is valid")
  }

  /// Each seed cut short, and with each of a few bytes changed: a little of what libFuzzer does.
  @Test(arguments: Reader.allCases)
  func damagedSeedsAreReadOrRefused(_ reader: Reader) throws {
    for seed in try seeds(of: reader) {
      let bytes = try Array(Data(contentsOf: seed))
      guard !bytes.isEmpty, bytes.count < 20_000 else { continue }
      for step in 1...4 {
        _ = try reader.read(Array(bytes.prefix(bytes.count * step / 5)))
        var changed = bytes
        changed[bytes.count * step / 5] ^= UInt8(1 << (step + 2))
        _ = try reader.read(changed)
      }
    }
  }

  @Test func everyFolderOfSeedsHasItsReader() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      !$0.hasSuffix(".py")
    }
    #expect(Set(names) == Set(Reader.allCases.map(\.rawValue)))
  }
}
