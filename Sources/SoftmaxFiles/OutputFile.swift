// Writing files so that no one ever sees half of one: beside the target, then renamed.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whole files written at once: a target is the old file or the new one, never part of either.
package enum OutputFile {
  /// Writes `content` beside `path`, brings it to disk and renames it into place.
  ///
  /// A link is followed, so that its target changes; a pipe or device is written to as it is. The permissions
  /// of a file that is replaced are kept.
  ///
  /// - Throws: `FileError`; the target is then as it was, and nothing is left beside it.
  package static func write(_ content: [UInt8], to path: String) throws(FileError) {
    let target = try Target(path)
    if target.status?.kind == .stream { return try writeToStream(content, path) }
    let mode = mode_t(target.status?.permissions ?? 0o666)
    let part = try part(of: content, beside: target, mode: mode, keepsMode: target.status != nil)
    guard SystemCall.retrying({ unsafe rename(part.path, target.path) }) == 0 else {
      let code = errno
      part.discard()
      throw cannotWrite(path, code)
    }
    part.closed()
    FileWatch.forget(path)
    try syncFolder(of: target)
  }

  /// Writes `content` to the first of `candidates` that does not exist yet, and says which that was. No file is ever
  /// replaced, not even one that another program creates meanwhile.
  ///
  /// - Parameters:
  ///   - content: The file's bytes.
  ///   - candidates: Paths in one folder.
  ///   - mode: The permissions, from which the process's mask is taken.
  /// - Returns: The path.
  /// - Throws: `FileError`; nothing is then written.
  package static func writeNew(
    _ content: [UInt8], to candidates: some Sequence<String>, mode: UInt32 = 0o666
  ) throws(FileError) -> String {
    var part: PartFile?
    var last = ""
    for path in candidates {
      last = path
      guard FileStatus(ofLink: path) == nil else { continue }
      let target: Target
      let written: PartFile
      do throws(FileError) {
        target = try Target(path)
        if let part {
          written = part
        } else {
          written = try self.part(of: content, beside: target, mode: mode_t(mode), keepsMode: false)
        }
      } catch {
        part?.discard()
        throw error
      }
      part = written
      let code = giveName(target.path, to: written)
      if code == EEXIST { continue }
      guard code == 0 else {
        written.discard()
        throw cannotWrite(path, code)
      }
      written.closed()
      try syncFolder(of: target)
      return path
    }
    part?.discard()
    throw FileError(.cannotCreate, path: last, problem: "this and all names like it are taken")
  }

  /// Renames a file to a name that is free; 0, or the system's number for what was in the way.
  private static func giveName(_ path: String, to part: PartFile) -> Int32 {
    if unsafe link(part.path, path) == 0 {
      unsafe unlink(part.path)
      return 0
    }
    guard errno != EEXIST else { return EEXIST }
    // Not every file system can give one file two names: an empty file reserves the name.
    let descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { return errno }
    close(descriptor)
    guard SystemCall.retrying({ unsafe rename(part.path, path) }) == 0 else {
      let code = errno
      unsafe unlink(path)
      return code
    }
    return 0
  }

  // MARK: Steps

  /// The content as a file beside its target, on disk.
  private static func part(
    of content: [UInt8], beside target: Target, mode: mode_t, keepsMode: Bool
  ) throws(FileError) -> PartFile {
    Leftovers.removeOnce(in: target.folder)
    guard let part = PartFile(in: target.folder, mode: mode) else { throw cannotWrite(target.name, errno) }
    do throws(FileError) {
      // Without the process's mask.
      if keepsMode { fchmod(part.descriptor, mode) }
      try writeAll(content, to: part.descriptor, path: target.name)
      guard SystemCall.retrying({ fsync(part.descriptor) }) == 0 || errno == EINVAL else {
        throw FileError(
          .inputOutput, path: target.name, problem: "writing failed: \(SystemCall.message(errno))")
      }
    } catch {
      part.discard()
      throw error
    }
    return part
  }

  private static func writeToStream(_ content: [UInt8], _ path: String) throws(FileError) {
    let descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw cannotWrite(path, errno) }
    defer { close(descriptor) }
    try writeAll(content, to: descriptor, path: path)
  }

  /// `start` is where the content stands in its file.
  static func writeAll(
    _ content: [UInt8], to descriptor: Int32, path: String, from start: Int = 0
  ) throws(FileError) {
    var written = 0
    while written < content.count {
      let count = SystemCall.write(content, from: written, to: descriptor)
      guard count >= 0 else {
        throw FileError(
          .inputOutput, path: path, position: .byte(start + written),
          problem: "writing failed: \(SystemCall.message(errno))")
      }
      written += count
    }
  }

  /// Brings a name to disk: without that a file could be back to its old self after the power fails.
  static func syncFolder(of target: Target) throws(FileError) {
    let descriptor = SystemCall.retrying {
      unsafe open(target.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    // A folder that may be written to but not read cannot be opened.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard SystemCall.retrying({ fsync(descriptor) }) == 0 || ![EIO, ENOSPC, EDQUOT].contains(errno) else {
      throw FileError(
        .inputOutput, path: target.name,
        problem: "was written, but its folder could not be brought to disk: \(SystemCall.message(errno))")
    }
  }

  static func cannotWrite(_ path: String, _ code: Int32) -> FileError {
    let isFull = code == ENOSPC || code == EDQUOT
    return FileError(
      .cannotCreate, path: path, problem: "cannot be written: \(SystemCall.message(code))",
      remedy: isFull ? "make room, or choose another disk" : "choose a folder that you may write to")
  }
}
