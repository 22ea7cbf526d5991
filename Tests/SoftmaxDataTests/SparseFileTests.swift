// Files that state more bytes than any disk has.

import Foundation
@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseFileTests {
  /// A file of 2^62 bytes that begins as `content` does; nil where no file system here makes such a file.
  private func sparseFile(_ content: [UInt8]) -> String? {
    for folder in [FileManager.default.temporaryDirectory.path, "/dev/shm"] {
      let path = folder + "/softmax-test-\(UUID().uuidString).csv.gz"
      guard FileManager.default.createFile(atPath: path, contents: Data(content)) else { continue }
      if unsafe truncate(path, 1 << 62) == 0 { return path }
      try? FileManager.default.removeItem(atPath: path)
    }
    return nil
  }

  /// What comes out of compressed bytes is estimated by the file's size, beyond what an Int can hold.
  @Test func aCompressedTableInAFileWithoutEndIsAnError() throws {
    let text = Array(repeatElement(Array("1,2,a\n1,3,b\n".utf8), count: 100_000).joined())
    let deflated = Zlib.compress(text).dropFirst(2).dropLast(4)
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + deflated
    for number in [Zlib.crc32(text), UInt32(text.count)] {
      file += (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    guard let path = sparseFile(file) else { return }
    defer { try? FileManager.default.removeItem(atPath: path) }
    // Zeros follow, which are no gzip.
    let error = #expect(throws: FileError.self) { try Table(contentsOf: path) }
    #expect(error?.kind == .badData)
  }
}
