// Predictions, added batch by batch and measured together.

import SoftmaxKernels

/// The sums from which metrics of predicted probabilities follow.
///
///     var metrics = try ClassificationMetrics(classCount: 10)
///     for batch in batches { try metrics.add(probabilities: batch.probabilities, classIndices: batch.classIndices) }
///     let report = metrics.measured([.accuracy, .brierScore, .rocAucMacro])
///
/// Memory is constant (45 numbers a class) unless samples are kept: ROC and average precision need the order of all samples by
/// each class's probability, and intervals and comparisons draw samples again. Kept samples take 4 bytes x samples x classes
/// and 8 to 16 bytes a sample; measuring ranks takes 8 bytes a sample more on each thread, 16 where samples have weights.
/// All sums are in Float64, in one order: the same batches give the same bits on any number of threads.
public struct ClassificationMetrics: Sendable {
  /// The number of classes.
  public let classCount: Int
  /// The k of top-k accuracy.
  public let topK: Int
  /// Whether samples are kept.
  public let keepsSamples: Bool
  /// How many samples were added.
  public private(set) var sampleCount = 0
  /// The layout of `totals`.
  let layout: MetricLayout
  private(set) var totals: [Double]
  private(set) var kept: [KeptBatch] = []
  /// Whether any batch had weights.
  private(set) var isWeighted = false

  /// Rows of a chunk: some tens of thousands of probabilities of ten classes.
  private static let chunkLength = 4096
  /// Float32's rounding may leave a probability above 1 by so much.
  static let largestProbability: Float = 1.001

  /// No samples yet.
  ///
  /// - Parameters:
  ///   - classCount: The number of classes.
  ///   - topK: The k of top-k accuracy: at least 1. With as many as there are classes it is always 1.
  ///   - keepsSamples: Whether samples are kept, for ranks, intervals and comparisons.
  /// - Throws: `ConfigurationError` for a k or a number of classes below 1.
  public init(classCount: Int, topK: Int = 2, keepsSamples: Bool = true) throws(ConfigurationError) {
    guard classCount > 0 else {
      throw ConfigurationError(
        parameter: "classCount", value: "\(classCount)", requirement: "a positive whole number")
    }
    guard topK > 0 else {
      throw ConfigurationError(parameter: "topK", value: "\(topK)", requirement: "a positive whole number")
    }
    self.classCount = classCount
    self.topK = topK
    self.keepsSamples = keepsSamples
    layout = MetricLayout(classCount: classCount)
    totals = [Double](repeating: 0, count: layout.count)
  }

  /// Adds samples.
  ///
  /// - Parameters:
  ///   - probabilities: [samples x classes], row-major.
  ///   - classIndices: The true class of each sample.
  ///   - weights: How much each sample counts, all above 0; nil: each once.
  ///   - logLosses: -log p(true class) of each sample, where it is known better than the probabilities tell; nil: of these,
  ///     which are first brought between Float64's epsilon and 1 less that, as scikit-learn's `log_loss` does.
  ///   - execution: What it runs on.
  /// - Throws: `MetricError`. Nothing has been added then.
  /// - Complexity: O(samples x classes).
  public mutating func add(
    probabilities: [Float], classIndices: [UInt32], weights: [Double]? = nil, logLosses: [Float]? = nil,
    execution: Execution = .automatic
  ) throws(MetricError) {
    let rowCount = classIndices.count
    guard probabilities.count == rowCount * classCount, weights.map({ $0.count == rowCount }) != false,
      logLosses.map({ $0.count == rowCount }) != false
    else {
      throw .countMismatch(
        classes: classCount, probabilities: probabilities.count, labels: rowCount, weights: weights?.count,
        logLosses: logLosses?.count)
    }
    if let sample = classIndices.firstIndex(where: { Int($0) >= classCount }) {
      throw .unknownClass(
        sample: sampleCount + sample, classIndex: Int(classIndices[sample]), classCount: classCount)
    }
    if let sample = weights?.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw .invalidWeight(sample: sampleCount + sample, value: "\(weights?[sample] ?? 0)")
    }
    guard !keepsSamples || sampleCount + rowCount <= Int(UInt32.max) else { throw .tooManySamples }
    let keys = keepsSamples ? WorkBuffer<UInt32>(uninitializedCount: probabilities.count) : nil
    let bad = SharedMinimum()
    let pass = RowPass(rowCount: rowCount, engine: execution.engine)
    let (layout, topK) = (layout, topK)
    let sums: WorkBuffer<Double> = pass.reduce(
      count: layout.count, chunkLength: Self.chunkLength, work: 8 * probabilities.count, room: {}
    ) { chunk, _, sums in
      let rows = MetricRows(
        layout: layout, topK: topK, probabilities: probabilities, classIndices: classIndices, weights: weights,
        logLosses: logLosses, rowCount: rowCount)
      rows.add(chunk.rows, to: sums, keys: keys, bad: bad)
    }
    if let place = bad.value {
      throw .notAProbability(
        sample: sampleCount + place / classCount, classIndex: place % classCount,
        value: "\(probabilities[place])"
      )
    }
    for index in totals.indices { totals[index] += sums[index] }
    sampleCount += rowCount
    isWeighted = isWeighted || weights != nil
    if let keys {
      kept.append(
        KeptBatch(keys: keys, classIndices: classIndices, weights: weights, logLosses: logLosses))
    }
  }

  /// Confidence against accuracy, of the predicted class's probability.
  public var calibration: CalibrationBins {
    CalibrationBins(sums: totals[layout.confidenceBins..<layout.confidenceBins + 3 * CalibrationBins.count])
  }

  /// The same for a class's own probability: its mean against the share of samples that are of the class.
  public func calibration(ofClass index: Int) -> CalibrationBins {
    let start = layout.classBins(of: index)
    return CalibrationBins(sums: totals[start..<start + 3 * CalibrationBins.count])
  }

  /// What metrics are measured from, ranks left out.
  var sums: MetricSums {
    var sums = MetricSums(classCount: classCount)
    (sums.weight, sums.logLoss, sums.brier, sums.topHits) = (totals[0], totals[1], totals[2], totals[3])
    for index in 0..<classCount {
      sums.correct[index] = totals[layout.correct + index]
      sums.truth[index] = totals[layout.truth + index]
      sums.predicted[index] = totals[layout.predicted + index]
    }
    func gaps(from start: Int, count: Int) -> [Double] {
      (0..<count).map { totals[start + 3 * $0 + 2] - totals[start + 3 * $0 + 1] }
    }
    sums.confidenceGaps = gaps(from: layout.confidenceBins, count: CalibrationBins.count)
    sums.classGaps = gaps(from: layout.classBins(of: 0), count: classCount * CalibrationBins.count)
    return sums
  }
}

/// A batch of samples as they are kept.
struct KeptBatch: Sendable {
  /// [classes x samples], each a probability's bits, which have the order of the probabilities, and in the last bit whether
  /// the sample is of the class.
  let keys: WorkBuffer<UInt32>
  let classIndices: [UInt32]
  let weights: [Double]?
  let logLosses: [Float]?

  var rowCount: Int { classIndices.count }

  /// The key of a probability.
  @inline(__always)
  static func key(_ probability: Float, isTrue: Bool) -> UInt32 {
    // -0 is 0.
    (probability + 0).bitPattern << 1 | (isTrue ? 1 : 0)
  }

  /// The probability of a key.
  @inline(__always)
  static func probability(_ key: UInt32) -> Float { Float(bitPattern: key >> 1) }
}

/// Where the sums over samples stand: weight, log loss, Brier score, top-k hits; then by class what was right, true and
/// predicted; then the bins, three numbers each.
struct MetricLayout: Sendable, Hashable {
  let classCount: Int

  var correct: Int { 4 }
  var truth: Int { 4 + classCount }
  var predicted: Int { 4 + 2 * classCount }
  var confidenceBins: Int { 4 + 3 * classCount }

  func classBins(of index: Int) -> Int { confidenceBins + 3 * CalibrationBins.count * (1 + index) }

  var count: Int { classBins(of: classCount) }
}
