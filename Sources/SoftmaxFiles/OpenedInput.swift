// A stream whose beginning was looked at before anybody reads it.

import Synchronization

/// A pipe or standard input that is open: what was looked at of it cannot be had a second time by its name.
package final class OpenedInput: Sendable {
  private let input: Mutex<ChunkedInput?>

  /// A stream that nobody else reads.
  package init(_ input: sending ChunkedInput) { self.input = Mutex(input) }

  /// The stream, for its one reader; nil for others.
  package func take() -> ChunkedInput? {
    input.withLock { input in
      let taken = input
      input = nil
      return taken
    }
  }
}

extension OpenedInput: Hashable {
  package static func == (first: OpenedInput, second: OpenedInput) -> Bool { first === second }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
