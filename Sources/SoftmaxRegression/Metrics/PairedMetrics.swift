// Two models on the same samples.

import SoftmaxKernels

/// One metric of two models.
public struct MetricComparison: Sendable, Hashable {
  /// What was measured.
  public let metric: Metric
  /// The first model's value.
  public let first: MetricValue
  /// The second model's value.
  public let second: MetricValue
  /// Bounds of the first value.
  public let firstInterval: ConfidenceInterval?
  /// Bounds of the second value.
  public let secondInterval: ConfidenceInterval?
  /// Bounds of the second value less the first, both of the same resamples.
  public let differenceInterval: ConfidenceInterval?

  /// The second value less the first; nil where one is undefined.
  public var difference: Double? { first.number.flatMap { one in second.number.map { $0 - one } } }
}

/// What two models predict for the same samples.
///
///     let pair = try PairedMetrics(first, second)
///     let compared = pair.compared(Metric.all, settings)
public struct PairedMetrics: Sendable {
  /// The first model's predictions.
  public let first: ClassificationMetrics
  /// The second model's predictions.
  public let second: ClassificationMetrics
  /// The samples' classes, and what the models take them for.
  public let classIndices: [UInt32]
  /// What the first model takes each sample for.
  public let firstPredictions: [UInt32]
  /// What the second model takes each sample for.
  public let secondPredictions: [UInt32]

  /// - Throws: `MetricError.samplesNotKept`, or `.notPaired` where samples, classes or weights are not the same.
  public init(_ first: ClassificationMetrics, _ second: ClassificationMetrics) throws(MetricError) {
    guard first.keepsSamples, second.keepsSamples else { throw .samplesNotKept }
    guard first.classCount == second.classCount, first.sampleCount == second.sampleCount else {
      throw .notPaired(sample: nil)
    }
    let truth = first.keptClassIndices
    let others = second.keptClassIndices
    if let sample = truth.indices.first(where: { truth[$0] != others[$0] }) { throw .notPaired(sample: sample) }
    let weights = (
      first.keptWeights ?? [Double](repeating: 1, count: truth.count),
      second.keptWeights ?? [Double](repeating: 1, count: truth.count)
    )
    if let sample = truth.indices.first(where: { weights.0[$0] != weights.1[$0] }) {
      throw .notPaired(sample: sample)
    }
    (self.first, self.second, classIndices) = (first, second, truth)
    firstPredictions = first.keptPredictions
    secondPredictions = second.keptPredictions
  }

  /// McNemar's test of who is right more often.
  public var mcNemar: McNemarTest {
    var counts = [0, 0, 0, 0]
    for sample in classIndices.indices {
      let truth = classIndices[sample]
      counts[(firstPredictions[sample] == truth ? 0 : 2) + (secondPredictions[sample] == truth ? 0 : 1)] += 1
    }
    return McNemarTest(
      bothRight: counts[0], onlyFirstRight: counts[1], onlySecondRight: counts[2], bothWrong: counts[3])
  }

  /// Samples of one class that the models take for two different ones.
  public struct Disagreement: Sendable, Hashable {
    /// Their class.
    public let trueClass: Int
    /// What the first model takes them for.
    public let firstPrediction: Int
    /// What the second model takes them for.
    public let secondPrediction: Int
    /// How many they are.
    public let count: Int
  }

  /// Where the models disagree, the most frequent first; of equally frequent ones in the order of the classes.
  public var disagreements: [Disagreement] {
    var counts: [[Int]: Int] = [:]
    for sample in disagreeingSamples {
      let key = [classIndices[sample], firstPredictions[sample], secondPredictions[sample]].map(Int.init)
      counts[key, default: 0] += 1
    }
    return counts.map { key, count in
      Disagreement(trueClass: key[0], firstPrediction: key[1], secondPrediction: key[2], count: count)
    }.sorted {
      (-$0.count, $0.trueClass, $0.firstPrediction, $0.secondPrediction)
        < (-$1.count, $1.trueClass, $1.firstPrediction, $1.secondPrediction)
    }
  }

  /// The samples that the models take for different classes, in their order.
  public var disagreeingSamples: [Int] {
    classIndices.indices.filter { firstPredictions[$0] != secondPredictions[$0] }
  }

  /// Both models' values, and bounds of their differences where settings are given.
  ///
  /// - Complexity: As `ClassificationMetrics.intervals(of:_:execution:)`, twice.
  public func compared(
    _ metrics: [Metric], _ settings: BootstrapSettings?, execution: Execution = .automatic
  ) -> [MetricComparison] {
    let values = (
      first.measured(metrics, execution: execution).values.map(\.value),
      second.measured(metrics, execution: execution).values.map(\.value)
    )
    let resampling = settings.map { Resampling([first, second], metrics, $0, engine: execution.engine) }
    return metrics.indices.map { index in
      var intervals: [ConfidenceInterval?] = [nil, nil, nil]
      if let resampling, let settings {
        let one = resampling.values(model: 0, metric: index)
        let other = resampling.values(model: 1, metric: index)
        intervals = [one, other, zip(one, other).map { $1 - $0 }].map {
          ConfidenceInterval(percentilesOf: $0, confidence: settings.confidence)
        }
      }
      return MetricComparison(
        metric: metrics[index], first: values.0[index], second: values.1[index], firstInterval: intervals[0],
        secondInterval: intervals[1], differenceInterval: intervals[2])
    }
  }
}

extension ClassificationMetrics {
  /// The classes of all kept samples.
  var keptClassIndices: [UInt32] { kept.flatMap(\.classIndices) }

  /// The most probable class of each kept sample; of equals the first.
  var keptPredictions: [UInt32] {
    kept.flatMap { batch in
      (0..<batch.rowCount).map { row in
        var (best, bestKey) = (0, batch.keys[row] >> 1)
        for index in 1..<max(1, classCount) {
          let key = batch.keys[index * batch.rowCount + row] >> 1
          if key > bestKey { (best, bestKey) = (index, key) }
        }
        return UInt32(best)
      }
    }
  }

  /// The probabilities of one kept sample. For people and pictures, not for loops.
  public func probabilities(ofSample sample: Int) -> [Float]? {
    var row = sample
    for batch in kept {
      if row < batch.rowCount, row >= 0 {
        return (0..<classCount).map { KeptBatch.probability(batch.keys[$0 * batch.rowCount + row]) }
      }
      row -= batch.rowCount
    }
    return nil
  }
}
