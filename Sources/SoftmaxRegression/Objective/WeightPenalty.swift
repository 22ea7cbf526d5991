// What a fit adds to the loss for its weights.

/// sum over weights of l1_j |w_kj| + (l2_j / 2) w_kj^2, j the feature; grouped, sum over features of l1_j ||W_j||, W_j
/// a feature's weights of all classes, in place of the magnitudes; and infinity beyond the limits. Biases have no
/// penalty.
///
/// Points are [classes x features], and what follows is not looked at.
package struct WeightPenalty: Sendable {
  let classCount: Int
  /// For each feature.
  let l1: [Double]
  let l2: [Double]
  let isGrouped: Bool
  /// Nil where there are no limits.
  let box: WeightBox?

  init(classCount: Int, l1: [Double], l2: [Double], isGrouped: Bool = false, box: WeightBox? = nil) {
    precondition(l1.count == l2.count, "two penalties for each feature")
    self.classCount = classCount
    self.l1 = l1
    self.l2 = l2
    self.isGrouped = isGrouped
    self.box = box
  }

  var featureCount: Int { l1.count }
  var weightCount: Int { classCount * featureCount }

  /// Whether it has derivatives everywhere.
  var isSmooth: Bool { box == nil && !l1.contains { $0 > 0 } }

  /// The places of a feature's weights.
  func places(_ feature: Int) -> StrideTo<Int> {
    stride(from: feature, to: weightCount, by: featureCount)
  }

  // MARK: Other units

  /// The same penalty with other L1 penalties: times `inflation`.
  func inflated(by inflation: Double) -> WeightPenalty {
    guard inflation != 1 else { return self }
    return WeightPenalty(
      classCount: classCount, l1: l1.map { $0 * inflation }, l2: l2, isGrouped: isGrouped, box: box)
  }

  /// The penalty of weights that are those of this one times a factor above 0 for each feature.
  func scaled(by factors: [Double]) -> WeightPenalty {
    WeightPenalty(
      classCount: classCount, l1: zip(l1, factors).map { $0 / $1 }, l2: zip(l2, factors).map { $0 / ($1 * $1) },
      isGrouped: isGrouped, box: box?.scaled(by: factors))
  }

  // MARK: Values

  /// The part that has no derivatives.
  func magnitudes(_ point: [Double]) -> Double {
    guard isGrouped else {
      if !l1.contains(where: { $0 > 0 }), point.allSatisfy({ $0.isFinite }) { return 0 }
      var sum = 0.0
      for first in stride(from: 0, to: weightCount, by: featureCount) {
        for j in 0..<featureCount { sum += l1[j] * abs(point[first + j]) }
      }
      return sum
    }
    return l1.indices.reduce(0) { $0 + l1[$1] * norm(point, $1) }
  }

  /// What the magnitudes at `end` are more than those at `start`.
  func rise(from start: [Double], to end: [Double]) -> Double {
    guard isGrouped else {
      var sum = 0.0
      for first in stride(from: 0, to: weightCount, by: featureCount) {
        for j in 0..<featureCount { sum += l1[j] * (abs(end[first + j]) - abs(start[first + j])) }
      }
      return sum
    }
    return l1.indices.reduce(0) { $0 + l1[$1] * (norm(end, $1) - norm(start, $1)) }
  }

  /// The norm of a feature's part of a vector of weights.
  func norm(_ vector: [Double], _ feature: Int) -> Double {
    places(feature).reduce(0) { $0 + vector[$1] * vector[$1] }.squareRoot()
  }

  // MARK: Slopes

  /// Of the subgradients of everything the one with the smallest norm, `gradient` being that of all but the magnitudes.
  func smallestSlopes(_ gradient: [Double], at point: [Double]) -> [Double] {
    var slopes = gradient
    guard !isSmooth else { return slopes }
    guard isGrouped else {
      guard box == nil else {
        for i in 0..<weightCount { slopes[i] = smallestSlope(gradient[i], at: point[i], i) }
        return slopes
      }
      for first in stride(from: 0, to: weightCount, by: featureCount) {
        for j in 0..<featureCount {
          slopes[first + j] = SoftmaxRegression.smallestSlope(
            gradient[first + j], at: point[first + j], penalty: l1[j])
        }
      }
      return slopes
    }
    for j in l1.indices where l1[j] > 0 {
      let (size, own) = (norm(gradient, j), norm(point, j))
      for i in places(j) {
        slopes[i] =
          own > 0
          ? gradient[i] + l1[j] * point[i] / own : size > l1[j] ? gradient[i] * (1 - l1[j] / size) : 0
      }
    }
    return slopes
  }

  /// The same of one weight, where weights are not grouped.
  private func smallestSlope(_ slope: Double, at x: Double, _ i: Int) -> Double {
    let penalty = l1[i % featureCount]
    guard let box else { return SoftmaxRegression.smallestSlope(slope, at: x, penalty: penalty) }
    return SoftmaxRegression.smallestSlope(
      slope, at: x, penalty: penalty, lower: box.lower[i], upper: box.upper[i])
  }

  /// By how many times its L1 penalty a weight that is 0, or a feature whose weights are, would rather be another; 0
  /// where there is no such penalty. `gradient` is that of all but the magnitudes.
  func pull(_ gradient: [Double], _ i: Int) -> Double {
    let penalty = l1[i % featureCount]
    guard penalty > 0 else { return 0 }
    if isGrouped { return norm(gradient, i % featureCount) / penalty }
    if let box, gradient[i] > 0 ? box.lower[i] == 0 : box.upper[i] == 0 { return 0 }
    return abs(gradient[i]) / penalty
  }

  /// Whether a weight at `x` is at a place that it may be kept at by more than one slope: at 0 with a magnitude or
  /// norm, or at a limit.
  func mayRest(_ parameter: Int, at x: Double) -> Bool {
    guard parameter < weightCount else { return false }
    if x == 0, l1[parameter % featureCount] > 0 { return true }
    return box.map { x <= $0.lower[parameter] || x >= $0.upper[parameter] } ?? false
  }

  // MARK: What changes no probability

  /// Of all points that a number for each feature, added to its weights of all classes, tells from this one the one
  /// with the smallest penalty.
  func leastPenalised(_ point: [Double]) -> [Double] { CommonShift(self).removed(from: point) }
}

/// The smallest slope of f(x) + penalty |x| that a subgradient has between two limits, f's slope being `slope`.
func smallestSlope(
  _ slope: Double, at x: Double, penalty: Double, lower: Double = -.infinity, upper: Double = .infinity
) -> Double {
  // To the right and to the left.
  let (rising, falling) = (slope + (x >= 0 ? penalty : -penalty), slope + (x > 0 ? penalty : -penalty))
  if rising < 0, x < upper { return rising }
  if falling > 0, x > lower { return falling }
  return 0
}
