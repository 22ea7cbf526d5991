// Compression that comes back as it went in.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@Suite struct ZlibTests {
  @Test(arguments: [0, 1, 65_536, 1_000_003])
  func compressedBytesComeBack(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
    let compressed = SharedStorage(Zlib.compress(bytes))
    #expect(try Gzip.decompress(compressed, path: "test", limit: count) == bytes)
  }

  @Test func piecesMakeOneStream() throws {
    let compressor = Zlib.Compressor(level: 3)
    var stream: [UInt8] = []
    var content: [UInt8] = []
    for piece in 0..<50 {
      let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 / (piece + 1)) }
      content += bytes
      compressor.append(bytes)
      stream += compressor.takeOutput()
    }
    stream += compressor.finish()
    #expect(try Gzip.decompress(SharedStorage(stream), path: "test", limit: content.count) == content)
  }

  @Test func theChecksumIsThatOfItsStandard() {
    #expect(Zlib.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
    let start = Zlib.crc32(Array("1234".utf8))
    #expect(Zlib.crc32(Array("56789".utf8), continuing: start) == 0xcbf4_3926)
    #expect(Zlib.crc32([]) == 0)
  }
}
