// Files and pipes in chunks, so that what is read need not fit into memory; gzip is inflated on the way.

import CZlib
package import SoftmaxKernels
import SoftmaxRemedies

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The bytes of a file, a pipe or standard input, one chunk after the other.
///
/// Whatever its name, an input whose first two bytes are gzip's (RFC 1952, several members too) gives what is in it.
@safe package final class ChunkedInput {
  /// What the input is called in messages.
  package let name: String
  /// How many bytes the file has on disk; nil for pipes, whose length is not known.
  package let fileSize: Int?
  /// Whether what is delivered is inflated.
  package private(set) var isCompressed = false
  /// How many bytes were delivered.
  package private(set) var deliveredCount = 0

  /// What is inflated may be this many times as long as what it comes from.
  package static let largestExpansion = 200
  /// From this many inflated bytes on: 256 MiB.
  package static let unlimitedExpansion = 256 << 20

  private let descriptor: Int32
  private let closesDescriptor: Bool
  /// What delivers the bytes in place of a descriptor.
  private let source: (any ByteSource)?
  private let watch: FileWatch?
  /// What shows how far reading has come.
  private let step: WorkStep?
  private let job = WorkWatch.current
  private let expansionStart: Int
  // What was read and not yet taken: the first two bytes, and with gzip all that comes.
  private var raw = [UInt8](repeating: 0, count: 2)
  private var rawStart = 0
  private var rawEnd = 0
  private var rawIsAtEnd = false
  private var rawCount = 0
  private var memberEnded = false
  // What was delivered to `beginning` and is still to be delivered to readers.
  private var lookedAt: [UInt8] = []
  private var lookedAtStart = 0
  // On the heap, because zlib keeps the address of the stream that it was started with.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  /// How many bytes of the file were used: compressed ones, where it is compressed.
  package var consumedCount: Int { rawCount - (rawEnd - rawStart) }

  /// Whether the next read would wait for what a pipe does not hold yet. With gzip it may wait too where the pipe holds a
  /// part of a block.
  package var wouldWait: Bool {
    fileSize == nil && lookedAtStart == lookedAt.count && rawStart == rawEnd && !rawIsAtEnd
      && !(source.map(\.isReady) ?? SystemCall.isReady(descriptor))
  }

  /// Opens `path`, `-` for standard input. More than `expansionStart` inflated bytes must come from compressed ones
  /// that are not too few.
  ///
  /// - Throws: `FileError` where the file is missing, a directory, or can't be read.
  package init(_ path: String, expansionStart: Int = unlimitedExpansion) throws(FileError) {
    let isStandardInput = path == InputFile.standardInput
    name = isStandardInput ? InputFile.standardInputName : path
    if isStandardInput {
      (descriptor, fileSize) = (0, nil)
      watch = FileWatch(name, descriptor: 0, status: FileStatus(descriptor: 0))
    } else {
      let (opened, status) = try InputFile.openDescriptor(path)
      (descriptor, fileSize) = (opened, status.kind == .regular ? status.size : nil)
      watch = FileWatch(path, descriptor: opened, status: status)
    }
    closesDescriptor = !isStandardInput
    source = nil
    step = job?.begin(.reading, name: name, of: fileSize)
    self.expansionStart = expansionStart
    unsafe stream.initialize(to: z_stream())
    try begin()
  }

  /// What `source` delivers, called `name` in messages.
  ///
  /// - Throws: What `source` throws, and `FileError` where zlib cannot start.
  package init(
    _ source: any ByteSource, name: String, expansionStart: Int = unlimitedExpansion
  ) throws(FileError) {
    self.name = name
    (descriptor, fileSize, closesDescriptor, watch, step) = (-1, nil, false, nil, nil)
    self.source = source
    self.expansionStart = expansionStart
    unsafe stream.initialize(to: z_stream())
    try begin()
  }

  /// Reads the two bytes that tell gzip.
  private func begin() throws(FileError) {
    while rawEnd < 2, !rawIsAtEnd {
      let count = try systemRead(into: &raw, at: rawEnd, count: 2 - rawEnd)
      rawEnd += count
      rawIsAtEnd = count == 0
    }
    try startInflating()
    if isCompressed { raw += [UInt8](repeating: 0, count: 1 << 16) }
  }

  /// The bytes of a file that are in memory already.
  ///
  /// - Throws: `FileError` where zlib cannot start.
  package init(_ bytes: [UInt8], name: String, expansionStart: Int = unlimitedExpansion) throws(FileError) {
    self.name = name
    (descriptor, fileSize, closesDescriptor, watch, step) = (-1, bytes.count, false, nil, nil)
    source = nil
    self.expansionStart = expansionStart
    unsafe stream.initialize(to: z_stream())
    (raw, rawEnd, rawCount, rawIsAtEnd) = (bytes, bytes.count, bytes.count, true)
    try startInflating()
  }

  /// Gets ready to inflate where the first bytes are gzip's.
  private func startInflating() throws(FileError) {
    guard rawEnd >= 2, raw[0] == 0x1f, raw[1] == 0x8b else { return }
    // 15: the largest window; + 16: gzip.
    let started = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw FileError(.inputOutput, path: name, problem: "zlib cannot start (\(started))")
    }
    isCompressed = true
  }

  deinit {
    if let step { job?.finish(step) }
    if isCompressed { unsafe inflateEnd(stream) }
    unsafe stream.deallocate()
    if closesDescriptor { close(descriptor) }
  }

  /// The first bytes, which `read` delivers all the same: `limit` of them, or fewer where `isEnough` has enough of them or
  /// the input ends. From a pipe no more is waited for.
  ///
  /// - Throws: As `read`.
  package func beginning(
    limit: Int, until isEnough: (ArraySlice<UInt8>) -> Bool = { _ in false }
  ) throws(FileError) -> [UInt8] {
    precondition(lookedAtStart == 0, "nothing was read yet")
    while lookedAt.count < limit, !isEnough(lookedAt[...]) {
      var piece = [UInt8](repeating: 0, count: limit - lookedAt.count)
      let taken = try readNext(into: &piece, at: 0, count: piece.count)
      if taken == 0 { break }
      lookedAt += piece[..<taken]
    }
    return Array(lookedAt.prefix(limit))
  }

  /// Writes up to `count` bytes into `buffer` from `start` on; how many, 0 at the end of the input.
  ///
  /// - Throws: `FileError` where reading fails, another program changes the file meanwhile, or gzip is damaged, breaks off
  ///   or holds suspiciously much.
  package func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    precondition(start >= 0 && count > 0 && start <= buffer.count - count, "room for what is read")
    guard lookedAtStart < lookedAt.count else { return try readNext(into: &buffer, at: start, count: count) }
    let taken = min(count, lookedAt.count - lookedAtStart)
    for offset in 0..<taken { buffer[start + offset] = lookedAt[lookedAtStart + offset] }
    lookedAtStart += taken
    return taken
  }

  /// All bytes that are left, at most `limit`.
  ///
  /// - Throws: As `read`; `FileError` where there are more, or memory is short.
  package func rest(limit: Int = InputFile.pipeLimit) throws(FileError) -> SharedStorage<UInt8> {
    var content = GrowingStorage<UInt8>(capacity: fileSize.map { min($0, limit) } ?? 0)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let taken = try read(into: &piece, at: 0, count: piece.count)
      if taken == 0 { return content.finish() }
      guard content.count + taken <= limit else {
        throw FileError(
          .badData, path: name, position: .byte(limit),
          problem: "more than \(limit >> 20) MiB came in, which is the limit for what is read at once",
          advice: isCompressed ? "\(.command("gzip -d")) decompresses it" : "save it to a file first")
      }
      try FileError.checkMemory(
        for: content.growth(for: taken), "its content, of which \(content.count) bytes have come,", path: name)
      content.append(piece.span.extracting(..<taken))
    }
  }

  private func readNext(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    let delivered =
      if isCompressed {
        try inflated(into: &buffer, at: start, count: count)
      } else if rawStart < rawEnd {
        leftOver(into: &buffer, at: start, count: count)
      } else if rawIsAtEnd {
        0
      } else {
        try systemRead(into: &buffer, at: start, count: count)
      }
    deliveredCount += delivered
    if delivered == 0, let step { job?.finish(step) } else { step?.reach(consumedCount) }
    if isCompressed, deliveredCount > expansionStart,
      deliveredCount / Self.largestExpansion > consumedCount
    {
      throw FileError(
        .badData, path: name, position: .byte(consumedCount),
        problem:
          "more than \(Self.largestExpansion) times as many bytes come out of the compressed data as went in "
          + "(\(deliveredCount) of \(consumedCount))",
        advice: "if the file is what it should be, \(.command("gzip -d")) decompresses it")
    }
    return delivered
  }

  private func leftOver(into buffer: inout [UInt8], at start: Int, count: Int) -> Int {
    let taken = min(count, rawEnd - rawStart)
    for offset in 0..<taken { buffer[start + offset] = raw[rawStart + offset] }
    rawStart += taken
    return taken
  }

  private func systemRead(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    if let source {
      let taken = try source.read(into: &buffer, at: start, count: count)
      rawCount += taken
      return taken
    }
    let taken = SystemCall.read(into: &buffer, at: start, count: count, from: descriptor)
    guard taken >= 0 else {
      throw FileError(
        .inputOutput, path: name, position: .byte(rawCount),
        problem: "reading failed: \(SystemCall.message(SystemCall.lastError))")
    }
    // After each read and not only at the end: a row that is torn should not be blamed first.
    try watch?.check()
    rawCount += taken
    return taken
  }

  private func inflated(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    while true {
      if rawStart == rawEnd, !rawIsAtEnd {
        rawStart = 0
        rawEnd = try systemRead(into: &raw, at: 0, count: raw.count)
        rawIsAtEnd = rawEnd == 0
      }
      if memberEnded {
        if rawStart == rawEnd { return 0 }
        unsafe inflateReset(stream)
        memberEnded = false
      }
      let (status, taken, produced) = step(into: &buffer, at: start, count: count)
      rawStart += taken
      switch status {
      case Z_STREAM_END:
        memberEnded = true
      case Z_OK, Z_BUF_ERROR:
        if taken == 0, produced == 0, rawIsAtEnd {
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

  private func damaged(_ problem: String) -> FileError {
    FileError(
      .badData, path: name, position: .byte(consumedCount), problem: problem, remedy: "get the file again")
  }

  /// One call of zlib: its status, and how many bytes it took and made.
  private func step(
    into buffer: inout [UInt8], at start: Int, count: Int
  ) -> (status: Int32, taken: Int, produced: Int) {
    unsafe raw.withUnsafeMutableBufferPointer { source in
      unsafe buffer.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = source.baseAddress.map { unsafe $0 + rawStart }
        unsafe stream.pointee.avail_in = UInt32(rawEnd - rawStart)
        unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
        unsafe stream.pointee.avail_out = UInt32(min(count, 1 << 30))
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        return unsafe (
          status, rawEnd - rawStart - Int(stream.pointee.avail_in),
          min(count, 1 << 30) - Int(stream.pointee.avail_out)
        )
      }
    }
  }
}
