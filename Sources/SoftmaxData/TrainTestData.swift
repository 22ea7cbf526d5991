public import SoftmaxRegression

/// The training and test parts of a dataset.
public struct TrainTestData: Sendable {
  /// What to learn from.
  public let train: Dataset
  /// What to score on.
  public let test: Dataset
}
