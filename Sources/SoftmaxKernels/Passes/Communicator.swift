// How processes that fit one model together exchange numbers.

/// The processes (ranks) that hold the rows of one fit between them.
///
/// A communicator moves numbers and never adds any: what is added, and in which order, is `ChunkTree`'s affair, so that
/// the bits do not depend on the number of ranks. Every rank makes the same calls in the same order, each from one thread.
package protocol Communicator: Sendable {
  /// This process: 0 ..< `size`.
  var rank: Int { get }

  /// How many processes take part.
  var size: Int { get }

  /// Everybody's numbers, in the order of the ranks. They may differ in length.
  ///
  /// Where the others cannot be reached any more, and the process goes on, theirs are empty: the communicator then stops the
  /// work (`WorkWatch`), and nobody looks at what comes of it.
  func gather(_ own: [Double]) -> [[Double]]

  /// The numbers of rank `root`, on every rank.
  func broadcast(_ numbers: [Double], from root: Int) -> [Double]
}

/// One process that holds all rows.
package struct LocalCommunicator: Communicator {
  package var rank: Int { 0 }
  package var size: Int { 1 }

  package init() {}

  package func gather(_ own: [Double]) -> [[Double]] { [own] }

  package func broadcast(_ numbers: [Double], from root: Int) -> [Double] { numbers }
}
