// How confidence intervals are made.

/// A percentile bootstrap: samples are drawn again with replacement, as many as there are, and what a metric comes to each time
/// says how much it varies. A sample is drawn as it is, with its weight.
///
/// Up to 2^28 samples x classes x resamples (10,000 samples of 10 classes take a third of that) every resample is measured
/// exactly. Beyond, samples are dealt by chance into some thousands of blocks of one size, and blocks are drawn, so that time
/// stays bounded: sums over blocks are added, ROC-AUC and average precision take their first-order term (the placement values
/// of DeLong et al. 1988), which leaves out terms of one over the number of samples. An interval's width then has a chance
/// error of about 1 / sqrt(2 x blocks), 1 % and less of it, where 1,000 resamples have one of some 4 % in any case.
///
/// Reference: Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13.
public struct BootstrapSettings: Sendable, Hashable {
  /// How many resamples are drawn.
  public let resampleCount: Int
  /// The share of resamples whose values lie in the interval.
  public let confidence: Double
  /// The seed of the draws.
  public let seed: UInt64

  /// - Parameters:
  ///   - resampleCount: How many resamples are drawn, 20 to 1,000,000.
  ///   - confidence: The share of their values in the interval, above 0 and below 1.
  ///   - seed: The seed of the draws: the same seed gives the same bits on any number of threads.
  /// - Throws: `ConfigurationError` for numbers out of these ranges.
  public init(
    resampleCount: Int = 1000, confidence: Double = 0.95, seed: UInt64 = 0
  ) throws(ConfigurationError) {
    guard (20...1_000_000).contains(resampleCount) else {
      throw ConfigurationError(
        parameter: "resamples", value: "\(resampleCount)", requirement: "a whole number from 20 to 1000000")
    }
    guard confidence > 0, confidence < 1 else {
      throw ConfigurationError(
        parameter: "confidence", value: "\(confidence)", requirement: "a number between 0 and 1")
    }
    (self.resampleCount, self.confidence, self.seed) = (resampleCount, confidence, seed)
  }
}

/// Bounds of a figure.
public struct ConfidenceInterval: Sendable, Hashable {
  /// The lower bound.
  public let low: Double
  /// The upper bound.
  public let high: Double

  /// Where fewer resamples than this share have a value, as where a rare class is drawn seldom, there is no interval.
  private static let leastDefinedShare = 0.9

  init(low: Double, high: Double) { (self.low, self.high) = (low, high) }

  /// The percentiles of values, NaN for those that are undefined; nil where too few are defined.
  init?(percentilesOf values: [Double], confidence: Double) {
    let defined = values.filter { !$0.isNaN }.sorted()
    guard !defined.isEmpty, Double(defined.count) >= Self.leastDefinedShare * Double(values.count) else {
      return nil
    }
    let tail = (1 - confidence) / 2
    low = Self.quantile(tail, of: defined)
    high = Self.quantile(1 - tail, of: defined)
  }

  /// Between two values in proportion, as NumPy's `percentile` does by default.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
  }
}
