// gzip files, decompressed within a stated limit.

package import SoftmaxKernels

/// gzip (RFC 1952, several members too) and zlib (RFC 1950) streams.
package enum Gzip {
  /// Whether the bytes begin as a gzip file does.
  package static func isGzip(_ bytes: SharedStorage<UInt8>) -> Bool {
    bytes.withSpan { $0.count >= 2 && $0[0] == 0x1f && $0[1] == 0x8b }
  }

  /// The first `count` decompressed bytes, or all where there are fewer.
  ///
  /// - Throws: `FileError` where the stream breaks off or is damaged before that.
  package static func prefix(
    of compressed: SharedStorage<UInt8>, count: Int, path: String
  ) throws(FileError) -> [UInt8] {
    try content(
      Inflation(wrapping: .gzipOrZlib, path: path, limit: count, stopsAtLimit: true), of: compressed)
  }

  /// All decompressed bytes. Memory grows with what really comes out, never with what a header promises.
  ///
  /// - Throws: `FileError` where the stream is damaged, cut short, followed by something else, or holds more
  ///   than `limit` bytes.
  package static func decompress(
    _ compressed: SharedStorage<UInt8>, path: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    try content(Inflation(wrapping: .gzipOrZlib, path: path, limit: limit), of: compressed)
  }

  private static func content(
    _ inflation: Inflation, of compressed: SharedStorage<UInt8>
  ) throws(FileError) -> [UInt8] {
    var output: [UInt8] = []
    try inflation.run(compressed) { output.append(contentsOf: $0) }
    return output
  }
}
