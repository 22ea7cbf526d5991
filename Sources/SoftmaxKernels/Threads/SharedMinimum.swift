// The smallest of what several threads have found.

import Synchronization

/// A number that threads lower; nil until the first does.
package final class SharedMinimum: Sendable {
  private let smallest = Atomic<Int>(.max)

  package init() {}

  package func lower(to value: Int) {
    smallest.min(value, ordering: .relaxed)
  }

  /// The smallest so far.
  package var value: Int? {
    let value = smallest.load(ordering: .relaxed)
    return value == .max ? nil : value
  }
}
