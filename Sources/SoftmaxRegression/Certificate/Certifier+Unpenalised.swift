// What rounding its weights costs a fit without a penalty, which has no bound to tell it.

import SoftmaxKernels

extension Certifier {
  /// How much higher the mean loss of the saved parameters is than that of the ones that they were rounded from, as a
  /// share of it, and the largest component of their gradient by the parameters in `units`. Complexity: two passes.
  func shortfall(
    of saved: Parameters, from exact: Float64Parameters, units: Standardization?
  ) -> (share: Double, gradientMax: Double) {
    let sums = pass.losses(at: Float64Parameters(saved))
    let best = pass.losses(at: exact.inUserUnits).logLoss
    var gradientMax = hasBias ? VectorArithmetic.largest(sums.bias) / totalWeight : 0
    let featureCount = features.featureCount
    for (i, sum) in sums.weights.enumerated() {
      let (k, j) = i.quotientAndRemainder(dividingBy: featureCount)
      let centre = hasBias ? (units?.means[j] ?? 0) * sums.bias[k] : 0
      gradientMax = max(
        gradientMax, abs(sum * features.scale - centre) / totalWeight / (units?.standardDeviations[j] ?? 1))
    }
    let share = sums.logLoss > best ? (sums.logLoss - best) / sums.logLoss : 0
    return (share, gradientMax)
  }
}
