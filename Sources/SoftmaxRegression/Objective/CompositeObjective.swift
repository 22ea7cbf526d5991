// What a solver sees of a problem with an L1 penalty.

/// A convex function of many numbers: a differentiable part and a weighted sum of magnitudes.
package protocol CompositeObjective {
  /// Value and gradient of the differentiable part. One pass over the data.
  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation

  /// What is penalised; its weights are the first of the parameters, and the biases follow.
  var penalty: WeightPenalty { get }

  /// Of a direction along which all biases move alike nothing changes: this parameter, if any, may stay where it is.
  var redundantParameter: Int? { get }

  /// The whole function from what `evaluate` found at the point: its value, the subgradient of the smallest norm, and
  /// about how much is left to gain; with the penalties of magnitudes times `inflation`.
  func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double) -> PointEvaluation

  /// The second derivatives of the differentiable part without its penalty by some parameters, from about `density`
  /// terms for each row of each of the matrices that they are made of, drawn at random; from all where these are not
  /// many. Nil where it would take more memory than the objective allows.
  func curvature(of parameters: [Int], at point: [Double], density: Double) -> TermCurvature?

  /// Of all points that only what changes no value of the differentiable part but for its penalty tells from this one
  /// the one with the smallest penalty; with the penalties of magnitudes times `inflation`.
  func leastPenalised(_ point: [Double], inflation: Double) -> [Double]

  /// The most parameters of which the second derivatives fit into the memory that the objective allows.
  var activeLimit: Int { get }
}

extension CompositeObjective {
  /// The function itself.
  func composite(_ evaluation: PointEvaluation, at point: [Double]) -> PointEvaluation {
    composite(evaluation, at: point, inflation: 1)
  }

  /// What is the same for all classes changes no probability.
  package func leastPenalised(_ point: [Double], inflation: Double) -> [Double] {
    penalty.inflated(by: inflation).leastPenalised(point)
  }

  /// The second derivative that the penalty gives a parameter; 0 for the biases.
  func bend(_ parameter: Int) -> Double {
    parameter < penalty.weightCount ? penalty.l2[parameter % penalty.featureCount] : 0
  }
}
