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
  /// Who shares the work on rows that every process has; nil where each works on all rows that it holds.
  package private(set) var workers: Workers?

  /// Processes each of which holds all rows and works on some of them.
  package struct Workers: Sendable, Hashable {
    /// This process: 0 ..< `count`.
    package let rank: Int
    package let count: Int
    /// Rows that stay together, counted from the first of each part: what one pass keeps of them, another one reads.
    package let unit: Int

    package init(rank: Int, count: Int, unit: Int) {
      precondition((0..<count).contains(rank) && unit > 0, "one of some processes, and some rows")
      (self.rank, self.count, self.unit) = (rank, count, unit)
    }
  }

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

  /// The same rows, all of them here and in each of the other processes, which share the work.
  package func worked(by workers: Workers) -> RowParts {
    precondition(shares.count == 1, "rows that are all here")
    var parts = self
    parts.workers = workers
    return parts
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

/// The chunks of all parts, of which a process works on its own.
package struct RowChunks: Sendable {
  private let length: Int
  /// For each own part its first row among those at hand, its end, and the index of its first chunk.
  private let parts: [(first: Int, end: Int, chunk: Int, place: Int)]
  /// The chunks that each rank works on.
  package let shares: [Range<Int>]
  /// Those of this process.
  package let own: Range<Int>
  /// The chunks whose rows are here.
  package let held: Range<Int>

  fileprivate init(_ parts: RowParts, length: Int) {
    precondition(length > 0 && length % LayerShape.rowUnit == 0, "a chunk has whole groups of rows")
    self.length = length
    var starts = [0]
    for count in parts.counts { starts.append(starts[starts.count - 1] + (count + length - 1) / length) }
    held = starts[parts.shares[parts.rank].lowerBound]..<starts[parts.shares[parts.rank].upperBound]
    if let workers = parts.workers {
      shares = Self.shares(of: parts.counts, starts: starts, length: length, workers)
      own = shares[workers.rank]
    } else {
      shares = parts.shares.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
      own = held
    }
    self.parts = zip(parts.ownParts, parts.shares[parts.rank]).map { own, part in
      (own.rows.lowerBound, own.rows.upperBound, starts[part], own.place)
    }
  }

  /// The chunks of each worker, about as many rows each: divided where units of rows begin, for all lengths that divide one.
  private static func shares(
    of counts: [Int], starts: [Int], length: Int, _ workers: RowParts.Workers
  ) -> [Range<Int>] {
    let unit = (max(workers.unit, length) + length - 1) / length * length
    var firsts: [Int] = []
    for (count, start) in zip(counts, starts) {
      firsts += stride(from: 0, to: count, by: unit).map { start + $0 / length }
    }
    let cuts = (0...workers.count).map { worker in
      let unit = firsts.count * worker / workers.count
      return unit < firsts.count ? firsts[unit] : starts[starts.count - 1]
    }
    return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
  }

  /// All of them.
  package var count: Int { shares.last?.upperBound ?? 0 }

  /// The chunk whose index among all is `index`, and whose rows are here.
  package func chunk(_ index: Int) -> RowChunk {
    precondition(held.contains(index), "a chunk at hand")
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
