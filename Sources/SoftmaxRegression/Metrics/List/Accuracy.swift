// Shares of right predictions.

extension Metric {
  /// The share of samples predicted right.
  public static let accuracy = Metric("accuracy", "accuracy") { .share($0.correctWeight, of: $0.weight) }

  /// The mean recall of the classes that have samples.
  public static let balancedAccuracy = Metric("balancedAccuracy", "balanced accuracy") { sums in
    let present = (0..<sums.classCount).filter { sums.truth[$0] > 0 }
    return .mean(present.reduce(0) { $0 + sums.recall($1) }, over: Double(present.count))
  }

  /// The share of samples whose class is among the k most probable; of equals the first are taken, as `predict` does.
  public static let topKAccuracy = Metric("topKAccuracy", "top-k accuracy") {
    .share($0.topHits, of: $0.weight)
  }
}
