// Standard output and standard error, written at once, and quiet when the reader has gone.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One of the process's two output streams. What is written reaches the reader before the call returns.
package final class StandardStream: Sendable {
  package static let output = StandardStream(descriptor: 1)
  package static let error = StandardStream(descriptor: 2)

  private let descriptor: Int32
  private let closed = Atomic<Bool>(false)
  private let failure = Atomic<Int32>(0)

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Whether nothing more can be written: the reader has closed the other end (`| head`), or writing failed.
  package var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Why writing failed, where it did: a full disk, say. A reader that has gone is no failure.
  package var failureReason: String? {
    let code = failure.load(ordering: .relaxed)
    return code == 0 ? nil : SystemCall.message(code)
  }

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

  /// Called before anything is written to either stream, but for what is drawn in place: a line that updates there is taken
  /// away first.
  private static let beforeWriting = Mutex<(@Sendable () -> Void)?>(nil)

  /// From now on `body` runs before each write, in its thread.
  package static func beforeEachWrite(_ body: @escaping @Sendable () -> Void) {
    beforeWriting.withLock { $0 = body }
  }

  /// Writes text as it is. Once the reader has gone, nothing more happens.
  func send(_ text: String, inPlace: Bool = false) {
    guard !isClosed else { return }
    if !inPlace, let prepare = Self.beforeWriting.withLock({ $0 }) { prepare() }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = SystemCall.write(bytes, from: written, to: descriptor)
      if count < 0 {
        let code = SystemCall.lastError
        if code == EAGAIN {
          waitUntilWritable()
          continue
        }
        if code != EPIPE { failure.store(code, ordering: .relaxed) }
        closed.store(true, ordering: .relaxed)
        return
      }
      written += count
    }
  }

  /// Waits for a slow reader of a stream that does not block.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = SystemCall.retrying { unsafe poll(&request, 1, -1) }
  }

  /// Takes the numbers of standard input, output and error where they are closed, so that no file that is opened later
  /// gets one of them and is written into.
  ///
  /// Nothing can be read or written there: a result that cannot be delivered stays an error.
  package static func reserveClosedDescriptors() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The system gives the lowest number that is free. Each is opened for the direction that is not its own.
      let direction = descriptor == 0 ? O_WRONLY : O_RDONLY
      var opened = SystemCall.retrying { unsafe open("/dev/null", direction) }
      // There is a root where there is no /dev; as a folder it can be neither read nor written as a file.
      if opened < 0 { opened = SystemCall.retrying { unsafe open("/", O_RDONLY) } }
      guard opened == descriptor else { return }
    }
  }

  /// Makes a write to a closed pipe, or beyond a limit on files, an error to be noticed instead of the end of
  /// the process.
  package static func ignoreWriteSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}
