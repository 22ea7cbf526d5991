// Scores, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// A model's scores as `softmax evaluate --json` writes them, with the names of its contract.
public struct EvaluationDocument: Encodable, Sendable {
  /// The scores of one class.
  public struct Class: Encodable, Sendable {
    /// Its name.
    public let name: String
    /// Of those predicted as this class, the share that is.
    public let precision: Double
    /// Of this class, the share that was predicted so.
    public let recall: Double
    /// The harmonic mean of both.
    public let f1: Double
    /// A number of samples or, where they have weights, the sum of these.
    public let support: Double
    /// The area under its ROC curve against the rest, null where it is undefined; missing where no metric of ranks was asked
    /// for.
    let rocAuc: Nullable<Double>?
    /// Its average precision, in the same way.
    let averagePrecision: Nullable<Double>?
    /// The calibration error of its own probability; missing where no metrics were asked for.
    let calibrationError: Nullable<Double>?
  }

  /// The data's short name.
  public let data: String
  /// The number of samples scored.
  public let sampleCount: Int
  /// The sum of the samples' weights; missing where all are 1.
  public let totalWeight: Double?
  /// The share predicted right.
  public let accuracy: Double
  /// The mean log loss, in nats.
  public let logLoss: Double
  /// The mean of the classes' F1.
  public let macroF1: Double
  /// The expected calibration error, of 15 bins.
  public let expectedCalibrationError: Double
  /// Each class.
  public let classes: [Class]
  /// Counts by true and predicted class. Empty where there are more than `mostEncoded` classes: an encoder takes a hundred
  /// bytes and more for each number, and all of it may be gigabytes.
  public let confusionMatrix: [[Double]]
  /// The model's prediction sets, where it has some.
  public let sets: SetDocument?
  /// What is gained by leaving doubtful samples unanswered, where that was asked for.
  public let rejection: [RejectionDocument]?

  /// Further metrics by their stable names; missing where none were asked for.
  let metrics: [String: MetricFigure]?
  /// Why metrics are null, by their names; missing where none is.
  let undefinedMetrics: [String: String]?
  /// The k of top-k accuracy.
  let topK: Int?
  /// How intervals were made; missing where none were asked for.
  let intervals: IntervalDocument?

  /// Up to so many classes the confusion matrix is part of the document.
  public static var mostEncoded: Int { 100 }

  /// The document of these scores.
  public init(_ result: EvaluationResult) {
    let (evaluation, matrix) = (result.evaluation, result.evaluation.confusionMatrix)
    data = DataName.short(result.dataName)
    sampleCount = evaluation.sampleCount
    totalWeight = evaluation.totalWeight
    accuracy = evaluation.accuracy
    logLoss = evaluation.logLoss
    macroF1 = evaluation.macroF1
    expectedCalibrationError = evaluation.expectedCalibrationError
    let measured = result.metrics
    let hasRanks = measured?.request.metrics.contains(where: \.needsSamples) ?? false
    classes = result.classNames.enumerated().map { index, name in
      let own = measured?.report.classes[index]
      return Class(
        name: name, precision: matrix.precision(of: index), recall: matrix.recall(of: index),
        f1: matrix.f1(of: index), support: matrix.support(of: index),
        rocAuc: hasRanks ? own.map { Nullable($0.rocAuc.number) } : nil,
        averagePrecision: hasRanks ? own.map { Nullable($0.averagePrecision.number) } : nil,
        calibrationError: own.map { Nullable($0.calibrationError) })
    }
    metrics = measured.map(MetricFigure.figures)
    undefinedMetrics = measured.flatMap { MetricFigure.reasons($0.report.values) }
    topK = measured?.request.topK
    intervals = measured?.request.bootstrap.map(IntervalDocument.init)
    sets = result.sets.map { SetDocument($0, result.classNames) }
    rejection = result.rejection?.points.map(RejectionDocument.init)
    confusionMatrix = result.classNames.count <= Self.mostEncoded ? matrix.counts : []
  }
}
