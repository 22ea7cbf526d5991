// Reading in chunks: files, pipes, gzip as a stream.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct ChunkedInputTests {
  private let folder: TemporaryDirectory
  private let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func read(_ input: ChunkedInput, chunk: Int) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: chunk + 3)
    var result: [UInt8] = []
    while true {
      let count = try input.read(into: &buffer, at: 3, count: chunk)
      if count == 0 { return result }
      result += buffer[3..<3 + count]
    }
  }

  @Test(arguments: [1, 7, 4096, 1 << 20])
  func everyChunkSizeGivesTheSameBytes(_ chunk: Int) throws {
    let content = Array(content.prefix(chunk == 1 ? 5000 : content.count))
    let plain = try ChunkedInput(folder.write(content, to: "a"))
    #expect(try read(plain, chunk: chunk) == content)
    #expect(plain.fileSize == content.count && !plain.isCompressed)
    let file = GzipWriter.file(content)
    let compressed = try ChunkedInput(folder.write(file, to: "b"))
    #expect(try read(compressed, chunk: chunk) == content)
    #expect(compressed.isCompressed && compressed.deliveredCount == content.count)
    #expect(compressed.consumedCount == file.count && compressed.fileSize == file.count)
  }

  @Test func shortInputsAreReadWhole() throws {
    for content in [[], [1], [0x1f], [1, 2], [0x1f, 0x8c, 3]] as [[UInt8]] {
      #expect(try read(ChunkedInput(folder.write(content, to: "a")), chunk: 10) == content)
    }
  }

  @Test func membersFollowEachOther() throws {
    let file = GzipWriter.file([1, 2]) + GzipWriter.file([]) + GzipWriter.file([3])
    #expect(try read(ChunkedInput(folder.write(file, to: "a")), chunk: 100) == [1, 2, 3])
  }

  @Test func aPipeIsReadToItsEnd() throws {
    let path = folder.file("pipe")
    try #require(unsafe mkfifo(path, 0o600) == 0)
    let content = content
    let writer = Thread {
      let handle = FileHandle(forWritingAtPath: path)
      try? handle?.write(contentsOf: Data(GzipWriter.file(content)))
      try? handle?.close()
    }
    writer.start()
    let input = try ChunkedInput(path)
    #expect(input.fileSize == nil && input.isCompressed)
    #expect(try read(input, chunk: 1 << 16) == content)
  }

  @Test func brokenStreamsNameTheByte() throws {
    let file = GzipWriter.file(Array(content.prefix(300)))
    let short = #expect(throws: FileError.self) {
      try read(ChunkedInput(folder.write(Array(file.dropLast(3)), to: "a")), chunk: 100)
    }
    #expect(short?.position == .byte(file.count - 3))
    #expect(short?.problem == "the compressed data breaks off: expected more after this byte")
    var flipped = file
    flipped[20] ^= 1
    let damaged = #expect(throws: FileError.self) {
      try read(ChunkedInput(folder.write(flipped, to: "a")), chunk: 100)
    }
    #expect(damaged?.problem.contains("the compressed data is damaged: ") == true)
    let trailing = #expect(throws: FileError.self) {
      try read(ChunkedInput(folder.write(file + [9, 9], to: "a")), chunk: 100)
    }
    #expect(trailing?.kind == .badData)
  }

  @Test func aStreamThatUnpacksToFarTooMuchIsRefused() throws {
    // A zlib stream without its two bytes before and four behind is what gzip wraps.
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let deflated = Zlib.compress(zeros).dropFirst(2).dropLast(4)
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + deflated
    for number in [Zlib.crc32(zeros), UInt32(zeros.count)] {
      file += (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    let path = try folder.write(file, to: "bomb")
    #expect(try read(ChunkedInput(path), chunk: 1 << 16).count == zeros.count)
    let error = #expect(throws: FileError.self) {
      try read(ChunkedInput(path, expansionStart: 1 << 20), chunk: 1 << 16)
    }
    #expect(error?.problem.hasPrefix("more than 200 times as many bytes come out") == true)
    #expect(error?.remedy?.contains("gzip -d decompresses it") == true)
  }

  @Test func whatWasLookedAtIsReadAllTheSame() throws {
    let content = (0..<3000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    for file in [content, GzipWriter.file(content)] {
      let path = try folder.write(file, to: "f")
      for limit in [1, 2, 100, 5000] {
        let input = try ChunkedInput(path)
        #expect(try input.beginning(limit: limit) == Array(content.prefix(limit)))
        #expect(try read(input, chunk: 7) == content)
        let other = try ChunkedInput(path)
        #expect(try content.starts(with: other.beginning(limit: limit) { $0.count >= 1 }))
        #expect(try other.rest().array == content)
        let short = try ChunkedInput(path)
        #expect(throws: FileError.self) { try short.rest(limit: 2999) }
      }
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let missing = #expect(throws: FileError.self) { try ChunkedInput(folder.file("none")) }
    #expect(missing?.kind == .noInput)
    #expect(missing?.remedy == "check the path")
    let directory = #expect(throws: FileError.self) { try ChunkedInput(folder.path) }
    #expect(directory?.problem == "this is a directory, expected a file")
  }
}
