// Samples divided into those that are learned from and those that are scored.

/// The parts of a `Dataset`. Together they have every sample once.
public struct DatasetSplit: Sendable {
  /// The samples to learn from.
  public let training: Dataset
  /// The samples that early stopping and choices look at; nil where none were asked for.
  public let validation: Dataset?
  /// The samples to score at the end, for the record; nil where none were asked for.
  public let test: Dataset?
}

extension Dataset {
  /// Divides the samples at random, each class in the same proportion.
  ///
  ///     let parts = try data.split(testFraction: 0.2, validationFraction: 0.1)
  ///     let fit = try classifier.fit(parts.training, validation: parts.validation, test: parts.test)
  ///
  /// Samples of one group stay together; the parts then come as near to the fractions as the groups let them. At least one
  /// sample of each class stays in the training set. Weights, offsets, groups and folds go with their samples. The same
  /// data, fractions and seed give the same parts on every machine. The test set does not depend on
  /// `validationFraction`.
  ///
  /// - Parameters:
  ///   - testFraction: The test set's share of all samples, from 0 (none) to below 1.
  ///   - validationFraction: The validation set's share of all samples, from 0 (none) to below 1. The sum of both
  ///     fractions must be below 1.
  ///   - seed: What the division is drawn from.
  /// - Returns: The parts, called `digits:train`, `digits:validation` and `digits:test` where the data is called `digits`.
  ///   Each has all of the data's classes, and its samples in the order of the data.
  /// - Throws: `DatasetError.invalidFractions`, or `.emptyPart` where a fraction above 0 leaves a part without samples.
  ///   `MemoryShortage` where there is no room for the copies.
  /// - Complexity: O(samples x features).
  public func split(
    testFraction: Double = 0.2, validationFraction: Double = 0, seed: UInt64 = 0
  ) throws -> DatasetSplit {
    let parts = try StratifiedParts(
      classIndices: classIndices, classCount: classes.count, groups: groups, testFraction: testFraction,
      validationFraction: validationFraction, seed: seed)
    try features.checkMemoryForCopy()
    return DatasetSplit(
      training: samples(at: parts.training, name: "\(name):train"),
      validation: parts.validation.map { samples(at: $0, name: "\(name):validation") },
      test: parts.test.map { samples(at: $0, name: "\(name):test") })
  }
}
