// A file that is written piece by piece and appears when it is whole.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A new file beside its target, which takes the target's place when it is finished; without that nothing is left of it. A pipe
/// or device is written to as it is.
package final class GrowingFile {
  private let target: OutputFile.Target
  private let descriptor: Int32
  /// Nil for pipes and devices.
  private var part: PartFile?
  private var byteCount = 0
  private var isClosed = false

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - newMode: The permissions of a file that was not there, from which the process's mask is taken.
  /// - Throws: `FileError` where it cannot be written.
  package init(_ path: String, mode newMode: UInt32 = 0o666) throws(FileError) {
    target = try OutputFile.Target(path)
    if target.status?.kind == .stream {
      descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw OutputFile.cannotWrite(path, errno) }
      return
    }
    Leftovers.removeOnce(in: target.folder)
    let mode = mode_t(target.status?.permissions ?? newMode)
    guard let part = PartFile(in: target.folder, mode: mode) else { throw OutputFile.cannotWrite(path, errno) }
    // Without the process's mask.
    if target.status != nil { fchmod(part.descriptor, mode) }
    self.part = part
    descriptor = part.descriptor
  }

  /// Adds to the file.
  ///
  /// - Throws: `FileError` where writing fails.
  package func append(_ text: String) throws(FileError) {
    try append(Array(text.utf8))
  }

  /// Adds bytes to the file.
  ///
  /// - Throws: `FileError` where writing fails.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    try OutputFile.writeAll(bytes, to: descriptor, path: target.name, from: byteCount)
    byteCount += bytes.count
  }

  /// Adds lines for people, as `StandardStream.write` shows them.
  ///
  /// - Throws: `FileError` where writing fails.
  package func appendLines(_ text: String) throws(FileError) { try append(text.printableLines) }

  /// Brings the file to disk and gives it its name.
  ///
  /// - Throws: `FileError`; the target is then as it was.
  package func finish() throws(FileError) {
    guard let part else {
      isClosed = true
      close(descriptor)
      return
    }
    guard SystemCall.retrying({ fsync(part.descriptor) }) == 0 || errno == EINVAL else {
      throw FileError(.inputOutput, path: target.name, problem: "writing failed: \(SystemCall.message(errno))")
    }
    guard SystemCall.retrying({ unsafe rename(part.path, target.path) }) == 0 else {
      throw OutputFile.cannotWrite(target.name, errno)
    }
    self.part = nil
    isClosed = true
    part.closed()
    FileWatch.forget(target.name)
    try OutputFile.syncFolder(of: target)
  }

  deinit {
    if let part { part.discard() } else if !isClosed { close(descriptor) }
  }
}
