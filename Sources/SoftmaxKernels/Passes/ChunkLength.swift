// How many rows are a chunk.

extension LayerShape {
  /// Rows of a chunk of a Float32 pass: some millions of multiply-adds, so that taking one costs nothing beside them and
  /// a few thousand rows are enough for several threads; but so many that adding two chunks' sums costs little beside
  /// making them. A power of two: the tiles of all passes are whole in it.
  package var chunkRowCount: Int { chunkRowCount(work: 1 << 21, least: 1024) }

  /// The same for a Float64 pass.
  package var float64ChunkRowCount: Int { chunkRowCount(work: 1 << 20, least: 512) }

  private func chunkRowCount(work: Int, least: Int) -> Int {
    // Sums beyond the second cache take more rows to pay for.
    let rows = max(work / weightCount, min(weightCount >> 7, 8 * least))
    return min(16 * least, max(least, Self.powerOfTwo(atMost: rows)))
  }

  /// Rows of a chunk of a Float64 pass that sums `count` numbers, which are many more than there are weights. The nodes of a
  /// tree that are there at once are as many as it has levels: the larger the sums, the fewer chunks there are of.
  package func float64ChunkRowCount(summing count: Int) -> Int {
    let size = max(1, count >> 17)
    let growth = size <= 32 ? size : size * (size / 32)
    return min(1 << 20, float64ChunkRowCount * Self.powerOfTwo(atMost: growth))
  }

  /// Rows of a chunk of products of features, of which each pair of classes has its own rows: most samples count for
  /// few pairs, and a chunk has some hundreds of rows for each.
  package var pairChunkRowCount: Int {
    let pairs = Double(classCount) * Double(classCount - 1) / 2
    return max(1 << 14, Self.powerOfTwo(atMost: Int(min(1024 * pairs, 0x1p20))))
  }

  private static func powerOfTwo(atMost limit: Int) -> Int {
    var power = 1
    while power <= limit / 2 { power *= 2 }
    return power
  }
}
