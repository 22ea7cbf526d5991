// Samples that were seen several times.

import SoftmaxKernels

extension Dataset {
  /// Each sample as often as it was seen, in its place: the same as data that has it so often, to the last bit of a fit.
  ///
  /// Weights say how much a sample counts, numbers of repetitions how many there are: scores, folds and statistics of these
  /// samples are those of all of them.
  ///
  /// - Parameter counts: How often each sample was seen; 0 leaves it out.
  /// - Returns: The samples, each as often as it was seen.
  /// - Throws: `DatasetError.weightCountMismatch` for another number of counts than of samples, `.badFrequency` for one below 0,
  ///   `MemoryShortage` where the copy would not fit into memory. Complexity: O(repeated samples x features).
  public func repeated(by counts: [Int]) throws -> Dataset {
    guard counts.count == sampleCount else {
      throw DatasetError.weightCountMismatch(samples: sampleCount, weights: counts.count)
    }
    var total = 0
    for (sample, count) in counts.enumerated() {
      guard count >= 0 else { throw DatasetError.badFrequency(sample: sample, count: count) }
      let (sum, isOver) = total.addingReportingOverflow(count)
      total = isOver ? .max : sum
    }
    try MemoryShortage.check(
      Double(total) * (Double(featureCount) * 4 + 16), for: "\(total) samples of \(featureCount) features",
      advice: "weights take no room: give each sample its count as a weight where no statistics are needed")
    var indices: [Int] = []
    indices.reserveCapacity(total)
    for (sample, count) in counts.enumerated() {
      indices.append(contentsOf: repeatElement(sample, count: count))
    }
    return samples(at: indices)
  }
}
