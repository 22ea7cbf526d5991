// The models along a path of penalties.

/// Of each penalty that a search tried the fit to all samples, as near its optimum as the search's tolerance asks, where its
/// score does not say that it is not (`PenaltyScore.isConverged`).
public struct CoefficientPath: Sendable, Hashable {
  /// The models, in the order of `PenaltySearchResult.scores`; their weights are in the user's units.
  public let models: [SoftmaxModel]
  /// What features were standardised by, where penalties applied to standardised coefficients: weight x standard
  /// deviation.
  public let standardization: Standardization?

  package init(models: [SoftmaxModel], standardization: Standardization?) {
    self.models = models
    self.standardization = standardization
  }

  /// The penalised coefficients of a model, [classes x features]: its weights in units of the features' standard
  /// deviations, where these were standardised.
  public func coefficients(ofModel index: Int) -> [Double] {
    let model = models[index]
    return model.weights.enumerated().map { i, weight in
      Double(weight) * (standardization?.standardDeviations[i % model.featureCount] ?? 1)
    }
  }
}
