// Decompression by the system's zlib, within a stated limit.

import CZlib
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
    try inflate(compressed, path: path, limit: count, stopAtLimit: true)
  }

  /// All decompressed bytes. Memory grows with what really comes out, never with what a header promises.
  ///
  /// - Throws: `FileError` where the stream is damaged, cut short, followed by something else, or holds more
  ///   than `limit` bytes.
  package static func decompress(
    _ compressed: SharedStorage<UInt8>, path: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    try inflate(compressed, path: path, limit: limit, stopAtLimit: false)
  }

  private static func inflate(
    _ compressed: SharedStorage<UInt8>, path: String, limit: Int, stopAtLimit: Bool
  ) throws(FileError) -> [UInt8] {
    var stream = unsafe z_stream()
    // 15: the largest window; + 32: zlib or gzip, whichever it is.
    let started = unsafe inflateInit2_(
      &stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw FileError(.inputOutput, path: path, problem: "zlib cannot start (\(started))")
    }
    defer { unsafe inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var consumed = 0

    return try compressed.withSpan { (input: Span<UInt8>) throws(FileError) -> [UInt8] in
      func damaged(_ problem: String) -> FileError {
        FileError(
          .badData, path: path, position: .byte(consumed), problem: problem,
          remedy: "get the file again")
      }
      while true {
        let inputCount = min(input.count - consumed, 1 << 30)
        let (status, taken, produced) = unsafe step(
          &stream, input: input.extracting(consumed..<consumed + inputCount), into: &chunk)
        consumed += taken
        output.append(contentsOf: chunk[..<produced])
        if stopAtLimit, output.count >= limit { return Array(output.prefix(limit)) }
        if output.count > limit {
          throw damaged("more than \(limit) bytes come out of the compressed data")
        }
        switch status {
        case Z_STREAM_END where consumed == input.count:
          return output
        case Z_STREAM_END:
          unsafe inflateReset(&stream)
        case Z_OK, Z_BUF_ERROR:
          if taken == 0, produced == 0 {
            throw damaged("the compressed data breaks off: expected more after this byte")
          }
        default:
          let reason = unsafe stream.msg.map { unsafe String(cString: $0) } ?? "error \(status)"
          throw damaged("the compressed data is damaged: \(reason)")
        }
      }
    }
  }

  /// One call of zlib: its status, and how many bytes it took and made.
  private static func step(
    _ stream: inout z_stream, input: Span<UInt8>, into chunk: inout [UInt8]
  ) -> (status: Int32, taken: Int, produced: Int) {
    unsafe input.withUnsafeBufferPointer { source in
      unsafe chunk.withUnsafeMutableBufferPointer { target in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        let status = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
        return unsafe (
          status, source.count - Int(stream.avail_in), target.count - Int(stream.avail_out)
        )
      }
    }
  }
}
