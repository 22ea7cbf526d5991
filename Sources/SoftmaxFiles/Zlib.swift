// Compression by the system's zlib, piece by piece, and its checksum.

import CZlib

/// zlib streams (RFC 1950), such as PNG files hold them.
package enum Zlib {
  /// All of `content` as one stream.
  package static func compress(_ content: [UInt8]) -> [UInt8] {
    let compressor = Compressor()
    compressor.append(content)
    return compressor.finish()
  }

  /// All of `content` as a gzip file (RFC 1952).
  package static func gzip(_ content: [UInt8]) -> [UInt8] {
    // zlib's wrapping is two bytes in front and a checksum of four behind.
    let deflated = compress(content).dropFirst(2).dropLast(4)
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    file.reserveCapacity(deflated.count + 18)
    file += deflated
    for word in [crc32(content), UInt32(truncatingIfNeeded: content.count)] {
      for shift in stride(from: 0, to: 32, by: 8) { file.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return file
  }

  /// The CRC-32 of PNG, gzip and zip; `previous` is that of the bytes before.
  package static func crc32(_ bytes: [UInt8], continuing previous: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe UInt32(crc32_z(UInt(previous), buffer.baseAddress, buffer.count))
    }
  }

  /// The same of bytes that lie elsewhere.
  static func crc32(_ bytes: Span<UInt8>, continuing previous: UInt32) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      // Without bytes zlib would begin anew.
      unsafe buffer.isEmpty ? previous : UInt32(crc32_z(UInt(previous), buffer.baseAddress, buffer.count))
    }
  }

  /// Compresses what comes bit by bit, so that the whole never has to be in memory.
  @safe package final class Compressor {
    // On the heap, because zlib keeps the address of the stream that it was started with.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)

    /// A stream; `level` trades time (1) for size (9).
    package init(level: Int = 6) {
      unsafe stream = .allocate(capacity: 1)
      unsafe stream.initialize(to: z_stream())
      let status = unsafe deflateInit_(
        stream, Int32(level), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      // It fails only where there is no memory, which ends a Swift program anyway.
      precondition(status == Z_OK, "zlib cannot start")
    }

    deinit {
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    }

    /// Adds bytes.
    package func append(_ bytes: [UInt8]) {
      precondition(bytes.count < Int(UInt32.max), "too much at once")
      run(bytes, Z_NO_FLUSH)
    }

    /// What was compressed since the last call, so that it can be passed on.
    package func takeOutput() -> [UInt8] {
      defer { output.removeAll(keepingCapacity: true) }
      return output
    }

    /// Ends the stream; the rest of it, or all where nothing was taken before.
    package func finish() -> [UInt8] {
      run([], Z_FINISH)
      return takeOutput()
    }

    private func run(_ bytes: [UInt8], _ flush: Int32) {
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(source.count)
        while true {
          let room = unsafe chunk.withUnsafeMutableBufferPointer { target in
            unsafe stream.pointee.next_out = target.baseAddress
            unsafe stream.pointee.avail_out = UInt32(target.count)
            _ = unsafe deflate(stream, flush)
            return unsafe Int(stream.pointee.avail_out)
          }
          output.append(contentsOf: chunk[..<(chunk.count - room)])
          // Room left over: zlib has nothing more to give.
          if room > 0 { return }
        }
      }
    }
  }
}
