// What a model says of one sample, with what is shown beside it.

/// What a model says of one sample.
public struct PredictedSample: Sendable {
  /// Its place in the data, counted from 0.
  public let index: Int
  /// The name of its true class, where the data has labels.
  public let trueName: String?
  /// By class index.
  public let probabilities: [Float]
  /// The cells of the columns that are passed through.
  public let keys: [String]

  /// The `count` most probable classes, the first of equals first.
  public func top(_ count: Int) -> [Int] {
    Array(
      probabilities.indices.sorted {
        (-probabilities[$0], $0) < (-probabilities[$1], $1)
      }.prefix(count))
  }
}
