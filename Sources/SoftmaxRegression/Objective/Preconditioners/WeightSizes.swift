// How many weights there are of which size.

/// Counts and sums of positive weights by their binary exponents: enough to tell how many a threshold would leave.
struct WeightSizes: Sendable {
  /// By the exponent of a Float, from its smallest on.
  private var counts = [Double](repeating: 0, count: exponentCount)
  private var sums = [Double](repeating: 0, count: exponentCount)

  private static let lowest = -150
  private static let exponentCount = 280

  private init() {}

  /// Complexity: O(weights).
  init(count: Int, weight: (Int) -> Float) {
    for i in 0..<count {
      let weight = weight(i)
      guard weight > 0, weight.isFinite else { continue }
      let index = min(max(Int(weight.exponent) - Self.lowest, 0), Self.exponentCount - 1)
      counts[index] += 1
      sums[index] += Double(weight)
    }
  }

  /// All of several lists.
  static func sum(of parts: [WeightSizes]) -> WeightSizes {
    var total = WeightSizes()
    for part in parts {
      for i in 0..<exponentCount {
        total.counts[i] += part.counts[i]
        total.sums[i] += part.sums[i]
      }
    }
    return total
  }

  /// The threshold, halved until about `count` weights would be kept, if those below it are kept in proportion to their
  /// size.
  func threshold(atMost threshold: Float, leaving count: Double) -> Float {
    let wanted = min(count, counts.reduce(0, +))
    var limit = threshold
    while limit > .leastNormalMagnitude, kept(threshold: limit) < wanted { limit /= 2 }
    return limit
  }

  /// How many weights this threshold is expected to leave, to a factor within its own binary exponent.
  private func kept(threshold: Float) -> Double {
    let own = min(max(Int(threshold.exponent) - Self.lowest, 0), Self.exponentCount - 1)
    var kept = 0.0
    for i in 0..<Self.exponentCount { kept += i >= own ? counts[i] : sums[i] / Double(threshold) }
    return kept
  }
}
