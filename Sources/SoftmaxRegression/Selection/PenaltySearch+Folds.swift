// How a search divides its samples into folds.

extension PenaltySearch {
  /// The folds that a search on this data has: of each sample the index of its fold; nil for samples that no fit sees.
  ///
  /// Drawn folds are called 1, 2 and so on, given ones as they were given.
  ///
  /// - Returns: Nil where there is no cross-validation.
  /// - Throws: `DatasetError` for data that cannot be divided so. Complexity: O(samples), with groups
  ///   O(groups x folds x classes) besides.
  public func foldAssignment(
    of training: Dataset
  ) throws(DatasetError) -> (names: [String], indices: [Int?])? {
    guard folds > 0 else { return nil }
    try SoftmaxClassifier.check(training)
    let samples = try classifier.samples(of: training)
    let division = try samples.division(folds: folds, seed: classifier.seed)
    // Numbers in place of groups tell which samples count.
    let kept = try classifier.samples(
      of: training.grouped(by: training.classIndices.indices.map { UInt32($0) })
    ).groups
    var indices = [Int?](repeating: nil, count: training.sampleCount)
    for (fold, members) in division.members.enumerated() {
      for member in members { indices[kept.map { Int($0[member]) } ?? member] = fold }
    }
    return (samples.folds?.names ?? division.members.indices.map { "\($0 + 1)" }, indices)
  }
}
