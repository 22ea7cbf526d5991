// Products with the objective's second derivatives.

import SoftmaxKernels

/// H V = (1/S) sum_i s_i (diag(p_i) - p_i p_i^T) (V x_i) x_i^T + l2 V, the probabilities kept.
///
/// Float32 terms: good enough for directions, whose slope is measured anew. Memory: samples x classes x 4 bytes.
package struct MultinomialCurvature: Curvature {
  private let objective: MultinomialObjective
  private let probabilities: ProbabilityTable

  init(of objective: MultinomialObjective, at point: [Double]) {
    self.objective = objective
    probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), offsets: objective.offsets,
      objective.pass)
  }

  /// Complexity: O(samples x features x classes), one pass.
  package func product(with direction: [Double]) -> [Double] {
    // Brought to length 1, so that Float32 holds it however short.
    let length = VectorArithmetic.dot(direction, direction).squareRoot()
    guard length > 0, length.isFinite else { return direction }
    let sums = DataPass(
      features: objective.features, .curvature(probabilities), sampleWeights: objective.sampleWeights,
      at: objective.parameters(direction.map { $0 / length }), objective.pass
    ).run()
    let factor = Double(Float(objective.scale)) * length / objective.totalWeight
    let featureCount = objective.featureCount
    var product = [Double](repeating: 0, count: direction.count)
    setCentred(&product, first: 0, to: sums.weights, times: factor, count: featureCount)
    let penalties = objective.penalties
    for k in 0..<objective.classCount {
      let first = k * featureCount
      for j in 0..<featureCount { product[first + j] += penalties[j] * direction[first + j] }
    }
    guard objective.hasBias else { return product }
    setCentred(
      &product, first: objective.weightCount, to: sums.bias.map { $0 * length / objective.totalWeight },
      times: 1,
      count: 1)
    return product
  }

  /// Sums [classes x count] less the mean over classes, which is 0 but for Float32's rounding: where only a small penalty
  /// bends F, as when all classes move alike, that rounding would be taken for the curvature.
  private func setCentred(
    _ target: inout [Double], first: Int, to sums: [Double], times factor: Double, count: Int
  ) {
    var means = [Double](repeating: 0, count: count)
    for k in 0..<objective.classCount {
      for j in 0..<count {
        let sum = sums[k * count + j] * factor
        target[first + k * count + j] = sum
        means[j] += sum
      }
    }
    let classCount = Double(objective.classCount)
    for j in 0..<count { means[j] /= classCount }
    for k in 0..<objective.classCount {
      for j in 0..<count { target[first + k * count + j] -= means[j] }
    }
  }
}
