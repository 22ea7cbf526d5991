// Standard output and standard error, written at once, and quiet when the reader has gone.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One of the process's two output streams. Each call to `write` reaches the reader before it returns.
package final class StandardStream: Sendable {
  package static let output = StandardStream(descriptor: 1)
  package static let error = StandardStream(descriptor: 2)

  private let descriptor: Int32
  private let closed = Atomic<Bool>(false)

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Whether the reader has closed the other end (`| head`) or the stream cannot be written to.
  package var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Whether a person is at the other end.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The width of the terminal in columns, where there is one.
  package var terminalWidth: Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Writes text. Once the reader has gone, nothing more happens.
  package func write(_ text: String) {
    guard !isClosed else { return }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = SystemCall.retrying {
        unsafe bytes.withUnsafeBytes { buffer in
          unsafe systemWrite(
            descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written)
        }
      }
      guard count >= 0 else {
        closed.store(true, ordering: .relaxed)
        return
      }
      written += count
    }
  }

  /// Makes a write to a closed pipe an error to be noticed instead of the end of the process.
  package static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }
}

/// `write` of the C library, which the method above would hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
