// What the file system says of a path.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The kind, size and time stamp of what a path leads to, links followed.
package struct FileStatus: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case regular
    case directory
    /// A pipe, a terminal, a character device.
    case stream
    /// A socket or a disk, which bytes are not simply read from or written to.
    case other
  }

  package let kind: Kind
  package let size: Int
  /// Nanoseconds since 1970 of the last change of the content. An Int would end in the year 2262, file systems do not.
  package let modified: Int128
  /// The permission bits.
  package let permissions: UInt32
  /// The file system that it is on, as a number.
  package let device: UInt64
  /// Its number in that file system.
  package let inode: UInt64
  /// Whose it is, as a number.
  package let owner: UInt32
  /// How many names it has; 0 once it is removed.
  package let linkCount: Int

  /// Nil where there is nothing at `path`, or it may not be looked at; `SystemCall.lastError` says which.
  package init?(of path: String) {
    var status = stat()
    guard SystemCall.retrying({ unsafe stat(path, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// What a descriptor leads to; nil where the system does not say.
  package init?(descriptor: Int32) {
    var status = stat()
    guard SystemCall.retrying({ unsafe fstat(descriptor, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// What is at `path` itself, be it a link; nil where nothing is.
  package init?(ofLink path: String) {
    var status = stat()
    guard SystemCall.retrying({ unsafe lstat(path, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// Whether both are of one file.
  package func isOfSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }

  /// Whether both paths lead to one file, links followed; of files that are not there yet, whether they would be one.
  package static func areSameFile(_ first: String, _ second: String) -> Bool {
    switch (FileStatus(of: first), FileStatus(of: second)) {
    case (let one?, let two?): one.isOfSameFile(as: two)
    case (nil, nil):
      FileNames.name(of: first) == FileNames.name(of: second)
        && isSameFolder(OutputFile.parent(of: first), OutputFile.parent(of: second))
    default: false
    }
  }

  private static func isSameFolder(_ first: String, _ second: String) -> Bool {
    guard let one = FileStatus(of: first), let two = FileStatus(of: second) else { return false }
    return one.isOfSameFile(as: two)
  }

  /// Why nothing is known of `path`: that it is not there, or that a folder on the way may not be entered.
  package static func problem(of path: String) -> String {
    guard FileStatus(of: path) == nil else { return "it is there" }
    let code = errno
    return code == ENOENT
      ? "there is no such file or folder" : "it cannot be reached: \(SystemCall.message(code))"
  }

  private init(_ status: stat) {
    switch UInt32(status.st_mode) & UInt32(S_IFMT) {
    case UInt32(S_IFREG): kind = .regular
    case UInt32(S_IFDIR): kind = .directory
    case UInt32(S_IFIFO), UInt32(S_IFCHR): kind = .stream
    default: kind = .other
    }
    // A file system in user space may answer anything.
    size = max(0, Int(status.st_size))
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int128(time.tv_sec) * 1_000_000_000 + Int128(time.tv_nsec)
    permissions = UInt32(status.st_mode) & 0o7777
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    owner = UInt32(truncatingIfNeeded: status.st_uid)
    linkCount = Int(clamping: status.st_nlink)
  }
}
