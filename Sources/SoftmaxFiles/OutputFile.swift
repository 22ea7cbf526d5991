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
  /// Finds out before any work whether `write(to:)` could succeed, without writing.
  ///
  /// - Throws: `FileError` where the folder is missing or may not be written to, or the path is a folder.
  package static func checkWritable(_ path: String) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError(.cannotCreate, path: "''", problem: "the name of the output file is empty")
    }
    let status = FileStatus(of: path)
    if status == nil, isLink(path) {
      throw FileError(
        .cannotCreate, path: path, problem: "this link leads nowhere", remedy: "remove it, or name its target")
    }
    guard (path.split(separator: "/").last?.utf8.count ?? 0) <= Int(NAME_MAX) else {
      throw FileError(.cannotCreate, path: path, problem: "the file name is longer than \(NAME_MAX) bytes")
    }
    if status?.kind == .directory || path.hasSuffix("/") {
      throw FileError(
        .cannotCreate, path: path, problem: "this is a directory, expected the name of a file",
        remedy: "add a file name")
    }
    if status?.kind == .other {
      guard unsafe access(path, W_OK) == 0 else { throw cannotWrite(path, errno) }
      return
    }
    let folder = parent(of: resolvingLinks(path))
    guard let folderStatus = FileStatus(of: folder), folderStatus.kind == .directory else {
      throw FileError(
        .cannotCreate, path: path, problem: "the folder '\(folder)' does not exist",
        remedy: "create it first, or write elsewhere")
    }
    guard unsafe access(folder, W_OK | X_OK) == 0 else { throw cannotWrite(path, errno) }
  }

  /// Writes `content` beside `path`, brings it to disk and renames it into place.
  ///
  /// A link is followed, so that its target changes; a pipe or device is written to as it is. The permissions
  /// of a file that is replaced are kept.
  ///
  /// - Throws: `FileError`; the target is then as it was, and nothing is left beside it.
  package static func write(_ content: [UInt8], to path: String) throws(FileError) {
    try checkWritable(path)
    let status = FileStatus(of: path)
    if status?.kind == .other {
      let descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw cannotWrite(path, errno) }
      defer { close(descriptor) }
      return try writeAll(content, to: descriptor, path: path)
    }
    let target = resolvingLinks(path)
    let temporary = temporaryPath(beside: target)
    let mode = mode_t(status?.permissions ?? 0o666)
    let descriptor = SystemCall.retrying {
      unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    }
    guard descriptor >= 0 else { throw cannotWrite(path, errno) }
    do throws(FileError) {
      defer { close(descriptor) }
      if status != nil { fchmod(descriptor, mode) }
      try writeAll(content, to: descriptor, path: path)
      guard fsync(descriptor) == 0 || errno == EINVAL else {
        throw FileError(
          .inputOutput, path: path, problem: "writing failed: \(SystemCall.message(errno))")
      }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, target) == 0 else {
      let code = errno
      unsafe unlink(temporary)
      throw cannotWrite(path, code)
    }
  }

  private static func writeAll(
    _ content: [UInt8], to descriptor: Int32, path: String
  ) throws(FileError) {
    var written = 0
    while written < content.count {
      let count = SystemCall.write(content, from: written, to: descriptor)
      guard count >= 0 else {
        throw FileError(
          .inputOutput, path: path, position: .byte(written),
          problem: "writing failed: \(SystemCall.message(errno))")
      }
      written += count
    }
  }

  /// A name in the target's folder that no other process uses.
  package static func temporaryPath(beside path: String) -> String {
    let folder = parent(of: path)
    let unique = "\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    return (folder == "/" ? "/" : folder + "/") + ".softmax-\(unique).part"
  }

  /// The folder that a path lies in.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isLink(_ path: String) -> Bool {
    var buffer: [CChar] = [0]
    return unsafe readlink(path, &buffer, 1) >= 0
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  private static func cannotWrite(_ path: String, _ code: Int32) -> FileError {
    FileError(
      .cannotCreate, path: path, problem: "cannot be written: \(SystemCall.message(code))",
      remedy: "choose a folder that you may write to")
  }
}
