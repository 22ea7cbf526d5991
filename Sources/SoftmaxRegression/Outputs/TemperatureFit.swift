// The temperature with the least log loss.

/// Newton's method in b = 1 / temperature. The mean log loss is convex in b: its first derivative is the mean over samples
/// of (mean logit under the probabilities - logit of the true class), its second the mean of the logits' variance.
///
/// Two cases have no optimum. Where each true class has the largest logit of its sample, a larger b is always better; b then
/// ends where the mean confidence is (n + 1) / (n + 2), Laplace's rule of succession for n right predictions of n: they
/// are no evidence for more. Where the derivative at b = 0 is not negative the logits are no better than chance.
struct TemperatureFit {
  /// What was found.
  struct Result {
    /// 1 / temperature.
    let inverse: Double
    /// Whether all samples are right at any temperature, so that the bound decided.
    let isBounded: Bool
  }

  private let samples: ScalingSamples
  private let rows: [Int]

  init(_ samples: ScalingSamples, rows: [Int]) {
    self.samples = samples
    self.rows = rows
  }

  private static let mostSteps = 200

  /// - Throws: `OutputsError.noBetterThanChance`.
  func run() throws(OutputsError) -> Result {
    if isSeparated { return Result(inverse: boundedInverse, isBounded: true) }
    guard derivatives(at: 0).first < 0 else { throw .noBetterThanChance }
    // The optimum is between `low` and `high`.
    var (low, high) = (0.0, 1.0)
    while derivatives(at: high).first < 0, high < 0x1p100 { (low, high) = (high, 2 * high) }
    var inverse = high == 1 ? 0.5 : high * 0.75
    for _ in 0..<Self.mostSteps {
      let (first, second) = derivatives(at: inverse)
      if first == 0 { break }
      if first < 0 { low = inverse } else { high = inverse }
      let step = second > 0 ? -first / second : .infinity
      var next = inverse + step
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      let isDone = abs(next - inverse) <= 1e-13 * inverse
      inverse = next
      if isDone { break }
    }
    return Result(inverse: inverse, isBounded: false)
  }

  /// Whether no logit is above that of its sample's true class.
  private var isSeparated: Bool {
    rows.allSatisfy { sample in
      let own = samples.trueLogit(sample)
      return (0..<samples.classCount).allSatisfy { samples.logit(sample, $0) <= own }
    }
  }

  private func constant(_ value: Double) -> [Double] { [Double](repeating: value, count: samples.classCount) }

  private func derivatives(at inverse: Double) -> (first: Double, second: Double) {
    var (first, second, total) = (0.0, 0.0, 0.0)
    samples.forEach(of: rows, scales: constant(inverse), shifts: constant(0)) { sample, probabilities, _ in
      let base = probabilities.startIndex
      var mean = 0.0
      for k in 0..<samples.classCount { mean += probabilities[base + k] * samples.logit(sample, k) }
      var variance = 0.0
      for k in 0..<samples.classCount {
        let distance = samples.logit(sample, k) - mean
        variance += probabilities[base + k] * distance * distance
      }
      let weight = samples.weight(sample)
      total += weight
      first += weight * (mean - samples.trueLogit(sample))
      second += weight * variance
    }
    return (first / total, second / total)
  }

  /// The mean probability of the predicted class, which grows with 1 / temperature.
  private func confidence(at inverse: Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    samples.forEach(of: rows, scales: constant(inverse), shifts: constant(0)) { sample, probabilities, _ in
      let weight = samples.weight(sample)
      total += weight
      sum += weight * (probabilities.max() ?? 0)
    }
    return sum / total
  }

  /// Where the mean confidence is that of Laplace's rule; not below 1, for every smaller number has a larger log loss.
  private var boundedInverse: Double {
    let bound = Double(rows.count + 1) / Double(rows.count + 2)
    guard confidence(at: 1) < bound else { return 1 }
    var (low, high) = (1.0, 2.0)
    // Samples with two largest logits never become sure.
    while confidence(at: high) < bound {
      guard high < 0x1p20 else { return high }
      (low, high) = (high, 2 * high)
    }
    for _ in 0..<60 {
      let middle = low + (high - low) / 2
      if confidence(at: middle) < bound { low = middle } else { high = middle }
    }
    return low
  }
}
