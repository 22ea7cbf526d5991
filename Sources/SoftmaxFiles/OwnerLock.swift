// Telling whether the process that made a file still lives: it holds a lock on the file as long as it does.

import CSoftmaxFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Locks that end with their process, however that ends (`flock`), and that hold across containers on one machine.
///
/// A process number would not do: it is used again, and means nothing in another container or on another machine.
enum OwnerLock {
  /// Locks an open file for this process; false where another process has locked it and is about to remove it.
  ///
  /// Where the file system has no locks the file stays unlocked, and no process takes it for abandoned.
  static func take(_ descriptor: Int32) -> Bool {
    SystemCall.retrying { flock(descriptor, LOCK_EX | LOCK_NB) } == 0 || errno != EWOULDBLOCK
  }

  /// Calls `remove` where the regular file at `path` is this user's and has no living owner, which cannot come back
  /// meanwhile.
  static func ifAbandoned(_ path: String, remove: () -> Void) {
    // Links are not followed, and a pipe is not waited for. Some file systems lock only what is open for writing.
    let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    var descriptor = SystemCall.retrying { unsafe open(path, O_RDWR | flags) }
    if descriptor < 0 { descriptor = SystemCall.retrying { unsafe open(path, O_RDONLY | flags) } }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard let status = FileStatus(descriptor: descriptor), status.kind == .regular, status.owner == geteuid(),
      SystemCall.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0,
      // Its owner may have given it another name before we had the lock.
      let now = FileStatus(ofLink: path), now.isOfSameFile(as: status)
    else { return }
    guard smf_is_local(descriptor) != 0 || isOld(status) else { return }
    remove()
  }

  /// Whether no process has written for an hour: where locks may not reach other machines, only then its owner counts as gone.
  static func isOld(_ status: FileStatus) -> Bool {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int128(now.tv_sec) - status.modified / 1_000_000_000 > 3600
  }
}

/// A file in a folder of ours that is locked until this object goes, or its process ends.
package final class OwnerMark: Sendable {
  private let descriptor: Int32

  /// Creates the file; nil where the system does not let us.
  package init?(creating path: String) {
    descriptor = SystemCall.retrying { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0, OwnerLock.take(descriptor), FileStatus(of: path) != nil else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
