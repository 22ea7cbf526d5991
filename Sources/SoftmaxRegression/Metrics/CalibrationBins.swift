// Calibration: how often predictions of a given probability are right.

/// What is known of the predictions whose probability lies in one bin.
public struct CalibrationBin: Sendable, Hashable {
  /// Probabilities above this one are in the bin; the first bin has 0 too.
  public let lower: Double
  /// Probabilities up to this one are in the bin.
  public let upper: Double
  /// How many samples there are; where they have weights, the sum of these.
  public let sampleCount: Double
  /// The mean of their probabilities; nil without samples.
  public let meanConfidence: Double?
  /// The share of them that were right; nil without samples.
  public let accuracy: Double?
}

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

  /// Bins whose sums are known: weight, confidence and what was right, one after the other for each bin.
  init(sums: ArraySlice<Double>) {
    let sums = Array(sums)
    for bin in 0..<Self.count {
      sampleCounts[bin] = sums[3 * bin]
      confidenceSums[bin] = sums[3 * bin + 1]
      correctCounts[bin] = sums[3 * bin + 2]
    }
  }

  /// Adds one sample: the probability of the predicted class, and whether it was right. With a weight it counts like so
  /// many of them.
  public mutating func add(confidence: Double, correct: Bool, weight: Double = 1) {
    let index = Self.index(of: confidence)
    sampleCounts[index] += weight
    confidenceSums[index] += weight * confidence
    correctCounts[index] += correct ? weight : 0
  }

  /// The bin of a probability. Bins are open below and closed above, so that 1 falls into the last one.
  @inline(__always)
  static func index(of probability: Double) -> Int {
    let place = probability * Double(count)
    guard place > 0 else { return 0 }
    guard place < Double(count) else { return count - 1 }
    let whole = Int(place)
    return Double(whole) == place ? whole - 1 : whole
  }

  /// The bins, from the least probability to the largest.
  public var bins: [CalibrationBin] {
    (0..<Self.count).map { bin in
      let count = sampleCounts[bin]
      return CalibrationBin(
        lower: Double(bin) / Double(Self.count), upper: Double(bin + 1) / Double(Self.count),
        sampleCount: count,
        meanConfidence: count > 0 ? min(1, confidenceSums[bin] / count) : nil,
        accuracy: count > 0 ? min(1, correctCounts[bin] / count) : nil)
    }
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
