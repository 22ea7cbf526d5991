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
  /// - Throws: `DatasetError.featureCountMismatch`, `.unknownLabel` for a class the model does not have, or
  ///   `.logitsOverflow`.
  /// - Complexity: O(samples x features x classes), in tiles: memory does not grow with the samples.
  public func evaluate(_ data: Dataset) throws(DatasetError) -> Evaluation {
    try checkShape(of: data.features)
    let labels = try data.relabelled(to: classes).classIndices
    let kernels = KernelTable.best
    var confusion = ConfusionMatrix(classCount: classCount)
    var calibration = CalibrationBins()
    var lossSum = 0.0
    let tileRowCount = Self.tileRowCount(classCount: classCount)
    var tile = [Float](repeating: 0, count: tileRowCount * classCount)
    var losses = [Float](repeating: 0, count: tileRowCount)
    var predictions = [UInt32](repeating: 0, count: tileRowCount)
    for range in Self.tiles(of: data.sampleCount, classCount: classCount) {
      let rows = RowSelection.range(range)
      kernels.logits(
        of: data.features.matrix, rows: rows, weights: weights, bias: bias, into: &tile)
      try Self.checkRange(of: tile, rows: range, classCount: classCount)
      kernels.residuals(
        &tile, classCount: classCount, labels: labels, rows: rows, logLosses: &losses,
        predictions: &predictions)
      for r in 0..<range.count {
        let label = Int(labels[range.lowerBound + r])
        let predicted = Int(predictions[r])
        lossSum += Double(losses[r])
        confusion.add(trueClass: label, predictedClass: predicted)
        // residual = probability - (1 where it is the label).
        let residual = Double(tile[r * classCount + predicted])
        let correct = predicted == label
        calibration.add(confidence: correct ? residual + 1 : residual, correct: correct)
      }
    }
    return Evaluation(
      data: data.name, sampleCount: data.sampleCount, logLoss: lossSum / Double(data.sampleCount),
      confusionMatrix: confusion, calibration: calibration)
  }
}
