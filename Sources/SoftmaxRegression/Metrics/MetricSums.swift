// What metrics are measured from.

/// Sums over samples from which every metric follows, so that a metric is a formula and nothing else. Where samples have
/// weights, each counts by its own.
struct MetricSums: Sendable {
  /// The number of classes.
  let classCount: Int
  /// The samples' weights.
  var weight = 0.0
  /// -log p(true class).
  var logLoss = 0.0
  /// Squared differences of the probabilities and what was true, over all classes.
  var brier = 0.0
  /// The samples whose class is among the k most probable.
  var topHits = 0.0
  /// By class, the samples that were found, those that there are, and those that were predicted.
  var correct: [Double]
  var truth: [Double]
  var predicted: [Double]
  /// Right predictions less confidence, in each bin of confidence.
  var confidenceGaps: [Double]
  /// The same for each class and its own probability, class by class; nil: not measured.
  var classGaps: [Double]?
  /// Areas under the ROC curves by class; nil: not measured.
  var rocAreas: [MetricValue]?
  /// Average precisions by class; nil: not measured.
  var averagePrecisions: [MetricValue]?

  init(classCount: Int) {
    self.classCount = classCount
    correct = [Double](repeating: 0, count: classCount)
    truth = correct
    predicted = correct
    confidenceGaps = [Double](repeating: 0, count: CalibrationBins.count)
  }

  /// The weight of all right predictions.
  var correctWeight: Double { correct.reduce(0, +) }

  /// Of the samples predicted as a class, the share that is; 0 where none was.
  func precision(_ index: Int) -> Double { Self.ratio(correct[index], predicted[index]) }

  /// Of a class's samples, the share that was found; 0 where it has none.
  func recall(_ index: Int) -> Double { Self.ratio(correct[index], truth[index]) }

  /// The harmonic mean of both; 0 where both are.
  func f1(_ index: Int) -> Double { Self.ratio(2 * correct[index], predicted[index] + truth[index]) }

  /// The mean over the classes that are there: those with samples or predictions, as scikit-learn takes it.
  func macro(_ score: (Int) -> Double) -> MetricValue {
    var (sum, count) = (0.0, 0.0)
    for index in 0..<classCount where truth[index] > 0 || predicted[index] > 0 {
      sum += score(index)
      count += 1
    }
    return .mean(sum, over: count)
  }

  /// The mean by the classes' samples.
  func weighted(_ score: (Int) -> Double) -> MetricValue {
    var sum = 0.0
    for index in 0..<classCount where truth[index] > 0 { sum += truth[index] * score(index) }
    return .mean(sum, over: weight)
  }

  /// The mean over the classes whose value is defined, alike or by their samples.
  func mean(ofDefined values: [MetricValue]?, bySamples: Bool) -> MetricValue {
    guard let values else { return .undefined(.samplesNotKept) }
    guard weight > 0 else { return .undefined(.noSamples) }
    var (sum, total) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      guard let number = value.number else { continue }
      let share = bySamples ? truth[index] : 1
      sum += share * number
      total += share
    }
    return total > 0 ? .number(sum / total) : .undefined(.oneClass)
  }

  private static func ratio(_ part: Double, _ whole: Double) -> Double {
    whole > 0 ? min(1, part / whole) : 0
  }
}
