// The file beside a target that becomes the target when it is complete.

import CSoftmaxFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A new file of a name that no other process uses, locked for as long as it is open.
struct PartFile {
  let path: String
  let descriptor: Int32
  /// What an interrupt that ends the process knows it by.
  private let number: Int32

  /// Creates a file in `folder`; nil where the system does not let us, and `SystemCall.lastError` says why.
  init?(in folder: String, mode: mode_t) {
    // A second try is needed only where another process cleaned up before we had the lock.
    for _ in 0..<8 {
      let path = Self.path(in: folder)
      let descriptor = SystemCall.retrying {
        unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      }
      guard descriptor >= 0 else { return nil }
      if OwnerLock.take(descriptor), FileStatus(descriptor: descriptor).map({ $0.linkCount > 0 }) ?? true {
        (self.path, self.descriptor) = (path, descriptor)
        number = unsafe smf_add_unfinished(path)
        return
      }
      close(descriptor)
      unsafe unlink(path)
    }
    errno = EAGAIN
    return nil
  }

  /// Closes the file, which ends the lock.
  func closed() {
    smf_remove_unfinished(number)
    close(descriptor)
  }

  /// Closes and removes the file.
  func discard() {
    unsafe unlink(path)
    smf_remove_unfinished(number)
    close(descriptor)
  }

  private static let prefix = ".softmax-"
  private static let suffix = ".part"

  /// `.softmax-1234-k2j5x8.part`: the process's number for people who look, and a random one.
  private static func path(in folder: String) -> String {
    let unique = "\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    return (folder == "/" ? "/" : folder + "/") + prefix + unique + suffix
  }

  /// Whether a file of that name is one of ours.
  static func isName(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    let unique = name.dropFirst(prefix.count).dropLast(suffix.count).utf8.split(
      separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return unique.count == 2 && (1...10).contains(unique[0].count) && (1...13).contains(unique[1].count)
      && unique[0].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && unique[1].allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      }
  }
}
