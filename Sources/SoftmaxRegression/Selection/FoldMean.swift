// The mean over folds.

/// The mean of numbers, one for each fold, and its standard error: their standard deviation over the root of their number.
struct FoldMean: Sendable, Hashable {
  let value: Double
  let standardError: Double

  /// The mean of two numbers or more.
  init(of values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    value = mean
    standardError = (squares / (count - 1) / count).squareRoot()
  }
}
