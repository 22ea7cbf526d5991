// A folder that one writer fills.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An empty folder that is ours for as long as this lives: of several writers who want it at once, one gets it.
///
/// The lock ends with the process, however that ends. Where a file system has no locks, the folder is only looked at.
final class FolderClaim {
  /// Whether it was made here.
  let isNew: Bool
  private let descriptor: Int32

  /// - Parameter path: A folder, which is made where there is none.
  /// - Throws: `FileError` where it cannot be made, is another's, or is not empty.
  init(_ path: String) throws(FileError) {
    isNew = unsafe mkdir(path, 0o777) == 0
    guard isNew || errno == EEXIST else { throw OutputFile.cannotWrite(path, errno) }
    let descriptor = SystemCall.retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw OutputFile.cannotWrite(path, errno) }
    self.descriptor = descriptor
    let isOurs = SystemCall.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 || errno != EWOULDBLOCK
    guard isOurs else {
      throw FileError(
        .cannotCreate, path: path, problem: "another process writes into this folder at the same time",
        remedy: "choose another name")
    }
    guard (Leftovers.entries(of: path) ?? [""]).isEmpty else {
      throw FileError(
        .cannotCreate, path: path, problem: "this folder is there and holds files",
        remedy: "choose another name, or remove it first")
    }
  }

  deinit { close(descriptor) }
}
