// A model's own problem in the units of its coefficients, in Float64.

import SoftmaxKernels

/// The objective by the coefficients of standardised columns (or of columns as they are, where they need no scaling),
/// without a Float32 copy of these: values and gradients are those of the features that a file holds.
struct CoefficientProblem: CompositeObjective {
  private let certifier: Certifier
  private let units: Standardization?
  let penalty: CoefficientPenalty

  init(_ certifier: Certifier) {
    self.certifier = certifier
    let problem = certifier.problem
    units = certifier.units
    let deviations = units?.deviations ?? [Double](repeating: 1, count: certifier.features.featureCount)
    penalty = problem.penalty.scaled(by: deviations)
  }

  /// A model's coefficients as a point.
  func point(of coefficients: Coefficients) -> [Double] {
    coefficients.converted(to: units).point(hasBias: certifier.hasBias)
  }

  /// A point as coefficients.
  func coefficients(_ point: [Double]) -> Coefficients {
    Coefficients(
      point: point, classCount: certifier.classCount, featureCount: certifier.features.featureCount,
      units: units)
  }

  /// A point as coefficients in the user's units; without a bias that stays 0, for then nothing is centred.
  private func userCoefficients(_ point: [Double]) -> Coefficients {
    var user = coefficients(point).inUserUnits
    if !certifier.hasBias { user.bias = user.bias.map { _ in 0 } }
    return user
  }

  var redundantArgument: Int? { certifier.problem.redundantArgument }

  var activeLimit: Int { certifier.problem.activeLimit }

  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
    let user = userCoefficients(point)
    var found = certifier.problem.evaluate(at: user.point(hasBias: certifier.hasBias), .double)
    let featureCount = certifier.features.featureCount
    for i in user.weights.indices {
      let (k, j) = i.quotientAndRemainder(dividingBy: featureCount)
      let centre = certifier.hasBias ? (units?.means[j] ?? 0) * found.gradient[user.weights.count + k] : 0
      found.gradient[i] = (found.gradient[i] - centre) / (units?.deviations[j] ?? 1)
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

  func curvature(of arguments: [Int], at point: [Double], density: Double) -> TermCurvature? {
    let samples = certifier.samples
    if PreciseTerms.arePossible(sampleCount: samples.sampleCount, order: arguments.count, density: density) {
      // Without a bias there is nothing that could make up for a column's mean.
      let own = certifier.hasBias ? units : units?.uncentred
      return .double(
        PreciseTerms(samples.standardized(by: own), arguments).curvature(at: coefficients(point)))
    }
    return ActiveColumns(of: certifier.problem, standardization: units).curvature(
      of: arguments, at: userCoefficients(point).rounded, density: density
    ).map(TermCurvature.single)
  }
}
