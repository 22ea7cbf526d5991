// What softmax tune prints at its end.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct TuneResult {
  let search: PenaltySearch
  let result: PenaltySearchResult
  /// The fit with the chosen penalty.
  let fitted: TrainResult?
  let training: Dataset
  let seconds: Double

  /// Which penalty was chosen and why, and the model; `data` and `scored` as in `TrainResult`.
  func summary(data: String, scored: String) throws -> String {
    guard let chosen = result.chosen, let fitted else {
      return result.isComplete ? "\nNothing was chosen: without folds there is nothing to choose by.\n" : "\n"
    }
    return "\nChosen: \(description(chosen)), \(reason).\n"
      + (try fitted.summary(data: data, scored: scored))
  }

  private func description(_ score: PenaltyScore) -> String {
    let c = result.scikitLearnPenalty(of: score).map { " (C \(Wording.measure($0.c)))" } ?? ""
    let blend = score.blend.map { ", relaxed with blend \(Wording.number($0))" } ?? ""
    return "\(score.family.name) \(Wording.measure(score.strength))\(c)\(blend)"
  }

  private var reason: String {
    let name = search.criterion == .logLoss ? "log loss" : "accuracy"
    guard let mean = result.chosen?.mean(of: search.criterion) else { return name }
    let value =
      "\(name) \(FixedDecimal(mean.value, places: 4)) +- \(FixedDecimal(mean.standardError, places: 4)) over "
      + "\(search.folds) folds"
    return search.rule == .best
      ? "the best \(value)" : "the strongest within one standard error of the best: \(value)"
  }

  // MARK: For programs

  struct Document: Encodable {
    struct Score: Encodable {
      let penalty: String
      let strength: Double
      let l1Penalty: Double
      let l2Penalty: Double
      /// The same as scikit-learn's `C` and, of an elastic net, `l1_ratio`.
      let scikitLearnC: Double?
      let scikitLearnL1Ratio: Double?
      /// The first fit's share of a relaxed model; missing without --relax.
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
      /// Whether all fits ended within --sweep-tolerance.
      let isConverged: Bool
      /// Whether a refit has no optimum, because its columns separate classes; missing without --relax.
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
    let fit: Nullable<TrainResult.Document>
    let seconds: Double
    let peakMemoryBytes: Int
  }

  var document: Document {
    get throws {
      Document(
        data: DataName.short(training.name), sampleCount: training.sampleCount, folds: search.folds,
        criterion: search.criterion.rawValue, rule: search.rule.rawValue, isComplete: result.isComplete,
        scores: result.scores.map { Document.Score($0, result.scikitLearnPenalty(of: $0)) },
        chosen: Nullable(result.chosenIndex),
        fit: Nullable(try fitted?.document), seconds: seconds, peakMemoryBytes: ProcessUsage.peakMemoryBytes)
    }
  }
}

extension TuneResult.Document.Score {
  init(_ score: PenaltyScore, _ scikitLearn: ScikitLearnPenalty?) {
    let (losses, accuracies) = (score.mean(of: .logLoss), score.mean(of: .accuracy))
    self.init(
      penalty: score.family.name, strength: score.strength, l1Penalty: score.l1Penalty,
      l2Penalty: score.l2Penalty, scikitLearnC: scikitLearn?.c,
      scikitLearnL1Ratio: scikitLearn?.elasticNetRatio, blend: score.blend,
      meanLogLoss: Nullable(losses?.value), logLossStandardError: Nullable(losses?.standardError),
      meanAccuracy: Nullable(accuracies?.value), accuracyStandardError: Nullable(accuracies?.standardError),
      foldLogLosses: score.foldLogLosses, foldAccuracies: score.foldAccuracies, objective: score.objective,
      estimatedGap: score.estimatedGap, isConverged: score.isConverged,
      hasSeparatedRefit: score.blend == nil ? nil : score.hasSeparatedRefit, nonzeroWeights: score.nonzeroCount,
      testAccuracy: score.testAccuracy, testLogLoss: score.testLogLoss,
      passes: score.passes)
  }
}
