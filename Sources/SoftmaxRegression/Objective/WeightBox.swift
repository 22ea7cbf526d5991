// Between which numbers each weight has to lie.

/// A lower and an upper limit for each weight, [classes x features]: 0 is within them.
struct WeightBox: Sendable, Hashable {
  let lower: [Double]
  let upper: [Double]

  /// The same for weights that are multiplied by a factor above 0 for each feature.
  func scaled(by factors: [Double]) -> WeightBox {
    func scaled(_ limits: [Double]) -> [Double] {
      limits.enumerated().map { $1 == 0 ? 0 : $1 * factors[$0 % factors.count] }
    }
    return WeightBox(lower: scaled(lower), upper: scaled(upper))
  }

  func clamped(_ value: Double, _ i: Int) -> Double { min(max(value, lower[i]), upper[i]) }

  /// `point` [weights, and what follows] with its weights brought within the limits.
  func clamped(_ point: [Double]) -> [Double] {
    var result = point
    for i in lower.indices { result[i] = clamped(point[i], i) }
    return result
  }

  func contains(_ weights: some Sequence<Double>) -> Bool {
    zip(weights, zip(lower, upper)).allSatisfy { $0 >= $1.0 && $0 <= $1.1 }
  }
}
