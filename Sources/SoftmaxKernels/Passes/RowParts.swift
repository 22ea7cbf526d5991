// How the rows of a fit are divided between processes, and into chunks.

/// The parts that all rows come in, a file each, say, and which of them are here.
///
/// Chunks begin anew with each part. So the bits of a sum depend on the list of parts and never on who holds them.
package struct RowParts: Sendable, Hashable {
  /// The rows of each part, in order, whoever holds it.
  package let counts: [Int]
  /// The parts that each rank holds: neighbours, in the order of the ranks.
  package let shares: [Range<Int>]
  /// Whose share the rows at hand are.
  package let rank: Int

  /// One part that is all here.
  package init(rowCount: Int) {
    self.init(counts: [rowCount], shares: [0..<1], rank: 0)
  }

  /// - Parameters:
  ///   - counts: The rows of each part.
  ///   - shares: The parts of each rank: together all, each beginning where the one before it ends.
  ///   - rank: This process.
  package init(counts: [Int], shares: [Range<Int>], rank: Int) {
    precondition(counts.allSatisfy { $0 >= 0 }, "a part has no fewer rows than none")
    precondition(shares.indices.contains(rank), "a share for each rank")
    precondition(
      shares.first?.lowerBound == 0 && shares.last?.upperBound == counts.count
        && zip(shares, shares.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound },
      "shares that are all parts, in order")
    self.counts = counts
    self.shares = shares
    self.rank = rank
  }

  /// All rows.
  package var rowCount: Int { counts.reduce(0, +) }

  /// The rows at hand.
  package var ownRowCount: Int { counts[shares[rank]].reduce(0, +) }

  /// Where the first row at hand stands among all rows.
  package var firstRow: Int { counts[..<shares[rank].lowerBound].reduce(0, +) }

  /// The rows of each part at hand, and their place in a tile of all rows at hand in which each part begins with a group.
  package var ownParts: [(rows: Range<Int>, place: Int)] {
    var (first, place) = (0, 0)
    return counts[shares[rank]].map { count in
      defer {
        first += count
        place += (count + LayerShape.rowUnit - 1) / LayerShape.rowUnit * LayerShape.rowUnit
      }
      return (first..<first + count, place)
    }
  }

  /// All rows in chunks of at most `length`.
  package func chunks(ofRows length: Int) -> RowChunks { RowChunks(self, length: length) }
}

/// Some neighbouring rows of one part, whose sum is one leaf of a `ChunkTree`.
package struct RowChunk: Sendable, Hashable {
  /// Where it stands among all chunks.
  package let index: Int
  /// Its rows, counted from the first row at hand.
  package let rows: Range<Int>
  /// Where its first row stands in a tile of all rows at hand: there each part begins with a group of rows.
  package let place: Int
}

/// The chunks of all parts, of which a process sees the rows of its own.
package struct RowChunks: Sendable {
  private let length: Int
  /// For each own part its first row among those at hand, its end, and the index of its first chunk.
  private let parts: [(first: Int, end: Int, chunk: Int, place: Int)]
  /// The chunks of each rank.
  package let shares: [Range<Int>]
  /// The chunks at hand.
  package let own: Range<Int>

  fileprivate init(_ parts: RowParts, length: Int) {
    precondition(length > 0 && length % LayerShape.rowUnit == 0, "a chunk has whole groups of rows")
    self.length = length
    var starts = [0]
    for count in parts.counts { starts.append(starts[starts.count - 1] + (count + length - 1) / length) }
    shares = parts.shares.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    own = shares[parts.rank]
    self.parts = zip(parts.ownParts, parts.shares[parts.rank]).map { own, part in
      (own.rows.lowerBound, own.rows.upperBound, starts[part], own.place)
    }
  }

  /// All of them.
  package var count: Int { shares.last?.upperBound ?? 0 }

  /// The chunk at hand whose index among all is `index`.
  package func chunk(_ index: Int) -> RowChunk {
    precondition(own.contains(index), "a chunk at hand")
    // The last part that begins no later: parts without rows have no chunk.
    var (low, high) = (0, parts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if parts[middle].chunk <= index { low = middle } else { high = middle }
    }
    let part = parts[low]
    let offset = (index - part.chunk) * length
    return RowChunk(
      index: index, rows: part.first + offset..<min(part.first + offset + length, part.end),
      place: part.place + offset)
  }
}
