// Where a file is to be written, and whether it can be.

import CSoftmaxFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension OutputFile {
  /// Finds out before any work whether `write(to:)` could succeed. The folder is tried with an empty file, which is
  /// removed at once: permissions alone do not say that a disk is read-only or full, or what root may not do.
  ///
  /// - Throws: `FileError` where the folder is missing or cannot be written to, or the path is a folder or a file that
  ///   cannot be replaced.
  package static func checkWritable(_ path: String) throws(FileError) {
    let target = try Target(path)
    guard target.status?.kind != .stream else { return }
    Leftovers.removeOnce(in: target.folder)
    guard let probe = PartFile(in: target.folder, mode: 0o600) else { throw cannotWrite(path, errno) }
    probe.discard()
    if let status = target.status { try target.checkReplaceable(status) }
  }

  /// The folder that a path lies in.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path that is a file's, or may become one.
  struct Target {
    /// The path, as it was named.
    let name: String
    /// The path with links followed.
    let path: String
    let folder: String
    /// What is there; nil where nothing is.
    let status: FileStatus?

    /// - Throws: `FileError` where no file can have that path.
    init(_ name: String) throws(FileError) {
      guard !name.isEmpty else {
        throw FileError(.cannotCreate, path: "''", problem: "the name of the output file is empty")
      }
      self.name = name
      status = FileStatus(of: name)
      if status == nil, FileStatus(ofLink: name) != nil {
        throw FileError(
          .cannotCreate, path: name, problem: "this link leads nowhere", remedy: "remove it, or name its target"
        )
      }
      if status?.kind == .directory || name.hasSuffix("/") {
        throw FileError(
          .cannotCreate, path: name, problem: "this is a directory, expected the name of a file",
          remedy: "add a file name")
      }
      if status?.kind == .other {
        throw FileError(
          .cannotCreate, path: name, problem: "this is a socket or a disk, expected the name of a file",
          remedy: "choose another name")
      }
      if status?.kind == .stream {
        guard unsafe access(name, W_OK) == 0 else { throw OutputFile.cannotWrite(name, errno) }
      }
      path = Self.resolvingLinks(name)
      folder = OutputFile.parent(of: path)
      guard status?.kind != .stream else { return }
      let folderStatus = FileStatus(of: folder)
      // It may be there, and the system cannot say what it is.
      if folderStatus == nil, errno != ENOENT, errno != ENOTDIR { throw OutputFile.cannotWrite(name, errno) }
      guard folderStatus?.kind == .directory else {
        throw FileError(
          .cannotCreate, path: name, problem: "the folder '\(folder)' does not exist",
          remedy: "create it first, or write elsewhere")
      }
      let longest = unsafe pathconf(folder, Int32(_PC_NAME_MAX))
      let limit = longest > 0 ? longest : Int(NAME_MAX)
      guard (path.split(separator: "/").last?.utf8.count ?? 0) <= limit else {
        throw FileError(.cannotCreate, path: name, problem: "the file name is longer than \(limit) bytes")
      }
      guard unsafe access(folder, W_OK | X_OK) == 0 else { throw OutputFile.cannotWrite(name, errno) }
    }

    private init(name: String, path: String, folder: String, status: FileStatus?) {
      (self.name, self.path, self.folder, self.status) = (name, path, folder, status)
    }

    /// A file that is to be made in a folder which is not there yet: `folder`, or this target's, is where it lies meanwhile.
    func named(_ name: String, in folder: String? = nil) -> Target {
      Target(name: name, path: name, folder: folder ?? self.folder, status: nil)
    }

    /// Refuses a file that no other can take the place of.
    func checkReplaceable(_ status: FileStatus) throws(FileError) {
      // In a folder like /tmp only the owner may replace a file, even where others may write into it.
      let user = geteuid()
      if user != 0, status.owner != user, let folder = FileStatus(of: folder),
        folder.permissions & UInt32(S_ISVTX) != 0, folder.owner != user
      {
        throw FileError(
          .cannotCreate, path: name,
          problem: "this file is another user's, and its folder lets only them replace it",
          remedy: "choose another name")
      }
      // As containers do with single files.
      if unsafe smf_is_mount_point(path) != 0 {
        throw FileError(
          .cannotCreate, path: name, problem: "this file is a mount of its own, which cannot be replaced",
          remedy: "mount its folder instead, or choose another name")
      }
      // A file that only its permissions protect is replaced all the same, as by every program that writes beside.
      let descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK) }
      if descriptor >= 0 {
        close(descriptor)
      } else if errno == EPERM || errno == EROFS {
        throw FileError(
          .cannotCreate, path: name, problem: "this file cannot be replaced: \(SystemCall.message(errno))",
          remedy: "choose another name")
      }
    }

    private static func resolvingLinks(_ path: String) -> String {
      guard let resolved = unsafe realpath(path, nil) else { return path }
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
  }
}
