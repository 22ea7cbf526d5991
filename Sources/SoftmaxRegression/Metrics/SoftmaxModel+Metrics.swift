// The metrics of a model on labelled samples.

extension SoftmaxModel {
  /// 16 MB of probabilities at once.
  private static let batchLimit = 1 << 22

  /// What the model predicts for labelled samples, ready to be measured. Samples of weight 0 are left out.
  ///
  ///     let metrics = try model.metrics(on: test)
  ///     let report = metrics.measured([.balancedAccuracy, .rocAucMacro])
  ///
  /// - Parameters:
  ///   - data: The samples. Labels may be in another order than the model's classes.
  ///   - order: The order of the classes in the result; nil: the model's own. It has to have the same classes.
  ///   - topK: The k of top-k accuracy.
  ///   - keepsSamples: Whether samples are kept, for ranks, intervals and comparisons.
  ///   - execution: What it runs on.
  /// - Returns: The predictions.
  /// - Throws: `ConfigurationError` for a k below 1, and as `evaluate(_:execution:)`.
  /// - Complexity: O(samples x features x classes), in two passes over the features, batch by batch.
  public func metrics(
    on data: Dataset, order: ClassVocabulary? = nil, topK: Int = 2, keepsSamples: Bool = true,
    execution: Execution = .automatic
  ) throws -> ClassificationMetrics {
    let order = order ?? classes
    let scored = try data.scored()
    let sharing = scored.sharing
    let weights = WeightScale.summable(scored.scoreWeights, sharing).map { sharing.gathered($0) }
    let labelled = try scored.relabelled(to: order)
    // The places of the result's classes among the model's.
    let places = order == classes ? nil : try classes.indices(of: order.names).map(Int.init)
    var metrics = try ClassificationMetrics(classCount: classCount, topK: topK, keepsSamples: keepsSamples)
    let length = max(1, Self.batchLimit / classCount)
    func batches(_ count: Int) -> [Range<Int>] {
      stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
    }
    func scores(_ rows: Range<Int>) throws -> (probabilities: [Float], logLosses: [Float]) {
      let first = rows.lowerBound
      let features = labelled.features.samples(rows)
      let offsets = labelled.offsets?.samples(at: Array(rows))
      let labels = Array(labelled.classIndices[rows])
      var (values, logs): ([Float], [Float])
      do throws(DatasetError) {
        values = try probabilities(for: features, offsets: offsets, execution: execution)
        logs = try logProbabilities(for: features, offsets: offsets, execution: execution)
      } catch {
        guard case .logitsOverflow(let sample) = error else { throw error }
        throw DatasetError.logitsOverflow(sample: first + sample)
      }
      if let places {
        values = Self.reordered(values, places)
        logs = Self.reordered(logs, places)
      }
      return (values, labels.indices.map { -logs[$0 * classCount + Int(labels[$0])] })
    }
    func add(_ rows: Range<Int>, _ labels: [UInt32], _ scores: ([Float], [Float])) throws {
      try metrics.add(
        probabilities: scores.0, classIndices: labels, weights: weights.map { Array($0[rows]) },
        logLosses: scores.1, execution: execution)
    }
    if sharing.isAlone {
      for rows in batches(labelled.sampleCount) {
        let found = try scores(rows)
        try add(rows, Array(labelled.classIndices[rows]), (found.probabilities, found.logLosses))
      }
      return metrics
    }
    // Each process computes what it holds; then all of them measure the same.
    let own = try batches(labelled.sampleCount).map(scores)
    let allProbabilities = sharing.gathered(own.flatMap(\.probabilities))
    let logLosses = sharing.gathered(own.flatMap(\.logLosses))
    let labels = sharing.gathered(labelled.classIndices)
    for rows in batches(labels.count) {
      let values = allProbabilities[rows.lowerBound * classCount..<rows.upperBound * classCount]
      try add(rows, Array(labels[rows]), (Array(values), Array(logLosses[rows])))
    }
    return metrics
  }

  /// Rows whose columns are those at `places`.
  private static func reordered(_ values: [Float], _ places: [Int]) -> [Float] {
    let width = places.count
    return stride(from: 0, to: values.count, by: width).flatMap { start in places.map { values[start + $0] } }
  }
}
