// How many weights there are of which size.

import SoftmaxKernels

/// Counts and sums of positive weights by their binary exponents: enough to tell how many a threshold would leave.
struct WeightSizes: Sendable {
  /// By the exponent of a Float, from its smallest on.
  private let counts: [Double]
  private let sums: [Double]

  private static let lowest = -150
  private static let exponentCount = 280

  /// Of lists that `visit` goes through for some rows, handing on each weight. Complexity: O(weights).
  init(
    _ pass: RowPass, chunkLength: Int, listCount: Int,
    visit: @escaping @Sendable (Range<Int>, (Float) -> Void) -> Void
  ) {
    let count = Self.exponentCount
    let found: [Double] = pass.reduce(
      count: 2 * count, chunkLength: chunkLength, work: pass.parts.ownRowCount * listCount
    ) {
    } add: { chunk, _, sizes in
      visit(chunk.rows) { weight in
        guard weight > 0, weight.isFinite else { return }
        let index = min(max(Int(weight.exponent) - Self.lowest, 0), count - 1)
        sizes[index] += 1
        sizes[count + index] += Double(weight)
      }
    }.array
    counts = Array(found[..<count])
    sums = Array(found[count...])
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
