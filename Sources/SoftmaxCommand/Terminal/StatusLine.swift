// One line at the bottom of the terminal that is drawn over and over.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Synchronization

/// The line on standard error that updates in place: what a display says and, in phases that take over a second, how far the
/// work has come. Nothing at all where standard error is no terminal, or the user wants to read no notes.
final class StatusLine: Sendable {
  /// The process's only one.
  static let shared = StatusLine()

  private struct State {
    var isVisible = false
    var isOver = false
    var lastDrawn: ContinuousClock.Instant?
    var text = ""
    var monitor: JobMonitor?
  }

  private let isEnabled = StandardStream.error.isTerminal && !Environment.isDumbTerminal
  private let state = Mutex(State())

  private static let interval = Duration.milliseconds(100)

  /// From now on shows how far the job of `monitor` has come, and is taken away before anything else is written.
  func follow(_ monitor: JobMonitor) {
    guard isEnabled, !Notice.areOff else { return }
    state.withLock { $0.monitor = monitor }
    StandardStream.beforeEachWrite { self.hide() }
    // Where the system gives no thread, the work is done without a word.
    _ = SystemThread.start {
      while true {
        SystemThread.sleep(nanoseconds: 100_000_000)
        let isOver = self.state.withLock { state in
          if ProgressText.isShown(state.monitor?.progress) { self.draw(&state) }
          return state.isOver
        }
        if isOver { return }
      }
    }
  }

  /// Draws the line anew, at most ten times a second.
  func update(_ text: @autoclosure () -> String) {
    guard isEnabled, !Notice.areOff else { return }
    state.withLock { state in
      guard Self.isTime(state) else { return }
      state.text = text()
      draw(&state)
    }
  }

  private static func isTime(_ state: State) -> Bool {
    !state.isOver && (state.lastDrawn.map { ContinuousClock.now - $0 >= interval } ?? true)
  }

  private func draw(_ state: inout State) {
    guard Self.isTime(state) else { return }
    let progress = state.monitor?.progress
    let parts = [ProgressText.isShown(progress) ? progress.map(ProgressText.text) : nil, state.text]
    let line = parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "  ")
    guard !line.isEmpty else { return }
    state.lastDrawn = .now
    state.isVisible = true
    let width = (StandardStream.error.terminalWidth ?? 80) - 1
    StandardStream.error.drawInPlace("\r\u{1b}[K" + line.printable(limit: width))
  }

  /// Takes the line away, and forgets what it said.
  func clear() {
    hide()
    if isEnabled { state.withLock { $0.text = "" } }
  }

  /// Takes the line away for good.
  func close() {
    hide()
    if isEnabled { state.withLock { $0.isOver = true } }
  }

  /// Takes the line away, so that others can be printed; it is drawn anew a little later.
  private func hide() {
    guard isEnabled else { return }
    state.withLock { state in
      guard state.isVisible else { return }
      state.isVisible = false
      state.lastDrawn = .now
      StandardStream.error.drawInPlace("\r\u{1b}[K")
    }
  }
}
