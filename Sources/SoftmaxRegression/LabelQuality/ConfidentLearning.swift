// How many labels of each class are probably wrong, and what they should be.

/// Confident learning: the joint distribution of given and true labels, estimated from probabilities that come from models
/// which have not seen the samples.
///
/// A sample is counted for the class whose probability is at least as large as it is on average for samples with that label;
/// of several such classes, for the most probable one. These counts by given label and class are the confident joint. Brought
/// to the number of samples of each given label they estimate how many samples are labelled i and belong to j, without any
/// assumption on how well the probabilities are calibrated. A sample counts by its weight, 2 like the sample twice.
///
/// Reference: Northcutt, Jiang and Chuang, Confident learning: estimating uncertainty in dataset labels, JAIR 70, 2021,
/// doi:10.1613/jair.1.12125.
public struct ConfidentLearning: Sendable {
  /// The probabilities that it works on.
  public let predictions: OutOfFoldPredictions
  /// t_j: the mean probability of each class over the samples that are labelled with it.
  public let thresholds: [Double]
  /// C: [given][true], the weight of the samples that are labelled i and counted for j. Row-major.
  private let joint: [Double]
  /// C by rows that sum to the weight of each given label.
  private let calibrated: [Double]
  /// For each sample the class that it is counted for; nil where no class is probable enough.
  let countedFor: [Int?]
  /// The weight of the samples of each given label.
  public let labelCounts: [Double]

  private var classCount: Int { predictions.classes.count }

  /// Counts. Complexity: O(samples x classes + classes squared), in memory too.
  ///
  /// - Throws: `MemoryShortage` where there is no room for the counts of so many classes.
  public init(_ predictions: OutOfFoldPredictions) throws(MemoryShortage) {
    let count = predictions.classes.count
    try MemoryShortage.check(
      16 * Double(count) * Double(count), for: "the counts by two of \(count) classes",
      advice: "put classes together")
    var (sums, labelCounts) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for row in predictions.samples.indices {
      let (given, weight) = (Int(predictions.classIndices[row]), predictions.weights?[row] ?? 1)
      labelCounts[given] += weight
      sums[given] += weight * predictions.probability(row, given)
    }
    // A class without samples is nobody's.
    let thresholds = zip(sums, labelCounts).map { $1 > 0 ? $0 / $1 : .infinity }
    var joint = [Double](repeating: 0, count: count * count)
    var countedFor = [Int?](repeating: nil, count: predictions.sampleCount)
    for row in predictions.samples.indices {
      var best: Int?
      for index in 0..<count {
        let probability = predictions.probability(row, index)
        // Where all samples of a class have the same probability, rounding of its mean does not lose them.
        guard probability >= thresholds[index] - Self.rounding else { continue }
        if let other = best, predictions.probability(row, other) >= probability { continue }
        best = index
      }
      countedFor[row] = best
      guard let best else { continue }
      joint[Int(predictions.classIndices[row]) * count + best] += predictions.weights?[row] ?? 1
    }
    var calibrated = joint
    for given in 0..<count {
      let row = given * count..<(given + 1) * count
      let total = joint[row].reduce(0, +)
      if total > 0 {
        for place in row { calibrated[place] *= labelCounts[given] / total }
      } else {
        // Nothing speaks against labels of which no sample is confident.
        calibrated[given * count + given] = labelCounts[given]
      }
    }
    self.predictions = predictions
    self.thresholds = thresholds
    self.joint = joint
    self.calibrated = calibrated
    self.countedFor = countedFor
    self.labelCounts = labelCounts
  }

  /// Means of Float32 numbers are known to about this.
  private static let rounding = 1e-6

  /// The weight of the samples that are labelled `given` and counted for `truth`: C.
  public func confidentCount(given: Int, truth: Int) -> Double { joint[given * classCount + truth] }

  /// How many samples are labelled `given` and belong to `truth`, by estimate: n Q. For one `given` these sum to its samples.
  public func estimatedCount(given: Int, truth: Int) -> Double { calibrated[given * classCount + truth] }

  /// The confident joint, [given][true]. Complexity: O(classes squared).
  public var confidentJoint: [[Double]] { rows(of: joint) }

  /// The calibrated joint in samples, [given][true]. Complexity: O(classes squared).
  public var estimatedJoint: [[Double]] { rows(of: calibrated) }

  private func rows(of values: [Double]) -> [[Double]] {
    (0..<classCount).map { Array(values[$0 * classCount..<($0 + 1) * classCount]) }
  }

  /// The weight of all samples.
  public var totalCount: Double { labelCounts.reduce(0, +) }

  /// How many labels are wrong, by estimate. Complexity: O(classes squared).
  public var estimatedErrorCount: Double {
    (0..<classCount).reduce(0) { $0 + estimatedErrorCount(given: $1) }
  }

  /// How many samples with this label belong to another class, by estimate. Complexity: O(classes).
  public func estimatedErrorCount(given: Int) -> Double {
    (0..<classCount).reduce(0) { $0 + ($1 == given ? 0 : estimatedCount(given: given, truth: $1)) }
  }

  /// The share of a label's samples that belong to another class, by estimate. Complexity: O(classes).
  public func noiseRate(given: Int) -> Double {
    labelCounts[given] > 0 ? estimatedErrorCount(given: given) / labelCounts[given] : 0
  }

  /// The share of a class's samples that have another label, by estimate; nil where the class has none. Complexity:
  /// O(classes).
  public func noiseRate(truth: Int) -> Double? {
    let total = (0..<classCount).reduce(0) { $0 + estimatedCount(given: $1, truth: truth) }
    return total > 0 ? (total - estimatedCount(given: truth, truth: truth)) / total : nil
  }
}
