// How good a model is on some data.

import SoftmaxKernels

/// The scores of a model on labelled samples.
public struct Evaluation: Sendable, Hashable {
  /// What was scored, such as `digits:test`.
  public let data: String
  /// The number of samples scored.
  public let sampleCount: Int
  /// The mean of -log p(true class), natural logarithm.
  public let logLoss: Double
  /// Counts by true and predicted class, in the model's class order.
  public let confusionMatrix: ConfusionMatrix
  /// Confidence against accuracy.
  public let calibration: CalibrationBins

  /// The share of samples predicted right.
  public var accuracy: Double { confusionMatrix.accuracy }
  /// The mean F1 of the classes.
  public var macroF1: Double { confusionMatrix.macroF1 }
  /// How far confidence is from accuracy, on average.
  public var expectedCalibrationError: Double { calibration.expectedCalibrationError }
}

extension SoftmaxModel {
  /// Scores the model. Labels may be in another order than the model's classes.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite`, `.unknownLabel` for a class the model does not have,
  ///   or `.logitsOverflow`.
  /// - Complexity: O(samples x features x classes), in tiles: 16 bytes of memory for each sample.
  public func evaluate(
    _ data: Dataset, execution: Execution = .automatic
  ) throws(DatasetError) -> Evaluation {
    try check(data.features)
    let labels = ClassLabels(try data.relabelled(to: classes).classIndices, classCount: classCount)
    let (scores, overflow) = scorer(execution).evaluate(data.features.rows, labels: labels)
    if let sample = overflow { throw .logitsOverflow(sample: sample) }
    var confusion = ConfusionMatrix(classCount: classCount)
    var calibration = CalibrationBins()
    var lossSum = 0.0
    for sample in 0..<data.sampleCount {
      let predicted = Int(scores.classes[sample])
      lossSum += Double(scores.logLosses[sample])
      confusion.add(trueClass: labels[sample], predictedClass: predicted)
      calibration.add(
        confidence: Double(scores.probabilities[sample]), correct: predicted == labels[sample])
    }
    return Evaluation(
      data: data.name, sampleCount: data.sampleCount, logLoss: lossSum / Double(data.sampleCount),
      confusionMatrix: confusion, calibration: calibration)
  }

  /// The share of samples whose most probable class is theirs; the labels are indices of the model's classes.
  ///
  /// - Throws: `DatasetError.logitsOverflow`.
  func accuracy(on features: Features, labels: [UInt32], execution: Execution) throws(DatasetError) -> Double {
    let found = scorer(execution).topClasses(of: features.rows)
    if let sample = found.overflow { throw .logitsOverflow(sample: sample) }
    var correctCount = 0
    for (sample, label) in labels.enumerated() where found.classes[sample] == label { correctCount += 1 }
    return Double(correctCount) / Double(labels.count)
  }
}
