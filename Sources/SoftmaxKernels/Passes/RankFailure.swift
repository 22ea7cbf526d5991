// Errors that all processes of a job have to know of, because each would wait for the others.

/// Another process of the job cannot go on.
package struct RankFailure: Error, Hashable, CustomStringConvertible {
  /// Which one, from 0 on, and of how many.
  package let rank: Int
  package let size: Int
  /// What it says itself.
  package let message: String

  package init(rank: Int, size: Int, message: String) {
    (self.rank, self.size, self.message) = (rank, size, message)
  }

  package var description: String { "rank \(rank) of \(size) cannot go on: \(message)" }
}

extension Communicator {
  /// Does some work in which nothing is exchanged. Where it fails on one rank, it fails on all.
  ///
  /// - Throws: The work's own error, or `RankFailure` where only others have one.
  package func together<Value>(_ work: () throws -> Value) throws -> Value {
    guard size > 1 else { return try work() }
    let result = Result { try work() }
    var own: [String] = []
    if case .failure(let error) = result { own = ["\(error)"] }
    let all = gather(words: own)
    let value = try result.get()
    for (rank, words) in all.enumerated() {
      if let message = words.first { throw RankFailure(rank: rank, size: size, message: message) }
    }
    return value
  }
}
