// Decompression, and what is said of streams that are not whole.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct GzipTests {
  private let content = Array("softmax regression, twice over: softmax regression".utf8)

  private func decompress(_ bytes: [UInt8], limit: Int = 1000) throws(FileError) -> [UInt8] {
    try Gzip.decompress(SharedStorage(bytes), path: "a.gz", limit: limit)
  }

  @Test func filesOfTheSystemsGzipAreRead() throws {
    // `printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n' | gzip -9n`
    let file: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 76, 36, 14, 112, 1, 0, 94, 137, 26, 121, 41, 0, 0, 0,
    ]
    #expect(try decompress(file) == [UInt8](repeating: 97, count: 40) + [10])
  }

  @Test func membersFollowEachOther() throws {
    #expect(try decompress(GzipWriter.file(content) + GzipWriter.file([1, 2])) == content + [1, 2])
  }

  @Test func aPrefixNeedsOnlyTheBeginning() throws {
    let file = Array(GzipWriter.file(content).dropLast(8))
    #expect(try Gzip.prefix(of: SharedStorage(file), count: 7, path: "a.gz") == Array("softmax".utf8))
  }

  @Test func aStreamThatBreaksOffNamesTheByte() {
    let file = Array(GzipWriter.file(content).dropLast(3))
    let error = #expect(throws: FileError.self) { try decompress(file) }
    #expect(error?.kind == .badData)
    #expect(error?.position == .byte(file.count))
    #expect(error?.problem.contains("breaks off") == true)
  }

  @Test func aFlippedBitIsNoticed() {
    var file = GzipWriter.file(content)
    file[20] ^= 1
    let error = #expect(throws: FileError.self) { try decompress(file) }
    #expect(error?.problem.contains("damaged") == true)
  }

  @Test func somethingElseAfterTheStreamIsNoticed() {
    let error = #expect(throws: FileError.self) { try decompress(GzipWriter.file(content) + [9, 9, 9]) }
    #expect(error?.kind == .badData)
  }

  @Test func moreThanTheLimitIsRefusedWithoutBeingKept() {
    let error = #expect(throws: FileError.self) { try decompress(GzipWriter.file(content), limit: 10) }
    #expect(error?.problem.contains("more than 10 bytes") == true)
  }
}
