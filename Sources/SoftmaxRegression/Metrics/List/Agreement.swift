// Agreement beyond chance.

extension Metric {
  /// Agreement of predictions and truth beyond what their frequencies alone would give; 1 is full, 0 is chance.
  ///
  /// Undefined where all samples and all predictions are of one class.
  ///
  /// Reference: Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1), 1960.
  public static let cohenKappa = Metric("cohenKappa", "Cohen's kappa") { sums in
    guard sums.weight > 0 else { return .undefined(.noSamples) }
    // 1 - observed / expected disagreement, both summed without cancelling.
    var expected = 0.0
    for index in 0..<sums.classCount {
      expected += sums.truth[index] * (sums.weight - sums.predicted[index])
    }
    guard expected > 0 else { return .undefined(.noVariation) }
    let observed = max(0, sums.weight - sums.correctWeight)
    return .number(1 - observed * sums.weight / expected)
  }

  /// The correlation of predictions and truth, from -1 to 1; 0 where all samples, or all predictions, are of one class.
  ///
  /// Reference: Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, Computational Biology
  /// and Chemistry 28, 2004.
  public static let matthewsCorrelation = Metric("matthewsCorrelation", "Matthews correlation") { sums in
    guard sums.weight > 0 else { return .undefined(.noSamples) }
    let total = sums.weight
    var (both, ofPredictions, ofTruth) = (sums.correctWeight * total, 0.0, 0.0)
    for index in 0..<sums.classCount {
      let (truth, predicted) = (sums.truth[index], sums.predicted[index])
      both -= truth * predicted
      ofPredictions += predicted * (total - predicted)
      ofTruth += truth * (total - truth)
    }
    // Each root of its own: the product could leave the numbers.
    let scale = max(0, ofPredictions).squareRoot() * max(0, ofTruth).squareRoot()
    return .number(scale > 0 ? max(-1, min(1, both / scale)) : 0)
  }
}
