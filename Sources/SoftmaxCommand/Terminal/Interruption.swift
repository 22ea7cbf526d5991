// Ctrl-C while a verb works.

import SoftmaxFiles
import SoftmaxRegression

/// While one of these lives, the first SIGINT asks the verb to come to an end, and the second ends the process.
typealias Interruption = InterruptSignal

extension InterruptSignal {
  /// The job that SIGINT stops; everything that the command does is watched by it.
  static let monitor = JobMonitor(watch: watch)

  /// Has the first SIGINT end the process, for as long as nothing is worth keeping; nil where somebody wants it to be ignored.
  static func endingProcess() -> InterruptSignal? {
    isIgnored ? nil : InterruptSignal(asks: false, end: prefix + "interrupted\n")
  }

  /// Has the first SIGINT end a fit with what there is; where its state is kept the first SIGTERM too.
  static func stoppingFit(keepsState: Bool = false) -> InterruptSignal {
    InterruptSignal(
      request: Notice.areOff ? "" : prefix + "stopping after this pass; again to quit\n",
      end: prefix + "interrupted\n", takesTermination: keepsState)
  }

  /// Takes the status line away, and the ^C that a terminal shows.
  private static var prefix: String {
    StandardStream.error.isTerminal && !Environment.isDumbTerminal ? "\r\u{1b}[K" : ""
  }
}
