// Whether the values of a mapped file have been checked; all copies of a value share the answer.

import Synchronization

/// A note that all values of some features were found to be finite.
final class ValueCheck: Sendable {
  private let isFinished = Atomic<Bool>(false)
  /// That of the features which these were taken out of.
  private let whole: ValueCheck?

  init(whole: ValueCheck? = nil) {
    self.whole = whole
  }

  /// Whether these, or all that these were taken out of, were looked at.
  var isDone: Bool { isFinished.load(ordering: .relaxed) || whole?.isDone == true }

  /// Notes that all values are finite.
  func finish() { isFinished.store(true, ordering: .relaxed) }
}
