// The multinomial objective with penalties that have no derivatives everywhere.

import SoftmaxKernels

extension MultinomialObjective: CompositeObjective {
  package var redundantParameter: Int? { hasBias ? parameterCount - 1 : nil }

  package func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double)
    -> PointEvaluation
  {
    CompositeEvaluation(
      penalty: penalty.inflated(by: inflation), classShares: hasBias ? classShares : [], freeGain: freeGain
    ).composite(evaluation, at: point)
  }

  package var activeLimit: Int { ActiveCurvature<Float>.orderLimit(memoryLimit: memoryLimit) }

  package func curvature(of parameters: [Int], at point: [Double], density: Double) -> TermCurvature? {
    if PreciseTerms.arePossible(sampleCount: sampleCount, order: parameters.count, density: density) {
      return .double(PreciseTerms(samples, parameters).curvature(at: samples.parameters(at: point)))
    }
    return ActiveColumns(of: self).curvature(of: parameters, at: self.parameters(point), density: density)
      .map(TermCurvature.single)
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
    return (0..<weightCount).reduce(0) { max($0, penalty.pull(gradient, $1)) }
  }
}
