// Ctrl-C as a request to stop, taken by a handler of the system's: no thread, no queue.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// While one of these lives, the first SIGINT only sets `isRequested`; the second ends the process with exit code 130.
///
/// One at a time: a second one takes over from the first.
package final class InterruptSignal {
  /// What the shell sees of a process that Ctrl-C has ended.
  package static let exitCode: Int32 = 130

  private var previous = sigaction()

  package init() {
    // Made here, and not by the handler, which may do next to nothing.
    requestCount.store(0, ordering: .relaxed)
    // Calls that wait go on after it, so that nothing else has to know of it.
    var action = SignalAction.calling(
      { _ in
        if requestCount.add(1, ordering: .relaxed).newValue > 1 { _exit(InterruptSignal.exitCode) }
      }, flags: Int32(SA_RESTART))
    unsafe sigaction(SIGINT, &action, &previous)
    // Who started us may have kept the signal from us: programs that start others from threads of their own do.
    var interrupt = sigset_t()
    unsafe sigemptyset(&interrupt)
    unsafe sigaddset(&interrupt, SIGINT)
    unsafe pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
  }

  deinit {
    unsafe sigaction(SIGINT, &previous, nil)
  }

  /// Whether SIGINT has come.
  package var isRequested: Bool { requestCount.load(ordering: .relaxed) > 0 }
}

/// How often SIGINT has come.
private let requestCount = Atomic<Int>(0)
