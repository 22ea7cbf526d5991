// A fit, in the form that programs read.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// A fit as `softmax train --json` writes it, with the names of its contract.
public struct TrainingDocument: Encodable, Sendable {
  struct Epoch: Encodable, Sendable {
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
  struct Iteration: Encodable, Sendable {
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
  enum History: Encodable, Sendable {
    case epochs([Epoch])
    case iterations([Iteration])

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .epochs(let epochs): try epochs.encode(to: encoder)
      case .iterations(let iterations): try iterations.encode(to: encoder)
      }
    }
  }
  struct Seconds: Encodable, Sendable {
    let load: Double
    let train: Double
    let total: Double
  }

  let solver: String
  let data: String
  let testData: String?
  let validationData: String?
  let sampleCount: Int
  /// How rows were divided, left out and repeated; left out where all were used, alike.
  let rows: RowSelection?
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

  /// The document of a fit.
  ///
  /// - Parameters:
  ///   - result: The fit.
  ///   - output: The file that the model was written to.
  ///   - totalSeconds: What all of it took, reading and writing too.
  /// - Throws: What statistics throw for a class that they do not have.
  public init(_ result: TrainingResult, output: String? = nil, totalSeconds: Double) throws {
    let report = result.fit.report
    let model = result.fit.model
    let scikitLearn = report.scikitLearnPenalty(classCount: model.classCount)
    let (test, scores) = (result.data.test, result.evaluation)
    solver = report.solver.name
    data = DataName.short(result.data.training.name)
    testData = (test?.name).map(DataName.short)
    validationData = (result.data.validation?.name).map(DataName.short)
    sampleCount = result.data.training.wholeSampleCount
    rows = result.data.rows.isEverything ? nil : result.data.rows
    featureCount = result.data.training.featureCount
    classCount = result.data.training.classes.count
    history = History(report)
    stopReason = report.stopReason.rawValue
    bestEpoch = report.bestEpoch
    choice = report.choice
    warnings = report.warnings.map(\.description)
    l2Penalty = report.l2Penalty
    l1Penalty = report.l1Penalty
    scikitLearnC = scikitLearn?.c
    scikitLearnL1Ratio = scikitLearn?.elasticNetRatio
    nonzeroWeights = model.nonzeroWeightCount
    hasBias = report.hasBias
    classWeights = report.classWeights
    penaltyFactors = report.penaltyShape.factors
    isPenaltyGrouped = report.penaltyShape.isGrouped && report.l1Penalty > 0 ? true : nil
    coefficientLimits = report.penaltyShape.limitRecords
    relaxation = report.relaxation.map { RelaxationDocument($0, of: model.input) }
    tolerance = report.solver.stopping?.tolerance
    passes = report.passes > 0 ? report.passes : nil
    objective = report.objective
    gradientMax = report.gradientMax
    certifiedGap = Nullable(report.certifiedGap)
    trainLogLoss = report.trainLogLoss
    trainAccuracy = report.trainAccuracy
    testAccuracy = test == nil ? nil : scores?.accuracy
    testLogLoss = test == nil ? nil : scores?.logLoss
    validationAccuracy = test == nil ? scores?.accuracy : nil
    validationLogLoss = test == nil ? scores?.logLoss : nil
    statistics = try result.statistics.map { try StatisticsDocument($0) }
    seconds = Seconds(load: result.loadSeconds, train: report.seconds, total: totalSeconds)
    peakMemoryBytes = ProcessUsage.peakMemoryBytes
    kernels = report.kernels
    threads = report.threads
    seed = report.seed
    self.output = Nullable(output)
    weightsSHA256 = model.weightsSHA256
  }
}

extension TrainingDocument.History {
  fileprivate init(_ report: TrainingReport) {
    if report.solver.usesMinibatches {
      self = .epochs(
        report.history.map {
          TrainingDocument.Epoch(
            epoch: $0.epoch, trainLoss: $0.trainLoss, trainAccuracy: $0.trainAccuracy,
            testAccuracy: $0.testAccuracy, validationLoss: $0.validationLoss,
            validationAccuracy: $0.validationAccuracy, holdoutLogLoss: $0.validationLoss,
            holdoutAccuracy: $0.validationAccuracy, objective: $0.objective, gradientMax: $0.gradientMax,
            certifiedGap: $0.certifiedGap, seconds: $0.seconds)
        })
    } else {
      self = .iterations(
        report.iterations.map {
          TrainingDocument.Iteration(
            iteration: $0.iteration, objective: $0.objective, trainLoss: $0.trainLoss,
            trainAccuracy: $0.trainAccuracy, testAccuracy: $0.testAccuracy, validationLoss: $0.validationLoss,
            validationAccuracy: $0.validationAccuracy, gradientMax: $0.gradientMax, step: $0.step,
            passes: $0.passes, seconds: $0.seconds)
        })
    }
  }
}
