// Ctrl-C: a request to stop, or the end of the process; taken by a handler of the system's, without a thread.

import CSoftmaxFiles
package import SoftmaxKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// While one of these lives, SIGINT is ours. Where it is a request, the first one only sets `isRequested` and stops what its
/// watch looks at; every other one removes half-written files and ends the process with exit code 130.
///
/// One at a time: a second one takes over from the first, and gives the signal back to it when it goes.
package final class InterruptSignal {
  /// What the shell sees of a process that Ctrl-C has ended.
  private static let exitCode: Int32 = 130

  /// What the shell shall see of a process that ends because it was asked to: 143 where SIGTERM asked, else 130.
  package static var lastExitCode: Int32 {
    let isShared = needsAgreement.load(ordering: .relaxed)
    let signal = isShared ? agreed.load(ordering: .relaxed) : smf_last_interrupt()
    return signal == SIGTERM ? 128 + SIGTERM : exitCode
  }

  /// What it takes over from; nil where the signal was not ours.
  private let outer: Settings?

  private struct Settings {
    var asks = false
    var request = ""
    var end = ""
    var takesTermination = false
  }

  // The process has one handler, and one thread that installs it.
  private nonisolated(unsafe) static var current: Settings?

  /// What the first SIGINT of a request stops.
  package static let watch = WorkWatch()

  /// - Parameters:
  ///   - asks: Whether the first SIGINT is a request.
  ///   - request: What is printed on standard error with a request, at once.
  ///   - end: What is printed before the process ends.
  ///   - takesTermination: Whether SIGTERM is taken as SIGINT is; else it ends the process as ever.
  package init(asks: Bool = true, request: String = "", end: String = "", takesTermination: Bool = false) {
    // Made here, and not by the handler, which may do next to nothing.
    Self.watch.reset()
    _ = Self.needsAgreement.load(ordering: .relaxed)
    outer = unsafe Self.current
    let settings = Settings(asks: asks, request: request, end: end, takesTermination: takesTermination)
    unsafe Self.current = settings
    Self.take(settings)
    // Who started us may have kept the signal from us: programs that start others from threads of their own do.
    var interrupt = sigset_t()
    unsafe sigemptyset(&interrupt)
    unsafe sigaddset(&interrupt, SIGINT)
    if takesTermination { unsafe sigaddset(&interrupt, SIGTERM) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
  }

  deinit {
    unsafe Self.current = outer
    if let outer {
      Self.take(outer)
    } else {
      smf_give_terminations_back()
      smf_give_interrupts_back()
    }
  }

  private static func take(_ settings: Settings) {
    _ = unsafe smf_take_interrupts(
      settings.asks ? 1 : 0, exitCode, settings.request, settings.end, { InterruptSignal.come() })
    if settings.takesTermination { _ = smf_take_terminations() } else { smf_give_terminations_back() }
  }

  /// Whether this process was started with SIGINT ignored, as by `nohup`, or in the background of a script.
  package static var isIgnored: Bool { smf_interrupts_are_ignored() != 0 }

  /// Whether SIGINT has come, or SIGTERM where it is taken; where several processes have to agree, whether they have.
  package var isRequested: Bool {
    Self.needsAgreement.load(ordering: .relaxed)
      ? Self.agreed.load(ordering: .relaxed) != 0 : smf_interrupt_count() > 0
  }

  // MARK: Several processes

  private static let needsAgreement = Atomic<Bool>(false)
  /// The signal that all processes know of; 0 before that.
  private static let agreed = Atomic<Int32>(0)

  /// From now on a request does nothing until all processes of a job know of it.
  package static func waitsForAgreement() { needsAgreement.store(true, ordering: .relaxed) }

  /// SIGINT, or SIGTERM where it is taken, once it has come to this process; 0 before that.
  package static var request: Int32 { smf_interrupt_count() > 0 ? smf_last_interrupt() : 0 }

  /// All processes know that one of them was asked to end, by this signal.
  package static func agree(on signal: Int32) {
    agreed.store(signal, ordering: .relaxed)
    watch.stop()
  }

  private static func come() {
    if !needsAgreement.load(ordering: .relaxed) { watch.stop() }
  }
}
