// The statistics to compute beside estimates and tests.

/// Which errors, and what more.
package struct StatisticsRequest: Sendable, Hashable {
  package var standardErrors: StandardErrors
  /// Where marginal effects are taken; nil for none.
  package var marginalEffects: MarginalEffects.Place?
  /// Features that change from a base to a level; all others are numbers.
  package var indicators: [IndicatorGroup]
  /// Features that are products of others, and change with these.
  package var products: [FeatureProduct]
  /// Whether the whole covariance is kept.
  package var keepsCovariance: Bool

  package init(
    standardErrors: StandardErrors = .classical, marginalEffects: MarginalEffects.Place? = nil,
    indicators: [IndicatorGroup] = [], products: [FeatureProduct] = [], keepsCovariance: Bool = false
  ) {
    self.standardErrors = standardErrors
    self.marginalEffects = marginalEffects
    self.indicators = indicators
    self.products = products
    self.keepsCovariance = keepsCovariance
  }
}
