// The multinomial objective with an L1 penalty.

import SoftmaxKernels

extension MultinomialObjective: CompositeObjective {
  package var magnitudePenalties: [Double] {
    (0..<classCount).flatMap { _ in l1Penalties } + [Double](repeating: 0, count: hasBias ? classCount : 0)
  }

  package var bendingPenalties: [Double] {
    (0..<classCount).flatMap { _ in penalties } + [Double](repeating: 0, count: hasBias ? classCount : 0)
  }

  package var redundantArgument: Int? { hasBias ? parameterCount - 1 : nil }

  package func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double)
    -> PointEvaluation
  {
    CompositeEvaluation(
      l1Penalties: l1Penalties.map { $0 * inflation }, l2Penalties: penalties,
      classShares: hasBias ? classShares : [], freeGain: freeGain
    ).composite(evaluation, at: point)
  }

  package func leastPenalised(_ point: [Double], inflation: Double) -> [Double] {
    CommonShift(l1Penalties: l1Penalties.map { $0 * inflation }, l2Penalties: penalties, classCount: classCount)
      .removed(from: point)
  }

  package var activeLimit: Int { ActiveCurvature<Float>.orderLimit(memoryLimit: memoryLimit) }

  package func curvature(of arguments: [Int], at point: [Double], density: Double) -> ActiveCurvature<Float>? {
    ActiveColumns(of: self).curvature(of: arguments, at: parameters(point), density: density)
  }

  /// Where all weights are 0, and the bias is the best that there is with them. A class without samples counts as
  /// one with a thousandth of one. Complexity: none worth telling, with offsets that of `BiasFit`.
  package var emptyPoint: [Double] {
    let weights = [Double](repeating: 0, count: weightCount)
    guard hasBias else { return weights }
    let shares = classShares.map { max($0, 1e-3 / totalWeight) }
    guard offsets == nil else {
      let sum = shares.reduce(0, +)
      return weights + BiasFit(of: samples, shares: shares.map { $0 / sum }).bias
    }
    let logarithms = engine.kernels.logarithms64(of: shares)
    let mean = logarithms.reduce(0, +) / Double(classCount)
    return weights + logarithms.map { $0 - mean }
  }

  /// The smallest factor by which all of `l1Penalties` could be multiplied with a model without weights as the
  /// optimum: where they are all 1, the smallest L1 penalty of which nothing is left. Complexity: one pass.
  package func smallestZeroingFactor() -> Double { smallestFactor(leavingNothingAt: emptyPoint) }

  /// The same where the weights at `point` are those that stay whatever the factor.
  func smallestFactor(leavingNothingAt point: [Double]) -> Double {
    let gradient = evaluate(at: point, .double).gradient
    return (0..<weightCount).reduce(0) { largest, i in
      let penalty = l1Penalties[i % featureCount]
      return penalty > 0 ? max(largest, abs(gradient[i]) / penalty) : largest
    }
  }
}
