// Ends a job whose processes wait for one that does not answer.

import SoftmaxKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Looks every now and then at how long this process has waited for the others.
///
/// MPI itself waits for ever: for a machine that is gone, for a process that was stopped.
package final class Watchdog: Sendable {
  /// The seconds that a process waits where nobody says otherwise: others may work that long on what this one has done.
  package static let patience = 600
  /// What the shell sees: a failure that may go away.
  private static let exitCode: Int32 = 75

  private let state: State

  /// Shared with the thread, which never ends.
  private final class State: Sendable {
    /// When waiting began, in seconds of a clock that never goes back; 0: not waiting.
    let since = Atomic<Int>(0)
  }

  init(rank: Int, size: Int, patience: Int) {
    let state = State()
    self.state = state
    guard patience > 0 else { return }
    _ = SystemThread.start {
      while true {
        sleep(UInt32(min(max(patience / 10, 1), 10)))
        let since = state.since.load(ordering: .relaxed)
        guard since > 0, Self.now - since >= patience else { continue }
        Self.say(
          "process \(rank) of \(size): the others have not answered for \(patience) seconds: one of them was stopped, or "
            + "its machine cannot be reached; go on from a kept state, or wait longer with SOFTMAX_MPI_PATIENCE=SECONDS"
        )
        // The library may be in the middle of a call, so that it is not asked to end the others: their launcher is.
        _exit(Self.exitCode)
      }
    }
  }

  func waiting<Value>(_ body: () -> Value) -> Value {
    state.since.store(Self.now, ordering: .relaxed)
    defer { state.since.store(0, ordering: .relaxed) }
    return body()
  }

  private static var now: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) + 1
  }

  static func say(_ text: String) {
    let bytes = Array("error: \(text)\n".utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe write(2, $0.baseAddress, $0.count) }
  }
}
