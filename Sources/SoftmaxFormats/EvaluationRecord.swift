// How good a model was when it was saved.

import SoftmaxFiles
public import SoftmaxRegression

/// The scores of a model on some data, normally data that it was not fitted to.
public struct EvaluationRecord: Codable, Sendable, Hashable {
  /// What it was scored on, such as `digits:test`: a name without folders.
  public let data: String
  /// The number of samples.
  public let sampleCount: Int
  /// Whether they counted by weights of their own; nil where they counted alike, as in files of earlier releases.
  public let isWeighted: Bool?
  /// The share of samples predicted right.
  public let accuracy: Double
  /// The mean log loss.
  public let logLoss: Double
  /// The mean F1 of the classes.
  public let macroF1: Double

  /// The record of an evaluation.
  public init(_ evaluation: Evaluation) {
    data = DataName.short(evaluation.data)
    sampleCount = evaluation.sampleCount
    isWeighted = evaluation.totalWeight == nil ? nil : true
    accuracy = evaluation.accuracy
    logLoss = evaluation.logLoss
    macroF1 = evaluation.macroF1
  }
}
