// Short sketches of rows, in which rows that lie near each other agree.

import SoftmaxKernels

/// The signs of random projections of each row, 256 of them: of two rows at the angle a, seen from the mean of all, a sign
/// differs with probability a / pi.
///
/// Reference: Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002.
struct RowSketches: Sendable {
  /// The number of signs.
  static let bitCount = 256
  private static let wordCount = bitCount / 64
  /// Signs are compared in groups of so many at first.
  static let bandWidth = 24
  /// The number of these groups.
  static let bandCount = bitCount / bandWidth

  /// Four words for each row.
  private let words: [UInt64]
  /// The number of rows.
  let count: Int

  /// Draws the projections and takes them. Complexity: O(rows x features x 256), on the engine's threads.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - centre: What they are seen from.
  ///   - factors: What each column is multiplied by.
  ///   - seed: What the projections are drawn from.
  ///   - engine: What to run on.
  init(of rows: Rows, from centre: [Double], factors: [Double], seed: UInt64, engine: Engine) {
    var sampler = NormalSampler(generator: RandomGenerator(seed: seed, stream: .projections))
    var (weights, bias): ([Float], [Float]) = ([], [])
    weights.reserveCapacity(Self.bitCount * rows.featureCount)
    for _ in 0..<Self.bitCount {
      var offset = 0.0
      for j in 0..<rows.featureCount {
        let weight = Float(sampler.next() * factors[j])
        weights.append(weight)
        offset += Double(weight) * centre[j]
      }
      bias.append(Float(-offset))
    }
    let scorer = BatchScorer(weights: weights, bias: bias, engine: engine)
    var words = [UInt64](repeating: 0, count: rows.sampleCount * Self.wordCount)
    // Pieces, so that the projections themselves are never held all at once.
    for start in stride(from: 0, to: rows.sampleCount, by: Self.pieceCount) {
      let piece = start..<min(start + Self.pieceCount, rows.sampleCount)
      let values = scorer.matrix(of: rows.rows(piece), .logits).values
      for row in 0..<piece.count {
        for word in 0..<Self.wordCount {
          var bits: UInt64 = 0
          let first = row * Self.bitCount + word * 64
          for bit in 0..<64 where values[first + bit] > 0 { bits |= 1 << UInt64(bit) }
          words[(start + row) * Self.wordCount + word] = bits
        }
      }
    }
    self.words = words
    count = rows.sampleCount
  }

  private static let pieceCount = 8192

  /// How many signs of two rows differ.
  @inline(__always)
  func difference(_ first: Int, _ second: Int) -> Int {
    let (a, b) = (first * Self.wordCount, second * Self.wordCount)
    var count = 0
    for word in 0..<Self.wordCount { count += (words[a + word] ^ words[b + word]).nonzeroBitCount }
    return count
  }

  /// The signs of a group, as a number.
  private func key(_ row: Int, _ band: Int) -> UInt64 {
    let first = band * Self.bandWidth
    let (word, shift) = (first / 64, UInt64(first % 64))
    var bits = words[row * Self.wordCount + word] >> shift
    if shift + UInt64(Self.bandWidth) > 64 {
      bits |= words[row * Self.wordCount + word + 1] << (64 - shift)
    }
    return bits & (1 << UInt64(Self.bandWidth) - 1)
  }

  /// Pairs of these rows that agree in a group of signs and differ in at most `limit` signs altogether, each once.
  ///
  /// Where more than `crowd` rows agree in a group, each is held against the next `crowd` of them alone, in the order of the
  /// next group's signs, and of each row at most `mostPairs` pairs a group are taken: so that data whose rows are all alike
  /// takes no square of time.
  /// Complexity: O(rows x bands x (log rows + crowd)).
  func candidates(among rows: [Int], differingIn limit: Int) -> [RowPair] {
    var found: Set<UInt64> = []
    for band in 0..<Self.bandCount {
      let next = (band + 1) % Self.bandCount
      let keyed = rows.map { (key($0, band) << UInt64(Self.bandWidth) | key($0, next), $0) }
        .sorted { $0 < $1 }
      for place in keyed.indices {
        let own = keyed[place].0 >> UInt64(Self.bandWidth)
        var taken = 0
        var other = place + 1
        while other < keyed.count, other - place <= Self.crowd, taken < Self.mostPairs,
          keyed[other].0 >> UInt64(Self.bandWidth) == own
        {
          let (a, b) = (min(keyed[place].1, keyed[other].1), max(keyed[place].1, keyed[other].1))
          if difference(a, b) <= limit {
            found.insert(UInt64(a) << 32 | UInt64(b))
            taken += 1
          }
          other += 1
        }
      }
    }
    return found.sorted().map { RowPair(first: Int($0 >> 32), second: Int($0 & 0xffff_ffff)) }
  }

  private static let crowd = 256
  private static let mostPairs = 16

  /// How probable it is that rows at this angle agree in no group of signs. Groups are of independent projections.
  static func missProbability(angle: Double) -> Double {
    var agreement = 1.0
    for _ in 0..<bandWidth { agreement *= 1 - angle / .pi }
    var miss = 1.0
    for _ in 0..<bandCount { miss *= 1 - agreement }
    return miss
  }

  /// Rows at this angle differ in at most so many signs, but for one pair in millions: five standard deviations beyond the
  /// mean.
  static func mostDifferences(angle: Double) -> Int {
    let share = angle / .pi
    let mean = Double(bitCount) * share
    return Int((mean + 5 * (mean * (1 - share)).squareRoot()).rounded(.up))
  }
}
