// How well probabilities put a class's samples before the others.

extension Metric {
  /// The mean over classes of the area under the ROC curve, each class against the rest.
  public static let rocAucMacro = Metric("rocAucMacro", "ROC-AUC, macro", needs: .ranks) {
    $0.mean(ofDefined: $0.rocAreas, bySamples: false)
  }

  /// The same, by the classes' samples.
  public static let rocAucWeighted = Metric("rocAucWeighted", "ROC-AUC, weighted", needs: .ranks) {
    $0.mean(ofDefined: $0.rocAreas, bySamples: true)
  }

  /// The mean over classes of the average precision, each class against the rest: the mean precision at each sample of the
  /// class, without interpolation.
  public static let averagePrecisionMacro = Metric(
    "averagePrecisionMacro", "average precision, macro", needs: .ranks
  ) {
    $0.mean(ofDefined: $0.averagePrecisions, bySamples: false)
  }

  /// The same, by the classes' samples.
  public static let averagePrecisionWeighted = Metric(
    "averagePrecisionWeighted", "average precision, weighted", needs: .ranks
  ) {
    $0.mean(ofDefined: $0.averagePrecisions, bySamples: true)
  }
}
