// A share of the samples that is kept out of training and scored.

import SoftmaxRegression

/// A share to keep out.
struct Holdout {
  /// What early stopping takes where no share is named.
  static let standard = Holdout(share: 0.1)

  /// The share.
  let fraction: Double

  private init(share: Double) { fraction = share }

  /// - Throws: `ConfigurationError` for what is no share.
  init(_ fraction: Double) throws(ConfigurationError) {
    guard fraction > 0, fraction < 1 else {
      throw ConfigurationError(
        parameter: "holdout", value: "\(fraction)", requirement: "a share between 0 and 1")
    }
    self.fraction = fraction
  }

  /// The samples to learn from, and those to score; the same ones for the same seed, and whole groups where there are any.
  ///
  /// - Throws: `WorkflowError.shareLeavesNothing` where none would be held out.
  func divide(
    classIndices: [UInt32], classCount: Int, groups: [UInt32]?, seed: UInt64
  ) throws -> StratifiedSplit {
    let split =
      if let groups {
        StratifiedSplit(
          classIndices: classIndices, classCount: classCount, groups: groups, fraction: fraction, seed: seed)
      } else {
        StratifiedSplit(classIndices: classIndices, classCount: classCount, fraction: fraction, seed: seed)
      }
    guard !split.heldOut.isEmpty else {
      throw WorkflowError.shareLeavesNothing(
        fraction, count: groups.map { Set($0).count } ?? classIndices.count, isOfGroups: groups != nil)
    }
    return split
  }

  /// The same for samples that have no groups.
  func split(_ data: Dataset, seed: UInt64) throws -> (kept: Dataset, heldOut: Dataset) {
    let split = try divide(
      classIndices: data.classIndices, classCount: data.classes.count, groups: data.groups, seed: seed)
    return (
      data.samples(at: split.kept, name: "\(data.name) without the holdout"),
      data.samples(at: split.heldOut, name: "\(data.name) holdout")
    )
  }
}
