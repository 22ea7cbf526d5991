// The full-batch methods under test, and problems in Float64 to hold them to.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport

enum EverySolver {
  /// Each method with each curvature.
  static func configurations(tolerance: Double = 1e-9, maxIterations: Int = 1000) -> [SolverConfiguration] {
    [
      .lbfgs(tolerance: tolerance, maxIterations: maxIterations, curvature: .gram),
      .lbfgs(tolerance: tolerance, maxIterations: maxIterations, curvature: .pairs),
      .newtonCG(tolerance: tolerance, maxIterations: maxIterations, curvature: .gram),
      .newtonCG(tolerance: tolerance, maxIterations: maxIterations, curvature: .pairs),
      .newtonCholesky(tolerance: tolerance, maxIterations: maxIterations),
      .automatic(tolerance: tolerance, maxIterations: maxIterations),
    ]
  }

  /// The problem that a fit to `data` minimises, in the user's units: a standardised fit penalises weight x standard
  /// deviation.
  static func problem(
    _ data: Dataset, l2Penalty: Double, isStandardized: Bool = false, hasBias: Bool = true,
    sampleWeights: [Double]? = nil
  ) -> ReferenceProblem {
    let standardDeviations =
      isStandardized
      ? Standardization(of: data.features).standardDeviations : [Double](repeating: 1, count: data.featureCount)
    return ReferenceProblem(
      rows: exactRows(of: data.features), labels: data.classIndices.map(Int.init),
      classCount: data.classes.count,
      penalties: standardDeviations.map { l2Penalty * $0 * $0 }, hasBias: hasBias, sampleWeights: sampleWeights)
  }

  /// The rows in Float64, bytes times their scale in Float64.
  static func exactRows(of features: Features) -> [[Double]] {
    (0..<features.sampleCount).map { sample in
      // A byte's product with a Float32 scale is rounded; the byte itself is a whole number.
      features.row(sample).map { value in
        features.rows.scale == 1
          ? Double(value) : (Double(value) / features.rows.scale).rounded() * features.rows.scale
      }
    }
  }
}

extension ReferenceProblem {
  /// F at a model's weights.
  func value(of model: SoftmaxModel) -> Double {
    value(weights: model.weights.map(Double.init), bias: model.bias.map(Double.init)).objective
  }

  func value(of parameters: Parameters) -> Double {
    value(weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init)).objective
  }
}

/// The numbers of a list less its mean over the classes: biases that make the same probabilities have the same.
func centred(_ values: [some BinaryFloatingPoint], stride featureCount: Int = 1) -> [Double] {
  let values = values.map { Double($0) }
  let classCount = values.count / featureCount
  return values.indices.map { i in
    values[i]
      - (0..<classCount).reduce(0) { $0 + values[$1 * featureCount + i % featureCount] } / Double(classCount)
  }
}
