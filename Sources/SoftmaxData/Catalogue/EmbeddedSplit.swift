// The fixed division of the embedded datasets.

import SoftmaxRegression

/// A fifth of each class is the test part: chosen by seed 0 of our own generator, so the same everywhere.
enum EmbeddedSplit {
  static func load(name: String, all: Dataset) throws -> TrainTestData {
    let split = StratifiedSplit(
      classIndices: all.classIndices, classCount: all.classes.count, fraction: 0.2, seed: 0)
    return TrainTestData(
      train: all.samples(at: split.kept, name: "\(name):train"),
      test: all.samples(at: split.heldOut, name: "\(name):test"))
  }
}
