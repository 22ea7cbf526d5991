// One line at the bottom of the terminal that is drawn over and over.

import SoftmaxFiles
import Synchronization

/// A line on standard error that updates in place; nothing at all where that is no terminal.
final class StatusLine: Sendable {
  private struct State {
    var isVisible = false
    var lastDrawn: ContinuousClock.Instant?
  }

  private let isEnabled = StandardStream.error.isTerminal && !Environment.isDumbTerminal
  private let state = Mutex(State())

  /// Draws the line anew, at most ten times a second.
  func update(_ text: @autoclosure () -> String) {
    guard isEnabled else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
      state.lastDrawn = now
      state.isVisible = true
      let width = (StandardStream.error.terminalWidth ?? 80) - 1
      StandardStream.error.draw("\r\u{1b}[K" + text().printable(limit: width))
    }
  }

  /// Takes the line away, so that others can be printed.
  func clear() {
    guard isEnabled else { return }
    state.withLock { state in
      guard state.isVisible else { return }
      state.isVisible = false
      state.lastDrawn = nil
      StandardStream.error.draw("\r\u{1b}[K")
    }
  }
}
