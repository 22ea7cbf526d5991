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
    var product = centred(sums.weights.map { $0 * factor }, count: objective.featureCount)
    for i in product.indices { product[i] += objective.penalties[i % objective.featureCount] * direction[i] }
    if objective.hasBias { product += centred(sums.bias.map { $0 * length / objective.totalWeight }, count: 1) }
    return product
  }

  /// Less the mean over classes, which is 0 but for Float32's rounding: where only a small penalty bends F, as when
  /// all classes move alike, that rounding would be taken for the curvature.
  private func centred(_ sums: [Double], count: Int) -> [Double] {
    var result = sums
    for j in 0..<count {
      let total = stride(from: j, to: sums.count, by: count).reduce(0.0) { $0 + sums[$1] }
      let mean = total / Double(objective.classCount)
      for i in stride(from: j, to: sums.count, by: count) { result[i] -= mean }
    }
    return result
  }
}
