// What is gained by leaving doubtful samples unanswered.

/// The accuracy of the predictions that are kept where those with a probability below a threshold are not.
///
/// Reference: Chow, On optimum recognition error and reject tradeoff, IEEE Transactions on Information Theory 16(1), 1970.
public struct RejectionCurve: Sendable, Hashable {
  /// One threshold.
  public struct Point: Sendable, Hashable {
    /// The least probability of the predicted class that is kept.
    public let threshold: Double
    /// The share of samples that are kept, by weight.
    public let keptShare: Double
    /// The share of these that is right; nil where none is kept.
    public let accuracy: Double?
  }

  /// One for each threshold, in the order in which they were asked for.
  public let points: [Point]

  /// The thresholds where nobody asks for others.
  public static var usualThresholds: [Double] { [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999] }

  /// The curve of some predictions.
  ///
  /// - Parameters:
  ///   - confidences: The probability of each sample's predicted class.
  ///   - isCorrect: Whether the prediction is right.
  ///   - weights: How much each counts; nil: all alike. Their sums must be numbers.
  ///   - thresholds: The thresholds.
  /// - Complexity: O(samples x thresholds).
  public init(
    confidences: [Float], isCorrect: [Bool], weights: [Double]? = nil,
    thresholds: [Double] = RejectionCurve.usualThresholds
  ) {
    precondition(confidences.count == isCorrect.count, "an answer for each sample")
    precondition(weights.map { $0.count == confidences.count } ?? true, "a weight for each sample")
    let total = weights?.reduce(0, +) ?? Double(confidences.count)
    points = thresholds.map { threshold in
      var (kept, correct) = (0.0, 0.0)
      for sample in confidences.indices where Double(confidences[sample]) >= threshold {
        let weight = weights?[sample] ?? 1
        kept += weight
        if isCorrect[sample] { correct += weight }
      }
      return Point(
        threshold: threshold, keptShare: total > 0 ? min(1, kept / total) : 0,
        accuracy: kept > 0 ? min(1, correct / kept) : nil)
    }
  }
}

extension SoftmaxModel {
  /// What is gained on labelled samples by leaving doubtful ones unanswered.
  ///
  /// - Throws: As `evaluate(_:execution:)`. Complexity: One pass over the data, and samples x thresholds.
  public func rejectionCurve(
    on data: Dataset, thresholds: [Double] = RejectionCurve.usualThresholds, execution: Execution = .automatic
  ) throws(DatasetError) -> RejectionCurve {
    try check(data)
    let data = try labelled(data.scored())
    let top = try topClasses(for: data.features, offsets: data.offsets, execution: execution)
    return RejectionCurve(
      confidences: top.map(\.probability),
      isCorrect: zip(top, data.classIndices).map { $0.classIndex == Int($1) },
      weights: WeightScale.summable(data.scoreWeights), thresholds: thresholds)
  }
}
