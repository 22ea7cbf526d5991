// Rows drawn at random, each with a weight that makes up for those left out.

import SoftmaxKernels

/// A list of samples with weights: sum over the list of weight x something estimates the sum over all samples,
/// without bias.
struct WeightedRows: Sendable {
  /// Rows at hand, in ascending order.
  let rows: RowOrder
  let weights: WorkBuffer<Float>

  var count: Int { rows.count }

  /// Keeps each sample with the probability weight / threshold, and then as `threshold`; heavier ones as they are.
  ///
  /// Whether a sample is kept depends on its number among all samples, which is `firstRow` more than that at hand, and on
  /// `salt` alone. Spielman and Srivastava, Graph sparsification by
  /// effective resistances, SIAM J. Comput. 40(6), 2011, keep edges of a graph in this way.
  init(sampleCount: Int, firstRow: Int, threshold: Float, salt: UInt64, weight: (Int) -> Float) {
    var kept: [UInt32] = []
    var weights: [Float] = []
    for sample in 0..<sampleCount {
      let own = weight(sample)
      guard own > 0 else { continue }
      if own < threshold, own < threshold * Self.chance(firstRow + sample, salt) { continue }
      kept.append(UInt32(truncatingIfNeeded: sample))
      weights.append(max(own, threshold))
    }
    rows = RowOrder(kept, rowCount: sampleCount)
    self.weights = WorkBuffer(weights, default: 0)
  }

  /// Where the rows of `range` stand in the list.
  func positions(in range: Range<Int>) -> Range<Int> {
    func first(from row: Int) -> Int {
      var (low, high) = (0, rows.count)
      while low < high {
        let middle = (low + high) / 2
        if rows[middle] < row { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(from: range.lowerBound)..<first(from: range.upperBound)
  }

  /// A number in [0, 1) for each sample and salt.
  private static func chance(_ sample: Int, _ salt: UInt64) -> Float {
    var mixer = SplitMix64(state: UInt64(truncatingIfNeeded: sample) ^ (salt &* 0x9e37_79b9_7f4a_7c15))
    return Float(mixer.next() >> 40) * 0x1p-24
  }
}
