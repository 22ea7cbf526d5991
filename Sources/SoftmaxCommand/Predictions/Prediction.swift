// One prediction.

/// What a model says of one sample.
struct Prediction {
  let index: Int
  let trueName: String?
  /// By class index.
  let probabilities: [Float]
  /// The cells of the columns that are passed through.
  let keys: [String]

  /// The `count` most probable classes, the first of equals first.
  func top(_ count: Int) -> [Int] {
    Array(
      probabilities.indices.sorted {
        (-probabilities[$0], $0) < (-probabilities[$1], $1)
      }.prefix(count))
  }
}
