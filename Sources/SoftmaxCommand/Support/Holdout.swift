// A share of the samples that is kept out of training and scored.

import SoftmaxRegression

/// What `--holdout` asks for.
struct Holdout {
  /// What early stopping takes where no share is named.
  static let standard = Holdout(share: 0.1)

  private let fraction: Double

  private init(share: Double) { fraction = share }

  /// - Throws: `CommandFailure` for what is no share.
  init(_ fraction: Double) throws {
    guard fraction > 0, fraction < 1 else {
      throw CommandFailure(.usage, "--holdout must be a share between 0 and 1, not \(fraction)")
    }
    self.fraction = fraction
  }

  /// The samples to learn from, and those to score; the same ones for the same seed.
  ///
  /// - Throws: `CommandFailure` where none would be held out.
  func split(_ data: Dataset, seed: UInt64) throws -> (kept: Dataset, heldOut: Dataset) {
    let split = StratifiedSplit(
      classIndices: data.classIndices, classCount: data.classes.count, fraction: fraction, seed: seed)
    guard !split.heldOut.isEmpty else {
      throw CommandFailure(
        .badData,
        "--holdout \(fraction) of \(data.sampleCount) samples leaves none to score: use a larger share")
    }
    return (
      data.samples(at: split.kept, name: "\(data.name) without the holdout"),
      data.samples(at: split.heldOut, name: "\(data.name) holdout")
    )
  }
}
