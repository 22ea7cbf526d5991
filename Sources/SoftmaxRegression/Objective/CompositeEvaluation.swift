// The share of penalties without derivatives in value and gradient.

/// Adds the magnitudes or norms to an evaluation of everything else.
struct CompositeEvaluation {
  let penalty: WeightPenalty
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
    let weightCount = point.count - classShares.count
    var found = evaluation
    found.gradient = penalty.smallestSlopes(evaluation.gradient, at: point)
    let magnitudes = penalty.magnitudes(point)
    var (squares, free, product) = (0.0, 0.0, 0.0)
    var slopes = evaluation.gradient
    let (featureCount, l1, l2) = (penalty.featureCount, penalty.l1, penalty.l2)
    for first in stride(from: 0, to: weightCount, by: featureCount) {
      for j in 0..<featureCount {
        let i = first + j
        slopes[i] -= l2[j] * point[i]
        if l1[j] == 0, l2[j] == 0 {
          // A dual point owes such a weight's slope to be 0.
          free += freeGain(evaluation.gradient[i], first / featureCount, j)
          continue
        }
        squares += l2[j] * point[i] * point[i]
        product += slopes[i] * point[i]
      }
    }
    found.value += magnitudes
    let excess = penalty.excess(of: slopes)
    let shrinking = excess.share
    let shrunk =
      shrinking * (product + excess.limited) + magnitudes + squares / 2
      + (1 - shrinking) * (1 - shrinking) * found.value
    let whole = excess.conjugate.map { product + magnitudes + squares / 2 + $0 }
    var gap = max(0, min(shrunk, whole ?? shrunk))
    gap += free
    for (slope, share) in zip(evaluation.gradient[weightCount...], classShares) {
      gap += slope * slope / max(share + slope, 1e-12)
    }
    found.estimatedGap = gap
    return found
  }
}
