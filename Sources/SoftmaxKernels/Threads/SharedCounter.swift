// A counter from which threads take pieces of work.

import Synchronization

/// 0, 1, 2, ...: every number to one taker. Who takes which depends on chance, so what is done with it must not.
package final class SharedCounter: Sendable {
  private let value = Atomic<Int>(0)

  package init() {}

  /// The next number.
  package func take() -> Int {
    value.add(1, ordering: .relaxed).oldValue
  }
}
