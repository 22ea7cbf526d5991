// Noticing that another program changes a file while it is read.

import Synchronization

/// A regular file that is open, as it was at first.
///
/// What counts is the file behind the descriptor. A new file that takes over the name does no harm: the one that was
/// opened stays as it was, and is read to its end.
struct FileWatch: Sendable {
  let path: String
  let descriptor: Int32
  let status: FileStatus

  /// Nil for pipes and devices, which have no state to compare.
  init?(_ path: String, descriptor: Int32, status: FileStatus?) {
    guard let status, status.kind == .regular else { return nil }
    self.path = path
    self.descriptor = descriptor
    self.status = status
    Self.opened.withLock { $0.remember(path, status) }
  }

  /// The files that were opened by a name, as they were then.
  private static let opened = Mutex(RecentFiles(limit: 1000))

  /// The names that lead to other files by now than those that were opened, sorted.
  static var replaced: [String] {
    opened.withLock { $0.statuses }.filter { path, status in
      FileStatus(of: path).map { !$0.isOfSameFile(as: status) } ?? false
    }.keys.sorted()
  }

  /// Forgets a name that is given to another file by this process itself.
  static func forget(_ path: String) {
    opened.withLock { $0.forget(path) }
  }

  /// What has changed, as an error; nil where nothing has.
  var change: FileError? {
    guard let now = FileStatus(descriptor: descriptor) else {
      return FileError(
        .inputOutput, path: path, problem: "reading failed: \(SystemCall.message(SystemCall.lastError))")
    }
    guard now.size != status.size || now.modified != status.modified || !now.isOfSameFile(as: status) else {
      return nil
    }
    let what =
      now.size == status.size
      ? "another program wrote to the file while it was read"
      : "the file changed while it was read: it had \(status.size) bytes, and now has \(now.size)"
    return FileError(
      .inputOutput, path: path, problem: what, remedy: "wait until it is finished, or use a copy")
  }

  /// - Throws: `FileError` where the file has changed.
  func check() throws(FileError) {
    if let change { throw change }
  }
}
