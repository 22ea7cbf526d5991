// What the errors of estimates are computed from.

/// Which covariance the standard errors of a maximum likelihood fit come from.
///
/// A is the observed information, the negative second derivative of the log likelihood at its maximum, and g_i the
/// gradient of an observation's log likelihood (its score).
public enum StandardErrors: String, Sendable, Hashable, CaseIterable {
  /// A^-1: right where the model is.
  case classical
  /// A^-1 (sum of g_i g_i^T) A^-1, the sandwich of Huber (1967) and White (1980, 1982): HC0, without a factor for small
  /// samples. Right also where the probabilities are not quite the model's, as long as observations are independent.
  case robust
  /// G / (G - 1) A^-1 (sum over groups of their scores' sum h_c h_c^T) A^-1, G the number of groups: for observations
  /// that are alike within their group (Liang and Zeger, 1986; the factor is Stata's for maximum likelihood). It takes
  /// many groups: with fewer than some forty the errors are too small.
  case clustered
}
