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
    /// A pipe, a device, a socket.
    case other
  }

  package let kind: Kind
  package let size: Int
  /// Nanoseconds since 1970 of the last change of the content.
  package let modified: Int
  /// The permission bits.
  package let permissions: UInt32

  /// Nil where there is nothing at `path`, or it may not be looked at; `SystemCall.lastError` says which.
  package init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Whether both paths lead to one file that is there, links followed.
  package static func areSameFile(_ first: String, _ second: String) -> Bool {
    var (one, two) = (stat(), stat())
    guard unsafe stat(first, &one) == 0, unsafe stat(second, &two) == 0 else { return false }
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino
  }

  /// Why nothing is known of `path`: that it is not there, or that a folder on the way may not be entered.
  package static func problem(of path: String) -> String {
    var status = stat()
    guard unsafe stat(path, &status) != 0 else { return "it is there" }
    return errno == ENOENT
      ? "there is no such file or folder" : "it cannot be reached: \(SystemCall.message(errno))"
  }

  init(_ status: stat) {
    switch UInt32(status.st_mode) & UInt32(S_IFMT) {
    case UInt32(S_IFREG): kind = .regular
    case UInt32(S_IFDIR): kind = .directory
    default: kind = .other
    }
    size = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    permissions = UInt32(status.st_mode) & 0o7777
  }
}
