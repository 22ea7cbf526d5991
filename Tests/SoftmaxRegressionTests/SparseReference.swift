// The optimum of a small problem with an L1 penalty, by a method that has nothing in common with ours.

import SoftmaxTestSupport

extension ReferenceProblem {
  /// F with sum_j l1_j |W_j|_1.
  func value(weights: [Double], bias: [Double], l1Penalties: [Double]) -> Double {
    let magnitudes = weights.enumerated().reduce(0) {
      $0 + l1Penalties[$1.offset % featureCount] * abs($1.element)
    }
    return value(weights: weights, bias: bias).objective + magnitudes
  }

  /// The smallest value that accelerated proximal gradient steps come to (Beck and Teboulle, A fast iterative
  /// shrinkage-thresholding algorithm, SIAM J. Imaging Sci. 2(1), 2009), begun anew where F rises: never below the optimum.
  /// `bend` bounds the second derivatives.
  func sparseOptimum(
    l1Penalties: [Double], bend: Double, steps: Int = 4000
  ) -> (weights: [Double], bias: [Double], value: Double) {
    func shrunk(_ x: Double, _ by: Double) -> Double { x > by ? x - by : x < -by ? x + by : 0 }
    var weights = [Double](repeating: 0, count: classCount * featureCount)
    var bias = [Double](repeating: 0, count: classCount)
    var (leadWeights, leadBias, momentum) = (weights, bias, 1.0)
    var value = self.value(weights: weights, bias: bias, l1Penalties: l1Penalties)
    for _ in 0..<steps {
      let slope = gradient(weights: leadWeights, bias: leadBias)
      let next = leadWeights.indices.map {
        shrunk(leadWeights[$0] - slope.weights[$0] / bend, l1Penalties[$0 % featureCount] / bend)
      }
      let nextBias = hasBias ? leadBias.indices.map { leadBias[$0] - slope.bias[$0] / bend } : leadBias
      let reached = self.value(weights: next, bias: nextBias, l1Penalties: l1Penalties)
      if reached > value, momentum > 1 {
        (leadWeights, leadBias, momentum) = (weights, bias, 1)
        continue
      }
      let nextMomentum = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let share = (momentum - 1) / nextMomentum
      leadWeights = zip(next, weights).map { $0 + share * ($0 - $1) }
      leadBias = zip(nextBias, bias).map { $0 + share * ($0 - $1) }
      (weights, bias, momentum, value) = (next, nextBias, nextMomentum, min(value, reached))
    }
    return (weights, bias, value)
  }
}
