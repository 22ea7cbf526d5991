// The L1 penalty's share of value and gradient.

/// Adds sum_j l1_j |W_j|_1 to an evaluation of everything else.
struct CompositeEvaluation {
  /// For each feature.
  let l1Penalties: [Double]
  let l2Penalties: [Double]
  /// Each class's share of the samples' weights; empty where there is no bias.
  let classShares: [Double]
  /// About what a weight of a class and a feature has to gain by such a slope, where it has no penalty at all.
  var freeGain: (Double, Int, Int) -> Double = { slope, _, _ in slope == 0 ? 0 : .infinity }

  /// `evaluation` of the differentiable part, at `point`. Complexity: O(parameters).
  ///
  /// The estimate of what is left to gain takes the model's probabilities for the dual point a and, where a gradient is
  /// larger than its penalty, y + t (a - y) with the t that makes it no larger; its entropy is taken to be
  /// straight in t, but for a square.
  func composite(_ evaluation: PointEvaluation, at point: [Double]) -> PointEvaluation {
    let featureCount = l1Penalties.count
    let weightCount = point.count - classShares.count
    var found = evaluation
    var (magnitudes, squares, excess, free) = (0.0, 0.0, 0.0 as Double?, 0.0)
    var shrinking = 1.0
    for i in 0..<weightCount {
      let (l1, l2) = (l1Penalties[i % featureCount], l2Penalties[i % featureCount])
      let slope = abs(evaluation.gradient[i] - l2 * point[i])
      if l1 == 0, l2 == 0 {
        free += freeGain(evaluation.gradient[i], i / featureCount, i % featureCount)
        continue
      }
      magnitudes += l1 * abs(point[i])
      squares += l2 * point[i] * point[i]
      if slope > l1 {
        shrinking = min(shrinking, l1 / slope)
        excess = l2 > 0 ? excess.map { $0 + (slope - l1) * (slope - l1) / (2 * l2) } : nil
      }
      found.gradient[i] = smallestSlope(evaluation.gradient[i], at: point[i], penalty: l1)
    }
    var product = 0.0
    for i in 0..<weightCount {
      // A dual point owes such a weight's slope to be 0.
      if l1Penalties[i % featureCount] == 0, l2Penalties[i % featureCount] == 0 { continue }
      product += (evaluation.gradient[i] - l2Penalties[i % featureCount] * point[i]) * point[i]
    }
    found.value += magnitudes
    let shrunk =
      shrinking * product + magnitudes + squares / 2 + (1 - shrinking) * (1 - shrinking) * found.value
    var gap = max(0, min(shrunk, excess.map { product + magnitudes + squares / 2 + $0 } ?? shrunk))
    gap += free
    for (slope, share) in zip(evaluation.gradient[weightCount...], classShares) {
      gap += slope * slope / max(share + slope, 1e-12)
    }
    found.estimatedGap = gap
    return found
  }
}
