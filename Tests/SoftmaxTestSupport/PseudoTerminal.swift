// A terminal that a test looks at.

package import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A pseudo terminal: what a process writes to `terminal` is read here.
package final class PseudoTerminal: Sendable {
  /// What a process gets as a standard stream.
  package let terminal: FileHandle
  private let master: Int32

  package init() throws {
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard master >= 0, let name = Self.unlock(master) else { throw CocoaError(.fileNoSuchFile) }
    let descriptor = unsafe open(name, O_RDWR | O_NOCTTY)
    guard descriptor >= 0 else { throw CocoaError(.fileNoSuchFile) }
    terminal = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit {
    close(master)
  }

  /// The path of the other end, which may then be opened.
  private static func unlock(_ master: Int32) -> String? {
    #if canImport(Darwin)
      guard grantpt(master) == 0, unlockpt(master) == 0, let name = unsafe ptsname(master) else { return nil }
      return unsafe String(cString: name)
    #else
      // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: glibc hides its functions for them from Swift.
      var (lock, number) = (CInt(0), CUnsignedInt(0))
      guard unsafe ioctl(master, 0x4004_5431, &lock) == 0, unsafe ioctl(master, 0x8004_5430, &number) == 0
      else {
        return nil
      }
      return "/dev/pts/\(number)"
    #endif
  }

  /// Reads until every process has closed the terminal; ours is closed here.
  package func readToEnd() -> [UInt8] {
    try? terminal.close()
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      // At its end Linux answers EIO.
      let count = unsafe read(master, &buffer, buffer.count)
      guard count > 0 else { return text }
      text += buffer[..<count]
    }
  }
}
