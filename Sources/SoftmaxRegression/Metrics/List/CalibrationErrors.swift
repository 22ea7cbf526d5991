// How far probabilities are from frequencies.

extension Metric {
  /// The mean over samples of |accuracy - mean confidence| of their bin, 15 bins of the predicted class's probability.
  public static let expectedCalibrationError = Metric(
    "expectedCalibrationError", "expected calibration error", isBetterHigher: false
  ) { sums in
    .mean(sums.confidenceGaps.reduce(0) { $0 + abs($1) }, over: sums.weight)
  }

  /// The same for each class's own probability, in 15 bins too, and the mean over all classes.
  ///
  /// Reference: Kull et al., Beyond temperature scaling: obtaining well-calibrated multi-class probabilities with Dirichlet
  /// calibration, NeurIPS 2019.
  public static let classwiseCalibrationError = Metric(
    "classwiseCalibrationError", "classwise calibration error", isBetterHigher: false, needs: .classBins
  ) { sums in
    guard let gaps = sums.classGaps else { return .undefined(.samplesNotKept) }
    return .mean(gaps.reduce(0) { $0 + abs($1) } / Double(sums.classCount), over: sums.weight)
  }
}
