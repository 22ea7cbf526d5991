// What softmax train --json prints.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

extension TrainResult {
  struct Document: Encodable {
    struct Epoch: Encodable {
      let epoch: Int
      let trainLoss: Double
      let trainAccuracy: Double
      let testAccuracy: Double?
      let validationLoss: Double?
      let validationAccuracy: Double?
      /// The same two under their earlier names.
      let holdoutLogLoss: Double?
      let holdoutAccuracy: Double?
      let objective: Double?
      let gradientMax: Double?
      let certifiedGap: Double?
      let seconds: Double
    }
    struct Iteration: Encodable {
      let iteration: Int
      let objective: Double
      let trainLoss: Double
      let trainAccuracy: Double
      let testAccuracy: Double?
      let validationLoss: Double?
      let validationAccuracy: Double?
      let gradientMax: Double
      let step: Double
      let passes: Int
      let seconds: Double
    }
    /// Epochs of a stochastic method, iterations of a full-batch one.
    enum History: Encodable {
      case epochs([Epoch])
      case iterations([Iteration])

      func encode(to encoder: any Encoder) throws {
        switch self {
        case .epochs(let epochs): try epochs.encode(to: encoder)
        case .iterations(let iterations): try iterations.encode(to: encoder)
        }
      }
    }
    struct Seconds: Encodable {
      let load: Double
      let train: Double
      let total: Double
    }

    let solver: String
    let data: String
    let testData: String?
    let validationData: String?
    let sampleCount: Int
    let featureCount: Int
    let classCount: Int
    let history: History
    let stopReason: String
    let bestEpoch: Int?
    let choice: String?
    let warnings: [String]
    let l2Penalty: Double
    let l1Penalty: Double
    /// The same as scikit-learn's `C` and, of an elastic net, `l1_ratio`; missing without a penalty.
    let scikitLearnC: Double?
    let scikitLearnL1Ratio: Double?
    let nonzeroWeights: Int
    let hasBias: Bool
    let classWeights: [Double]?
    let penaltyFactors: [Double]?
    let isPenaltyGrouped: Bool?
    let coefficientLimits: [WeightLimitRecord]?
    /// Missing of a fit that is not relaxed.
    let relaxation: RelaxationDocument?
    let tolerance: Double?
    let passes: Int?
    let objective: Double
    let gradientMax: Double
    let certifiedGap: Nullable<Double>
    let trainLogLoss: Double
    let trainAccuracy: Double
    let testAccuracy: Double?
    let testLogLoss: Double?
    /// Of the model, where there is a validation set that did not choose its epoch, and no test set.
    let validationAccuracy: Double?
    let validationLogLoss: Double?
    let statistics: StatisticsDocument?
    let seconds: Seconds
    let peakMemoryBytes: Int
    let kernels: String
    let threads: Int
    let seed: UInt64
    /// The file that the model was written to.
    let output: Nullable<String>
    let weightsSHA256: String
  }

  var document: Document {
    get throws {
      let report = fit.report
      let scikitLearn = report.scikitLearnPenalty(classCount: fit.model.classCount)
      return Document(
        solver: report.solver.name, data: DataName.short(training.name),
        testData: (test?.name).map(DataName.short), validationData: (validation?.name).map(DataName.short),
        sampleCount: training.sampleCount, featureCount: training.featureCount,
        classCount: training.classes.count,
        history: history, stopReason: report.stopReason.rawValue, bestEpoch: report.bestEpoch,
        choice: report.choice,
        warnings: report.warnings.map(\.description), l2Penalty: report.l2Penalty,
        l1Penalty: report.l1Penalty, scikitLearnC: scikitLearn?.c,
        scikitLearnL1Ratio: scikitLearn?.elasticNetRatio, nonzeroWeights: fit.model.nonzeroWeightCount,
        hasBias: report.hasBias, classWeights: report.classWeights,
        penaltyFactors: report.penaltyShape.factors,
        isPenaltyGrouped: report.penaltyShape.isGrouped && report.l1Penalty > 0 ? true : nil,
        coefficientLimits: report.penaltyShape.limitRecords,
        relaxation: report.relaxation.map { RelaxationDocument($0, of: fit.model.input) },
        tolerance: report.solver.stopping?.tolerance, passes: report.passes > 0 ? report.passes : nil,
        objective: report.objective,
        gradientMax: report.gradientMax, certifiedGap: Nullable(report.certifiedGap),
        trainLogLoss: report.trainLogLoss, trainAccuracy: report.trainAccuracy,
        testAccuracy: test == nil ? nil : evaluation?.accuracy,
        testLogLoss: test == nil ? nil : evaluation?.logLoss,
        validationAccuracy: test == nil ? evaluation?.accuracy : nil,
        validationLogLoss: test == nil ? evaluation?.logLoss : nil,
        statistics: try statistics.map { try StatisticsDocument($0) },
        seconds: .init(load: loadSeconds, train: report.seconds, total: totalSeconds),
        peakMemoryBytes: ProcessUsage.peakMemoryBytes, kernels: report.kernels,
        threads: report.threads, seed: report.seed, output: Nullable(saved?.path),
        weightsSHA256: fit.model.weightsSHA256)
    }
  }

  private var history: Document.History {
    if fit.report.solver.usesMinibatches {
      return .epochs(
        fit.report.history.map {
          Document.Epoch(
            epoch: $0.epoch, trainLoss: $0.trainLoss, trainAccuracy: $0.trainAccuracy,
            testAccuracy: $0.testAccuracy, validationLoss: $0.validationLoss,
            validationAccuracy: $0.validationAccuracy, holdoutLogLoss: $0.validationLoss,
            holdoutAccuracy: $0.validationAccuracy, objective: $0.objective, gradientMax: $0.gradientMax,
            certifiedGap: $0.certifiedGap, seconds: $0.seconds)
        })
    }
    return .iterations(
      fit.report.iterations.map {
        Document.Iteration(
          iteration: $0.iteration, objective: $0.objective, trainLoss: $0.trainLoss,
          trainAccuracy: $0.trainAccuracy, testAccuracy: $0.testAccuracy, validationLoss: $0.validationLoss,
          validationAccuracy: $0.validationAccuracy, gradientMax: $0.gradientMax, step: $0.step,
          passes: $0.passes, seconds: $0.seconds)
      })
  }
}
