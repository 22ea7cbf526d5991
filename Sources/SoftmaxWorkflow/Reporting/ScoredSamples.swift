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
  /// What is measured beside the scores that are always there.
  let measured: MeasuredMetrics
  private let pairNumbers: [Int: Int]
  private let classCount: Int

  /// The headline's figures.
  static let metrics: [Metric] = [
    .accuracy, .balancedAccuracy, .macroF1, .logLoss, .brierScore, .rocAucMacro, .averagePrecisionMacro,
    .expectedCalibrationError,
  ]
  /// Resamples for intervals: their ends have a chance error of some 6 % of their width.
  private static let resampleCount = 400

  /// Numbers of probabilities beyond which samples are not kept, so that there are neither intervals nor curves: a gibibyte.
  private static let mostKept = 1 << 28

  /// `seed`: that of the intervals' resamples.
  init(_ input: ScoringInput, seed: UInt64) throws {
    let model = input.file.model
    data = try input.labelled()
    let samples = data
    evaluation = try WorkWatch.during(.scoring) { try model.evaluate(samples, execution: input.execution) }
    predicted = try WorkWatch.during(.predicting) {
      try model.topClasses(for: samples.features, offsets: samples.offsets, execution: input.execution)
    }
    actual = data.classIndices.map(Int.init)
    let keeps = data.sampleCount * model.classCount <= Self.mostKept
    let request = MetricRequest(
      keeps ? Self.metrics : Self.metrics.filter { !$0.needsSamples },
      bootstrap: keeps ? try BootstrapSettings(resampleCount: Self.resampleCount, seed: seed) : nil)
    measured = try WorkWatch.during(.scoring) {
      try MeasuredMetrics(
        request, of: model.metrics(on: samples, keepsSamples: keeps, execution: input.execution),
        execution: input.execution)
    }
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

  /// Where the pair of a sample is in `pairs`.
  func pair(of sample: Int) -> Int? {
    pairNumbers[actual[sample] * classCount + predicted[sample].classIndex]
  }

  func isWrong(_ sample: Int) -> Bool { actual[sample] != predicted[sample].classIndex }
}
