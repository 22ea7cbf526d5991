// An entry of a zip archive in chunks, so that what comes out of it need not fit into memory.

import CZlib
import SoftmaxKernels

/// The bytes of an entry, one chunk after the other, checked at their end against the archive's size and checksum.
@safe package final class ZipStream {
  /// How many bytes of the archive were used, and how many there are of this entry.
  package private(set) var consumedCount = 0
  package var compressedCount: Int { stored.count }
  /// How many bytes were delivered.
  package private(set) var deliveredCount = 0

  private let entry: ZipEntry
  private let path: String
  private let stored: SharedStorage<UInt8>
  private let expansionStart: Int
  private var checksum: UInt32 = 0
  private var isAtEnd = false
  // On the heap, because zlib keeps the address of the stream that it was started with.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  /// An entry's bytes `stored` in the archive at `path`. More than `expansionStart` inflated bytes must come from compressed
  /// ones that are not too few.
  ///
  /// - Throws: `FileError` where zlib cannot start.
  init(
    _ entry: ZipEntry, stored: SharedStorage<UInt8>, path: String, expansionStart: Int
  ) throws(FileError) {
    (self.entry, self.path, self.stored, self.expansionStart) = (entry, path, stored, expansionStart)
    unsafe stream.initialize(to: z_stream())
    // Below 0: no wrapping around the deflated data.
    let started = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw FileError(.inputOutput, path: path, problem: "zlib cannot start (\(started))")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Writes up to `count` bytes into `buffer` from `start` on; how many, 0 at the end of the entry.
  ///
  /// - Throws: `FileError` where the entry is damaged, breaks off, is not of the stated size and checksum, or holds
  ///   suspiciously much.
  package func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    precondition(start >= 0 && count > 0 && start <= buffer.count - count, "room for what is read")
    if isAtEnd { return 0 }
    let delivered =
      entry.method == .stored
      ? copy(into: &buffer, at: start, count: count) : try inflated(into: &buffer, at: start, count: count)
    checksum = Zlib.crc32(buffer.span.extracting(start..<start + delivered), continuing: checksum)
    deliveredCount += delivered
    guard deliveredCount <= entry.size else {
      throw damaged("expected \(entry.size) bytes of content, found more")
    }
    if deliveredCount > expansionStart, deliveredCount / ChunkedInput.largestExpansion > consumedCount {
      throw damaged(
        "more than \(ChunkedInput.largestExpansion) times as many bytes come out of the compressed data as went in",
        remedy: "if the file is what it should be, save it in another format")
    }
    if delivered == 0 { try end() }
    return delivered
  }

  /// Checks what an entry's end has to be.
  private func end() throws(FileError) {
    isAtEnd = true
    guard deliveredCount == entry.size else {
      throw damaged("expected \(entry.size) bytes of content, found \(deliveredCount)")
    }
    guard checksum == entry.checksum else { throw damaged("its checksum (CRC-32) is another one") }
  }

  private func copy(into buffer: inout [UInt8], at start: Int, count: Int) -> Int {
    let taken = min(count, stored.count - consumedCount)
    stored.withSpan { span in
      for offset in 0..<taken { buffer[start + offset] = span[consumedCount + offset] }
    }
    consumedCount += taken
    return taken
  }

  private func inflated(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    while true {
      let (status, taken, produced) = step(into: &buffer, at: start, count: count)
      consumedCount += taken
      switch status {
      case Z_STREAM_END:
        guard consumedCount == stored.count else {
          throw damaged(
            "expected the end of the compressed data, found \(stored.count - consumedCount) bytes more")
        }
        // The next call finds that nothing is left.
        return produced
      case Z_OK, Z_BUF_ERROR:
        if taken == 0, produced == 0 {
          throw damaged("the compressed data breaks off: expected more after this byte")
        }
      default:
        throw damaged(
          "the compressed data is damaged: "
            + (unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(status)"))
      }
      if produced > 0 { return produced }
    }
  }

  /// One call of zlib: its status, and how many bytes it took and made.
  private func step(
    into buffer: inout [UInt8], at start: Int, count: Int
  ) -> (status: Int32, taken: Int, produced: Int) {
    let left = min(stored.count - consumedCount, 1 << 30)
    let room = min(count, 1 << 30)
    return stored.slice(consumedCount..<consumedCount + left).withSpan { input in
      unsafe input.withUnsafeBufferPointer { source in
        unsafe buffer.withUnsafeMutableBufferPointer { target in
          unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
          unsafe stream.pointee.avail_in = UInt32(left)
          unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
          unsafe stream.pointee.avail_out = UInt32(room)
          let status = unsafe inflate(stream, Z_NO_FLUSH)
          return unsafe (
            status, left - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out)
          )
        }
      }
    }
  }

  private func damaged(_ problem: String, remedy: String = "get the file again") -> FileError {
    FileError(
      .badData, path: path, position: .byte(entry.range.lowerBound + consumedCount),
      problem: "the entry '\(entry.name.printable(limit: 80))': \(problem)", remedy: remedy)
  }
}

extension ZipArchive {
  /// The content of an entry, chunk by chunk.
  ///
  /// - Throws: `FileError` where zlib cannot start.
  package func stream(
    of entry: ZipEntry, expansionStart: Int = ChunkedInput.unlimitedExpansion
  ) throws(FileError) -> ZipStream {
    try ZipStream(entry, stored: stored(entry), path: path, expansionStart: expansionStart)
  }
}
