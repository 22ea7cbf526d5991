// Losses of probabilities.

extension Metric {
  /// The mean of -log p(true class), natural logarithm.
  public static let logLoss = Metric("logLoss", "log loss", isBetterHigher: false) {
    .mean($0.logLoss, over: $0.weight)
  }

  /// Brier's own score: the mean over samples of the squared differences between the probabilities and what was true, summed
  /// over all classes; from 0 to 2. Of two classes it is half of that, from 0 to 1, as is customary there. Both are what
  /// scikit-learn's `brier_score_loss` gives by default (`scale_by_half="auto"`).
  ///
  /// Reference: Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1), 1950.
  public static let brierScore = Metric("brierScore", "Brier score", isBetterHigher: false) { sums in
    .mean(sums.classCount < 3 ? sums.brier / 2 : sums.brier, over: sums.weight)
  }
}
