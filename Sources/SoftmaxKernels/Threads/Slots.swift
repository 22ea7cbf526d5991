// A place for each result of work that a team shares.

import Synchronization

/// Values that members put down in any order, to be read in one.
package final class Slots<Value: Sendable>: Sendable {
  private let storage: Mutex<[Value?]>

  package init(count: Int) {
    storage = Mutex([Value?](repeating: nil, count: count))
  }

  /// Puts a value into its place.
  package func put(_ value: Value, at index: Int) {
    storage.withLock { $0[index] = value }
  }

  /// All values, in the order of their places; places that are empty are left out.
  package var values: [Value] {
    storage.withLock { $0.compactMap(\.self) }
  }
}
