// The score by which the best penalty is chosen.

/// The score by which penalties are compared, on samples that a fit has not seen.
public enum SelectionCriterion: String, Sendable, Hashable, CaseIterable {
  /// The mean log loss, the smaller the better.
  case logLoss = "log-loss"
  /// The share of samples predicted right, the larger the better.
  case accuracy
}
