// What is printed of one sample.

/// What a model says of one sample.
package struct PredictedSample {
  package let index: Int
  package let trueName: String?
  /// By class index.
  package let probabilities: [Float]
  /// The cells of the columns that are passed through.
  package let keys: [String]

  /// The `count` most probable classes, the first of equals first.
  package func top(_ count: Int) -> [Int] {
    Array(
      probabilities.indices.sorted {
        (-probabilities[$0], $0) < (-probabilities[$1], $1)
      }.prefix(count))
  }
}
