// A model's own problem in the units of its coefficients, in Float64.

import SoftmaxKernels

/// The objective by the coefficients of standardised columns (or of columns as they are, where they need no scaling),
/// without a Float32 copy of these: values and gradients are those of the features that a file holds.
struct CoefficientProblem: CompositeObjective {
  private let certifier: Certifier
  private let units: Standardization?
  private let l1Penalties: [Double]
  private let l2Penalties: [Double]

  init(_ certifier: Certifier) {
    self.certifier = certifier
    let problem = certifier.problem
    units = certifier.units
    let deviations = units?.deviations ?? [Double](repeating: 1, count: certifier.features.featureCount)
    l1Penalties = zip(problem.l1Penalties, deviations).map { $0 / $1 }
    l2Penalties = zip(problem.penalties, deviations).map { $0 / ($1 * $1) }
  }

  /// Coefficients and bias of a model's parameters.
  func point(weights: [Double], bias: [Double]) -> [Double] {
    let found = units?.unfold(weights: weights, bias: bias) ?? (weights: weights, bias: bias)
    return found.weights + (certifier.hasBias ? found.bias : [])
  }

  /// The parameters in the user's units.
  func parameters(_ point: [Double]) -> (weights: [Double], bias: [Double]) {
    let weightCount = certifier.problem.weightCount
    let none = [Double](repeating: 0, count: certifier.classCount)
    let weights = Array(point[..<weightCount])
    let bias = certifier.hasBias ? Array(point[weightCount...]) : none
    let found = units?.fold(weights: weights, bias: bias) ?? (weights: weights, bias: bias)
    return certifier.hasBias ? found : (found.weights, none)
  }

  var magnitudePenalties: [Double] {
    (0..<certifier.classCount).flatMap { _ in l1Penalties }
      + [Double](repeating: 0, count: certifier.hasBias ? certifier.classCount : 0)
  }

  var redundantArgument: Int? { certifier.problem.redundantArgument }

  var activeLimit: Int { certifier.problem.activeLimit }

  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
    let (weights, bias) = parameters(point)
    var found = certifier.problem.evaluate(at: weights + (certifier.hasBias ? bias : []), .double)
    let featureCount = certifier.features.featureCount
    for i in weights.indices {
      let (k, j) = i.quotientAndRemainder(dividingBy: featureCount)
      let centre = certifier.hasBias ? (units?.means[j] ?? 0) * found.gradient[weights.count + k] : 0
      found.gradient[i] = (found.gradient[i] - centre) / (units?.deviations[j] ?? 1)
    }
    return found
  }

  func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double) -> PointEvaluation {
    CompositeEvaluation(
      l1Penalties: l1Penalties.map { $0 * inflation }, l2Penalties: l2Penalties,
      classShares: certifier.hasBias ? certifier.problem.classShares : []
    ).composite(evaluation, at: point)
  }

  func curvature(of arguments: [Int], at point: [Double], density: Double) -> ActiveCurvature? {
    let (weights, bias) = parameters(point)
    return ActiveColumns(of: certifier.problem, standardization: units, penalties: l2Penalties).curvature(
      of: arguments, at: Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }),
      density: density)
  }
}
