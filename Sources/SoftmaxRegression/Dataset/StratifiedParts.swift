// Dividing samples into training, validation and test set, each class in the same proportion.

/// The samples of each part, ascending; fixed by the seed on every machine. At least one sample of each class is in
/// `training`.
struct StratifiedParts: Sendable, Hashable {
  /// The samples to learn from.
  let training: [Int]
  /// The samples that early stopping and choices look at; nil where none were asked for.
  let validation: [Int]?
  /// The samples to score for the record; nil where none were asked for. They do not depend on the validation fraction.
  let test: [Int]?

  /// Draws the parts; fractions are of all samples. Equal numbers in `groups` are one group, which stays together.
  ///
  /// - Throws: `DatasetError.invalidFractions`, or `.emptyPart` where a fraction above 0 leaves a part without samples.
  /// - Complexity: O(samples).
  init(
    classIndices: [UInt32], classCount: Int, groups: [UInt32]?, testFraction: Double,
    validationFraction: Double,
    seed: UInt64
  ) throws(DatasetError) {
    guard testFraction >= 0, validationFraction >= 0, testFraction + validationFraction < 1 else {
      throw .invalidFractions(test: testFraction, validation: validationFraction)
    }
    var rest = Array(classIndices.indices)
    func take(_ fraction: Double, for part: String, share: Double, seed: UInt64) throws(DatasetError) -> [Int]?
    {
      guard fraction > 0 else { return nil }
      let indices = rest.map { classIndices[$0] }
      let split =
        if let groups {
          StratifiedSplit(
            classIndices: indices, classCount: classCount, groups: rest.map { groups[$0] }, fraction: share,
            seed: seed)
        } else {
          StratifiedSplit(classIndices: indices, classCount: classCount, fraction: share, seed: seed)
        }
      guard !split.heldOut.isEmpty else {
        throw .emptyPart(
          part, fraction: fraction, samples: classIndices.count, groups: groups.map { Set($0).count })
      }
      let taken = split.heldOut.map { rest[$0] }
      rest = split.kept.map { rest[$0] }
      return taken
    }
    // The test set is drawn first, from numbers of its own.
    var numbers = RandomGenerator(seed: seed, stream: .testSplit)
    test = try take(testFraction, for: "test", share: testFraction, seed: numbers.next())
    validation = try take(
      validationFraction, for: "validation", share: validationFraction / (1 - testFraction), seed: seed)
    training = rest
  }
}
