// A model's own problem by weights in other units, in Float64.

import SoftmaxKernels

/// The objective by the weights of standardised columns (or of columns as they are, where they need no scaling),
/// without a Float32 copy of these: values and gradients are those of the features that a file holds.
struct ScaledProblem: CompositeObjective {
  private let certifier: Certifier
  private let units: Standardization?
  let penalty: WeightPenalty

  init(_ certifier: Certifier) {
    self.certifier = certifier
    let problem = certifier.problem
    units = certifier.units
    let standardDeviations =
      units?.standardDeviations ?? [Double](repeating: 1, count: certifier.features.featureCount)
    penalty = problem.penalty.scaled(by: standardDeviations)
  }

  /// A model's parameters as a point.
  func point(of parameters: Float64Parameters) -> [Double] {
    parameters.converted(to: units).point(hasBias: certifier.hasBias)
  }

  /// A point as parameters.
  func parameters(at point: [Double]) -> Float64Parameters {
    Float64Parameters(
      point: point, classCount: certifier.classCount, featureCount: certifier.features.featureCount,
      units: units)
  }

  /// A point as parameters in the user's units; without a bias that stays 0, for then nothing is centred.
  private func userParameters(at point: [Double]) -> Float64Parameters {
    var user = parameters(at: point).inUserUnits
    if !certifier.hasBias { user.bias = user.bias.map { _ in 0 } }
    return user
  }

  var redundantParameter: Int? { certifier.problem.redundantParameter }

  var activeLimit: Int { certifier.problem.activeLimit }

  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
    let user = userParameters(at: point)
    var found = certifier.problem.evaluate(at: user.point(hasBias: certifier.hasBias), .double)
    let featureCount = certifier.features.featureCount
    for i in user.weights.indices {
      let (k, j) = i.quotientAndRemainder(dividingBy: featureCount)
      let centre = certifier.hasBias ? (units?.means[j] ?? 0) * found.gradient[user.weights.count + k] : 0
      found.gradient[i] = (found.gradient[i] - centre) / (units?.standardDeviations[j] ?? 1)
    }
    return found
  }

  func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double) -> PointEvaluation {
    CompositeEvaluation(
      penalty: penalty.inflated(by: inflation),
      classShares: certifier.hasBias ? certifier.problem.classShares : [],
      freeGain: { slope, k, j in
        let square = units == nil ? certifier.problem.meanSquares[j] : 1
        return slope * slope / max(certifier.problem.classShares[k] * square, 1e-12)
      }
    ).composite(evaluation, at: point)
  }

  func curvature(of parameters: [Int], at point: [Double], density: Double) -> TermCurvature? {
    let samples = certifier.samples
    if PreciseTerms.arePossible(sampleCount: samples.sampleCount, order: parameters.count, density: density) {
      // Without a bias there is nothing that could make up for a column's mean.
      let own = certifier.hasBias ? units : units?.uncentred
      return .double(
        PreciseTerms(samples.standardized(by: own), parameters).curvature(at: self.parameters(at: point)))
    }
    return ActiveColumns(of: certifier.problem, standardization: units).curvature(
      of: parameters, at: userParameters(at: point).rounded, density: density
    ).map(TermCurvature.single)
  }
}
