// What metrics come to.

import SoftmaxKernels

/// Figures of one class against the rest.
public struct ClassMetrics: Sendable, Hashable {
  /// Of the samples predicted as the class, the share that is; 0 where none was.
  public let precision: Double
  /// Of the class's samples, the share that was found; 0 where it has none.
  public let recall: Double
  /// The harmonic mean of both; 0 where both are.
  public let f1: Double
  /// How many samples it has, by weight.
  public let support: Double
  /// The area under its ROC curve.
  public let rocAuc: MetricValue
  /// Its average precision.
  public let averagePrecision: MetricValue
  /// The mean over samples of |share of the class - mean probability| of their bin; nil without samples.
  public let calibrationError: Double?
}

/// Metrics with their values.
public struct MetricReport: Sendable {
  /// The values, in the order in which they were asked for.
  public let values: [(metric: Metric, value: MetricValue)]
  /// Each class; ROC-AUC and average precision where ranks were among what was asked for.
  public let classes: [ClassMetrics]

  /// The value of one metric; nil where it was not asked for.
  public subscript(metric: Metric) -> MetricValue? { values.first { $0.metric == metric }?.value }
}

extension ClassificationMetrics {
  /// Measures.
  ///
  /// - Parameters:
  ///   - metrics: What to measure.
  ///   - execution: What it runs on.
  /// - Returns: The values, in this order.
  /// - Complexity: O(classes); where ranks are asked for O(samples x classes), a class on each thread.
  public func measured(
    _ metrics: [Metric] = Metric.all, execution: Execution = .automatic
  ) -> MetricReport {
    let sums = metrics.contains { $0.needs == .ranks } ? rankedSums(execution) : sums
    return MetricReport(
      values: metrics.map { ($0, $0.measure(sums)) },
      classes: (0..<classCount).map { index in
        ClassMetrics(
          precision: sums.precision(index), recall: sums.recall(index), f1: sums.f1(index),
          support: sums.truth[index], rocAuc: sums.rocAreas?[index] ?? .undefined(.samplesNotKept),
          averagePrecision: sums.averagePrecisions?[index] ?? .undefined(.samplesNotKept),
          calibrationError: sums.weight > 0 ? calibration(ofClass: index).expectedCalibrationError : nil)
      })
  }

  /// The ROC and precision-recall curve of one class.
  ///
  /// - Parameters:
  ///   - index: The class.
  ///   - pointLimit: The most points, at least 4.
  /// - Returns: The curve; nil where the class has no samples or all of them, and where samples were not kept.
  /// - Complexity: O(samples).
  public func rankCurve(ofClass index: Int, pointLimit: Int = 200) -> RankCurve? {
    guard keepsSamples, sampleCount > 0, (0..<classCount).contains(index) else { return nil }
    let room = RankedClass.Room(sampleCount: sampleCount, withPlaces: isWeighted)
    return RankCurve(
      RankedClass(index, of: kept, weights: keptWeights, room: room), pointLimit: max(4, pointLimit))
  }

  /// The sums with ranks, where samples were kept.
  func rankedSums(_ execution: Execution) -> MetricSums {
    var sums = sums
    guard keepsSamples else { return sums }
    let slots = Slots<RankedClass.Areas>(count: classCount)
    let next = SharedCounter()
    let (batches, weights, count, classCount) = (kept, keptWeights, sampleCount, classCount)
    execution.engine.team(forStepOf: 40 * count * classCount).run { _ in
      var taken = next.take()
      guard taken < classCount else { return }
      let room = RankedClass.Room(sampleCount: count, withPlaces: weights != nil)
      while taken < classCount {
        slots.put(RankedClass(taken, of: batches, weights: weights, room: room).areas, at: taken)
        taken = next.take()
      }
    }
    let areas = slots.values
    sums.rocAreas = areas.map(\.roc)
    sums.averagePrecisions = areas.map(\.averagePrecision)
    return sums
  }

  /// The weights of all kept samples; nil where none has one.
  var keptWeights: [Double]? {
    guard isWeighted else { return nil }
    return kept.flatMap { batch in batch.weights ?? [Double](repeating: 1, count: batch.rowCount) }
  }
}
