// Calibration: how often predictions of a given probability are right.

/// Confidence against accuracy in 15 bins of equal width.
///
/// Reference: Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017.
public struct CalibrationBins: Sendable, Hashable {
  /// The number of bins.
  public static let count = 15

  /// How many samples each bin has; where they have weights, the sum of these.
  public private(set) var sampleCounts = [Double](repeating: 0, count: Self.count)
  private var confidenceSums = [Double](repeating: 0, count: Self.count)
  private var correctCounts = [Double](repeating: 0, count: Self.count)

  /// Empty bins.
  public init() {}

  /// Adds one sample: the probability of the predicted class, and whether it was right. With a weight it counts like so
  /// many of them.
  public mutating func add(confidence: Double, correct: Bool, weight: Double = 1) {
    // Bins are open below and closed above, so that 1 falls into the last one.
    let bin = (confidence * Double(Self.count)).rounded(.up) - 1
    let index = bin > 0 ? Int(min(bin, Double(Self.count - 1))) : 0
    sampleCounts[index] += weight
    confidenceSums[index] += weight * confidence
    correctCounts[index] += correct ? weight : 0
  }

  /// The mean over samples of |accuracy - mean confidence| of their bin; 0 without samples.
  public var expectedCalibrationError: Double {
    let total = sampleCounts.reduce(0, +)
    guard total > 0 else { return 0 }
    return (0..<Self.count).reduce(0) { sum, bin in
      sum + abs(correctCounts[bin] - confidenceSums[bin])
    } / total
  }
}
