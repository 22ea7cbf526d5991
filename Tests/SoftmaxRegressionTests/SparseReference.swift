// The optimum of a small problem with a penalty that has no derivatives, by a method that has nothing in common with ours.

import SoftmaxTestSupport

extension ReferenceProblem {
  /// F with sum_j l1_j |W_j|_1.
  func value(weights: [Double], bias: [Double], l1Penalties: [Double]) -> Double {
    let magnitudes = weights.enumerated().reduce(0) {
      $0 + l1Penalties[$1.offset % featureCount] * abs($1.element)
    }
    return value(weights: weights, bias: bias).objective + magnitudes
  }

  /// The smallest value with that penalty: see `optimum`.
  func sparseOptimum(
    l1Penalties: [Double], bend: Double, steps: Int = 4000
  ) -> (weights: [Double], bias: [Double], value: Double) {
    func shrunk(_ x: Double, _ by: Double) -> Double { x > by ? x - by : x < -by ? x + by : 0 }
    return optimum(bend: bend, steps: steps) { weights, bend in
      weights.indices.map { shrunk(weights[$0], l1Penalties[$0 % featureCount] / bend) }
    } magnitudes: { weights in
      weights.indices.reduce(0) { $0 + l1Penalties[$1 % featureCount] * abs(weights[$1]) }
    }
  }

  /// The smallest value with l1_j ||W_j|| for each feature, W_j its weights of all classes.
  func groupedOptimum(
    l1Penalties: [Double], bend: Double, steps: Int = 4000
  ) -> (weights: [Double], bias: [Double], value: Double) {
    func norm(_ weights: [Double], _ j: Int) -> Double {
      (0..<classCount).reduce(0) { $0 + weights[$1 * featureCount + j] * weights[$1 * featureCount + j] }
        .squareRoot()
    }
    return optimum(bend: bend, steps: steps) { weights, bend in
      let kept = (0..<featureCount).map { j -> Double in
        let size = norm(weights, j)
        return size > 0 ? max(0, 1 - l1Penalties[j] / bend / size) : 0
      }
      return weights.indices.map { weights[$0] * kept[$0 % featureCount] }
    } magnitudes: { weights in
      (0..<featureCount).reduce(0) { $0 + l1Penalties[$1] * norm(weights, $1) }
    }
  }

  /// The smallest value with an L1 penalty and weights between limits, which 0 is between.
  func limitedOptimum(
    l1Penalties: [Double], lower: [Double], upper: [Double], bend: Double, steps: Int = 4000
  ) -> (weights: [Double], bias: [Double], value: Double) {
    func shrunk(_ x: Double, _ by: Double) -> Double { x > by ? x - by : x < -by ? x + by : 0 }
    return optimum(bend: bend, steps: steps) { weights, bend in
      weights.indices.map {
        min(max(shrunk(weights[$0], l1Penalties[$0 % featureCount] / bend), lower[$0]), upper[$0])
      }
    } magnitudes: { weights in
      weights.indices.reduce(0) { $0 + l1Penalties[$1 % featureCount] * abs(weights[$1]) }
    }
  }

  /// The smallest value that accelerated proximal gradient steps come to (Beck and Teboulle, A fast iterative
  /// shrinkage-thresholding algorithm, SIAM J. Imaging Sci. 2(1), 2009), begun anew where F rises: never below the optimum.
  /// `bend` bounds the second derivatives; `nearest` is the minimum of bend / 2 (w - v)^2 and the penalty that
  /// `magnitudes` tells.
  private func optimum(
    bend: Double, steps: Int, nearest: ([Double], Double) -> [Double], magnitudes: ([Double]) -> Double
  ) -> (weights: [Double], bias: [Double], value: Double) {
    var weights = [Double](repeating: 0, count: classCount * featureCount)
    var bias = [Double](repeating: 0, count: classCount)
    var (leadWeights, leadBias, momentum) = (weights, bias, 1.0)
    func whole(_ weights: [Double], _ bias: [Double]) -> Double {
      value(weights: weights, bias: bias).objective + magnitudes(weights)
    }
    var least = whole(weights, bias)
    var idleSteps = 0
    for _ in 0..<steps {
      // By now F changes by rounding alone.
      if idleSteps == 100 { break }
      let slope = gradient(weights: leadWeights, bias: leadBias)
      let next = nearest(zip(leadWeights, slope.weights).map { $0 - $1 / bend }, bend)
      let nextBias = hasBias ? leadBias.indices.map { leadBias[$0] - slope.bias[$0] / bend } : leadBias
      let reached = whole(next, nextBias)
      idleSteps = reached < least ? 0 : idleSteps + 1
      if reached > least, momentum > 1 {
        (leadWeights, leadBias, momentum) = (weights, bias, 1)
        continue
      }
      let nextMomentum = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let share = (momentum - 1) / nextMomentum
      leadWeights = zip(next, weights).map { $0 + share * ($0 - $1) }
      leadBias = zip(nextBias, bias).map { $0 + share * ($0 - $1) }
      (weights, bias, momentum, least) = (next, nextBias, nextMomentum, min(least, reached))
    }
    return (weights, bias, least)
  }
}
