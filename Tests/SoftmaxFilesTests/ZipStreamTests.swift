// Entries of zip archives in chunks.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFiles

@Suite struct ZipStreamTests {
  private func entry(_ content: [UInt8]) -> ZipWriter.Entry {
    ZipWriter.Entry("x", content, stored: Array(Zlib.compress(content).dropFirst(2).dropLast(4)))
  }

  private func content(_ entry: ZipWriter.Entry, chunk: Int, expansionStart: Int = 1 << 20) throws -> [UInt8] {
    let archive = try ZipArchive(SharedStorage(ZipWriter.file([entry])), path: "a.zip")
    let stream = try archive.stream(of: archive.entries[0], expansionStart: expansionStart)
    var buffer = [UInt8](repeating: 0, count: chunk)
    var content: [UInt8] = []
    while true {
      let taken = try stream.read(into: &buffer, at: 0, count: chunk)
      if taken == 0 { break }
      content += buffer[..<taken]
    }
    #expect(stream.consumedCount == stream.compressedCount && stream.deliveredCount == content.count)
    return content
  }

  @Test(arguments: [0, 1, 1000, 100_000], [1, 999, 1 << 16])
  func chunksAreTheContent(count: Int, chunk: Int) throws {
    var numbers = MadeNumbers(seed: 7)
    let bytes = numbers.bytes(count)
    #expect(try content(entry(bytes), chunk: chunk) == bytes)
    #expect(try content(ZipWriter.Entry("x", bytes), chunk: chunk) == bytes)
  }

  @Test func damageIsNoticed() throws {
    let bytes = Array("softmax ".utf8) + [UInt8](repeating: 7, count: 500)
    var wrong = entry(bytes)
    wrong.checksum ^= 1
    #expect(throws: FileError.self) { try content(wrong, chunk: 100) }
    wrong = entry(bytes)
    wrong.size -= 1
    #expect(throws: FileError.self) { try content(wrong, chunk: 100) }
    wrong = entry(bytes)
    wrong.size += 1
    #expect(throws: FileError.self) { try content(wrong, chunk: 100) }
    wrong = entry(bytes)
    wrong.stored.removeLast(2)
    #expect(throws: FileError.self) { try content(wrong, chunk: 100) }
    wrong = entry(bytes)
    wrong.stored += [0]
    #expect(throws: FileError.self) { try content(wrong, chunk: 100) }
  }

  @Test func muchFromLittleIsRefused() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    #expect(try content(entry(zeros), chunk: 1 << 12) == zeros)
    let error = #expect(throws: FileError.self) {
      try content(entry(zeros), chunk: 1 << 12, expansionStart: 1 << 16)
    }
    #expect(error?.problem.contains("more than 200 times as many bytes") == true)
  }
}
