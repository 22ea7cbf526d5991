// A search for the penalty, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// A search as `softmax tune --json` writes it, with the names of its contract.
public struct SearchDocument: Encodable, Sendable {
  struct Score: Encodable, Sendable {
    let penalty: String
    let strength: Double
    let l1Penalty: Double
    let l2Penalty: Double
    /// The same as scikit-learn's `C` and, of an elastic net, `l1_ratio`.
    let scikitLearnC: Double?
    let scikitLearnL1Ratio: Double?
    /// The first fit's share of a relaxed model; missing of a search without these.
    let blend: Double?
    let meanLogLoss: Nullable<Double>
    let logLossStandardError: Nullable<Double>
    let meanAccuracy: Nullable<Double>
    let accuracyStandardError: Nullable<Double>
    let foldLogLosses: [Double]
    let foldAccuracies: [Double]
    let objective: Double
    /// What the fit to all samples has left to gain, as a share of the objective, by estimate.
    let estimatedGap: Double?
    /// Whether all fits ended within the tolerance of the comparison.
    let isConverged: Bool
    /// The criterion in which the folds were clearly worse than a stronger penalty's, so that the fits were ended early;
    /// missing of fits that went on to their end.
    let clearlyWorseIn: String?
    /// Whether a refit has no optimum, because its columns separate classes; missing of a search without these.
    let hasSeparatedRefit: Bool?
    let nonzeroWeights: Int
    let testAccuracy: Double?
    let testLogLoss: Double?
    let passes: Int
  }

  let data: String
  let sampleCount: Int
  let folds: Int
  let criterion: String
  let rule: String
  let isComplete: Bool
  let scores: [Score]
  /// The place of the chosen one among the scores.
  let chosen: Nullable<Int>
  let fit: Nullable<TrainingDocument>
  let seconds: Double
  let peakMemoryBytes: Int

  /// The document of a search.
  ///
  /// - Parameters:
  ///   - result: The search.
  ///   - output: The file that the model was written to.
  ///   - fitSeconds: What all of it took until the model was written.
  ///   - seconds: What all of it took.
  /// - Throws: What a document of its fit throws.
  public init(_ result: SearchResult, output: String? = nil, fitSeconds: Double, seconds: Double) throws {
    let (search, outcome) = (result.search, result.outcome)
    data = DataName.short(result.data.training.name)
    sampleCount = result.data.training.wholeSampleCount
    folds = search.folds
    criterion = search.criterion.rawValue
    rule = search.rule.rawValue
    isComplete = outcome.isComplete
    scores = outcome.scores.map { Score($0, outcome.scikitLearnPenalty(of: $0)) }
    chosen = Nullable(outcome.chosenIndex)
    fit = Nullable(
      try result.fitted.map { try TrainingDocument($0, output: output, totalSeconds: fitSeconds) })
    self.seconds = seconds
    peakMemoryBytes = ProcessUsage.peakMemoryBytes
  }
}

extension SearchDocument.Score {
  fileprivate init(_ score: PenaltyScore, _ scikitLearn: ScikitLearnPenalty?) {
    let (losses, accuracies) = (score.mean(of: .logLoss), score.mean(of: .accuracy))
    self.init(
      penalty: score.family.name, strength: score.strength, l1Penalty: score.l1Penalty,
      l2Penalty: score.l2Penalty, scikitLearnC: scikitLearn?.c,
      scikitLearnL1Ratio: scikitLearn?.elasticNetRatio, blend: score.blend,
      meanLogLoss: Nullable(losses?.value), logLossStandardError: Nullable(losses?.standardError),
      meanAccuracy: Nullable(accuracies?.value), accuracyStandardError: Nullable(accuracies?.standardError),
      foldLogLosses: score.foldLogLosses, foldAccuracies: score.foldAccuracies, objective: score.objective,
      estimatedGap: score.estimatedGap, isConverged: score.isConverged,
      clearlyWorseIn: score.clearlyWorseIn?.rawValue,
      hasSeparatedRefit: score.blend == nil ? nil : score.hasSeparatedRefit, nonzeroWeights: score.nonzeroCount,
      testAccuracy: score.testAccuracy, testLogLoss: score.testLogLoss,
      passes: score.passes)
  }
}
