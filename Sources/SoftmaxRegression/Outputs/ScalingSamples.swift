// The logits of a holdout, as scalings are fitted to them.

import SoftmaxKernels

/// Logits with their labels and weights, and the softmax of what scalings make of them, in Float64.
///
/// Sums go over the samples in their order, so that they are the same bits on every machine and for any number of threads.
struct ScalingSamples {
  /// [samples x classes], row by row.
  let logits: [Float]
  let labels: [UInt32]
  /// With a mean of 1.
  let weights: [Double]?
  let classCount: Int
  let kernels: KernelTable

  var sampleCount: Int { labels.count }

  init(
    logits: [Float], labels: [UInt32], weights: [Double]?, classCount: Int, kernels: KernelTable
  ) {
    self.logits = logits
    self.labels = labels
    self.classCount = classCount
    self.kernels = kernels
    self.weights = weights.map { weights in
      let scaled = WeightScale.normalized(weights)
      let mean = scaled.reduce(0, +) / Double(scaled.count)
      return scaled.map { $0 / mean }
    }
  }

  func weight(_ sample: Int) -> Double { weights?[sample] ?? 1 }

  func logit(_ sample: Int, _ k: Int) -> Double { Double(logits[sample * classCount + k]) }

  /// The logit of the true class.
  func trueLogit(_ sample: Int) -> Double { logit(sample, Int(labels[sample])) }

  /// So many numbers are worked on at once.
  private static let chunkCount = 1 << 14

  /// Calls `body` with each sample, its probabilities under scales and shifts of the classes, and its log loss, in order.
  func forEach(
    of samples: [Int], scales: [Double], shifts: [Double], _ body: (Int, ArraySlice<Double>, Double) -> Void
  ) {
    let rowCount = max(1, Self.chunkCount / classCount)
    for start in stride(from: 0, to: samples.count, by: rowCount) {
      let rows = samples[start..<min(start + rowCount, samples.count)]
      var arguments = [Double](repeating: 0, count: rows.count * classCount)
      for (r, sample) in rows.enumerated() {
        let first = r * classCount
        var largest = -Double.infinity
        for k in 0..<classCount {
          let value = logit(sample, k) * scales[k] + shifts[k]
          arguments[first + k] = value
          largest = max(largest, value)
        }
        for k in 0..<classCount { arguments[first + k] -= largest }
      }
      var probabilities = kernels.exponentials64(of: arguments)
      var sums = [Double](repeating: 0, count: rows.count)
      for r in 0..<rows.count {
        for k in 0..<classCount { sums[r] += probabilities[r * classCount + k] }
        for k in 0..<classCount { probabilities[r * classCount + k] /= sums[r] }
      }
      let logarithms = kernels.logarithms64(of: sums)
      for (r, sample) in rows.enumerated() {
        let first = r * classCount
        body(
          sample, probabilities[first..<first + classCount],
          logarithms[r] - arguments[first + Int(labels[sample])])
      }
    }
  }
}

/// How good probabilities are, before and after a scaling.
public struct CalibrationScores: Sendable, Hashable {
  /// The mean of -log p(true class), natural logarithm.
  public let logLoss: Double
  /// How far confidence is from accuracy on average, of `CalibrationBins`.
  public let expectedCalibrationError: Double
  /// The mean over samples of the squared distance between the probabilities and the true class, from 0 to 2; of two classes
  /// half of it, as `Metric.brierScore` has it.
  public let brierScore: Double
  /// The share predicted right.
  public let accuracy: Double
}

/// Scores on their way.
struct CalibrationSums {
  private var (loss, brier, correct, total) = (0.0, 0.0, 0.0, 0.0)
  private var bins = CalibrationBins()
  private var brierScale = 1.0

  mutating func add(_ probabilities: ArraySlice<Double>, label: Int, loss: Double, weight: Double) {
    var (best, squares) = (0, 0.0)
    let first = probabilities.startIndex
    for k in 0..<probabilities.count {
      let probability = probabilities[first + k]
      if probability > probabilities[first + best] { best = k }
      let distance = k == label ? 1 - probability : probability
      squares += distance * distance
    }
    brierScale = probabilities.count < 3 ? 0.5 : 1
    total += weight
    self.loss += weight * loss
    brier += weight * squares
    correct += best == label ? weight : 0
    bins.add(confidence: probabilities[first + best], correct: best == label, weight: weight)
  }

  var scores: CalibrationScores {
    CalibrationScores(
      logLoss: loss / total, expectedCalibrationError: bins.expectedCalibrationError,
      brierScore: brierScale * brier / total,
      accuracy: min(1, correct / total))
  }
}
