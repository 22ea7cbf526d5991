// Decompression by the system's zlib, within a stated limit: the loop behind gzip, zlib and zip.

import CZlib
import SoftmaxKernels

/// Deflated data (RFC 1951) in one of its wrappings.
struct Inflation {
  /// What is around the deflated data.
  enum Wrapping {
    /// gzip or zlib, told by the first bytes; several may follow each other.
    case gzipOrZlib
    /// Nothing, as in zip files.
    case none

    // 15 is the largest window; + 32: zlib or gzip, whichever it is; below 0: neither.
    fileprivate var windowBits: Int32 {
      switch self {
      case .gzipOrZlib: 15 + 32
      case .none: -15
      }
    }
  }

  let wrapping: Wrapping
  /// The file that is named in errors, and where in it the data begins.
  let path: String
  var offset = 0
  /// The most that may come out.
  let limit: Int
  /// Whether what comes after `limit` bytes is left alone; otherwise it is an error.
  var stopsAtLimit = false

  /// Hands out the content piece by piece.
  ///
  /// - Throws: `FileError` where the data is damaged, cut short, followed by something else, or more than the limit.
  func run(
    _ compressed: SharedStorage<UInt8>, _ consume: (ArraySlice<UInt8>) -> Void
  ) throws(FileError) {
    var stream = unsafe z_stream()
    let started = unsafe inflateInit2_(
      &stream, wrapping.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw FileError(.inputOutput, path: path, problem: "zlib cannot start (\(started))")
    }
    defer { unsafe inflateEnd(&stream) }
    // Little data needs little: a larger piece would take longer to clear than to fill.
    var chunk = [UInt8](repeating: 0, count: min(max(8 * compressed.count, 1 << 12), 1 << 18))
    var (consumed, total) = (0, 0)

    try compressed.withSpan { (input: Span<UInt8>) throws(FileError) in
      func damaged(_ problem: String) -> FileError {
        FileError(
          .badData, path: path, position: .byte(offset + consumed), problem: problem,
          remedy: "get the file again")
      }
      while true {
        let inputCount = min(input.count - consumed, 1 << 30)
        let (status, taken, produced) = unsafe Self.step(
          &stream, input: input.extracting(consumed..<consumed + inputCount), into: &chunk)
        consumed += taken
        let wanted = stopsAtLimit ? min(produced, limit - total) : produced
        total += wanted
        if total > limit { throw damaged("more than \(limit) bytes come out of the compressed data") }
        consume(chunk[..<wanted])
        if stopsAtLimit, total == limit { return }
        switch status {
        case Z_STREAM_END where consumed == input.count:
          return
        case Z_STREAM_END where wrapping == .none:
          throw damaged("expected the end of the compressed data, found \(input.count - consumed) bytes more")
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
