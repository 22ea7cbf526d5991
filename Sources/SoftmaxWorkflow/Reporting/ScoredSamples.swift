// What a model says of every sample of labelled data, as far as a report needs it.

import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression

/// Labelled samples with the class that each was predicted as.
struct ScoredSamples {
  /// The samples, labels as the model's classes.
  let data: Dataset
  let evaluation: Evaluation
  /// The true class of each sample.
  let actual: [Int]
  /// What the model says of each.
  let predicted: [SoftmaxModel.TopClass]
  /// Those that count: whose weight is above 0.
  let counted: [Int]
  /// Each pair of a true and a predicted class that occurs, with the sum of its samples' weights and with their number.
  let pairs: [(actual: Int, predicted: Int, count: Double)]
  /// The predictions, for curves of ranks.
  let predictions: ClassificationMetrics
  /// The headline's figures, and those of each class.
  let report: MetricReport
  /// Intervals of some figures.
  let intervals: [Metric: ConfidenceInterval]
  private let pairNumbers: [Int: Int]
  private let classCount: Int

  /// The headline's figures.
  private static let metrics: [Metric] = [
    .accuracy, .balancedAccuracy, .macroF1, .logLoss, .brierScore, .rocAucMacro, .averagePrecisionMacro,
    .expectedCalibrationError,
  ]

  /// Numbers of probabilities beyond which samples are not kept, so that there are neither intervals nor curves: a gibibyte.
  private static let mostKept = 1 << 28

  /// - Parameters:
  ///   - input: The model, and the data.
  ///   - resampleCount: Resamples for the intervals; 0: there are none.
  ///   - seed: The seed of the resamples.
  /// - Throws: As `ScoringInput.labelled()`; `DatasetError` for logits that overflow, `ConfigurationError` for a number of
  ///   resamples that is none.
  init(_ input: ScoringInput, resampleCount: Int, seed: UInt64) throws {
    let model = input.file.model
    data = try input.labelled()
    let samples = data
    evaluation = try WorkWatch.during(.scoring) { try model.evaluate(samples, execution: input.execution) }
    predicted = try WorkWatch.during(.predicting) {
      try model.topClasses(for: samples.features, offsets: samples.offsets, execution: input.execution)
    }
    actual = data.classIndices.map(Int.init)
    let keeps = data.sampleCount * model.classCount <= Self.mostKept
    predictions = try WorkWatch.during(.scoring) {
      try model.metrics(on: samples, keepsSamples: keeps, execution: input.execution)
    }
    let figures = keeps ? Self.metrics : Self.metrics.filter { !$0.needsSamples }
    report = predictions.measured(figures, execution: input.execution)
    // Ranks take far longer: every resample would be sorted anew.
    let bounded = figures.filter { !$0.needsSamples }
    intervals =
      keeps && resampleCount > 0
      ? try Self.intervals(of: bounded, predictions, resampleCount, seed, input.execution) : [:]
    let weights = data.sampleWeights
    counted = weights.map { weights in weights.indices.filter { weights[$0] > 0 } } ?? Array(actual.indices)
    classCount = model.classCount
    var numbers: [Int: Int] = [:]
    var found: [(actual: Int, predicted: Int)] = []
    for sample in counted {
      let key = actual[sample] * classCount + predicted[sample].classIndex
      if numbers[key] == nil {
        numbers[key] = found.count
        found.append((actual[sample], predicted[sample].classIndex))
      }
    }
    pairNumbers = numbers
    let matrix = evaluation.confusionMatrix
    pairs = found.map {
      ($0.actual, $0.predicted, matrix.count(trueClass: $0.actual, predictedClass: $0.predicted))
    }
  }

  private static func intervals(
    of metrics: [Metric], _ predictions: ClassificationMetrics, _ resampleCount: Int, _ seed: UInt64,
    _ execution: Execution
  ) throws -> [Metric: ConfidenceInterval] {
    let found = try predictions.intervals(
      of: metrics, BootstrapSettings(resampleCount: resampleCount, seed: seed), execution: execution)
    return Dictionary(
      uniqueKeysWithValues: zip(metrics, found).compactMap { metric, interval in
        interval.map { (metric, $0) }
      })
  }

  /// Where the pair of a sample is in `pairs`.
  func pair(of sample: Int) -> Int? {
    pairNumbers[actual[sample] * classCount + predicted[sample].classIndex]
  }

  func isWrong(_ sample: Int) -> Bool { actual[sample] != predicted[sample].classIndex }
}
