// How good a model is on some data.

import SoftmaxKernels

/// The scores of a model on labelled samples, each of which counts as much as its weight says: 2 like the sample twice.
public struct Evaluation: Sendable, Hashable {
  /// What was scored, such as `digits:test`.
  public let data: String
  /// The number of samples scored: those whose weight is above 0.
  public let sampleCount: Int
  /// The sum of their weights; nil where all are 1. Weights whose sums Float64 does not hold are counted in a unit of
  /// their own, a power of two.
  public let totalWeight: Double?
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
  /// Scores the model. Labels may be in another order than the model's classes, and those of the fit where classes were
  /// renamed or merged since. Samples of weight 0 are left out.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite`, `.unknownLabel` for a class the model does not have,
  ///   `.nothingToScore` where all weights are 0, `.missingOffsets`, `.unexpectedOffsets`, or `.logitsOverflow`.
  /// - Complexity: O(samples x features x classes), in tiles: 16 bytes of memory for each sample.
  public func evaluate(
    _ data: Dataset, execution: Execution = .automatic
  ) throws(DatasetError) -> Evaluation {
    try check(data)
    let data = try data.scored()
    let sharing = data.sharing
    let own = WeightScale.summable(data.scoreWeights, sharing)
    let labels = ClassLabels(try labelled(data).classIndices, classCount: classCount)
    let (scores, overflow) = scorer(execution).evaluate(
      data.features.rows, labels: labels, offsets: scoringOffsets(data.offsets))
    if let sample = overflow { throw .logitsOverflow(sample: sample) }
    // Of all processes, sample after sample: what is added in another order has other bits.
    let classes = sharing.gathered(scores.classes.array)
    let trueClasses = sharing.gathered((0..<data.sampleCount).map { UInt32(labels[$0]) })
    let probabilities = sharing.gathered(scores.probabilities.array)
    let logLosses = sharing.gathered(scores.logLosses.array)
    let weights = own.map { sharing.gathered($0) }
    var confusion = ConfusionMatrix(classCount: classCount)
    var calibration = CalibrationBins()
    var (lossSum, total) = (0.0, 0.0)
    for sample in classes.indices {
      let (predicted, trueClass) = (Int(classes[sample]), Int(trueClasses[sample]))
      let weight = weights?[sample] ?? 1
      total += weight
      lossSum += weight * Double(logLosses[sample])
      confusion.add(trueClass: trueClass, predictedClass: predicted, weight: weight)
      calibration.add(
        confidence: Double(probabilities[sample]), correct: predicted == trueClass, weight: weight)
    }
    return Evaluation(
      data: data.name, sampleCount: classes.count, totalWeight: weights == nil ? nil : total,
      logLoss: lossSum / total, confusionMatrix: confusion, calibration: calibration)
  }

  /// The share of samples whose most probable class is theirs, by weight; the data's classes are the model's.
  ///
  /// - Throws: `DatasetError.logitsOverflow`.
  func accuracy(on data: Dataset, execution: Execution) throws(DatasetError) -> Double {
    let found = scorer(execution).topClasses(
      of: data.features.rows, offsets: scoringOffsets(data.offsets))
    if let sample = found.overflow { throw .logitsOverflow(sample: sample) }
    let weights = WeightScale.summable(data.scoreWeights, data.sharing)
    // Of what is right, and of all.
    let sums = data.sharing.sums(2) { samples, sums in
      for sample in samples {
        let weight = weights?[sample] ?? 1
        sums[1] += weight
        if found.classes[sample] == data.classIndices[sample] { sums[0] += weight }
      }
    }
    return sums[0] / sums[1]
  }
}
