// How a model came to be, as its file keeps it.

import SoftmaxFiles
public import SoftmaxRegression

/// The record of a fit. It holds no times and no machine, so that equal fits make equal files.
public struct TrainingRecord: Codable, Sendable, Hashable {
  /// What it was fitted to, such as `digits:train`: a name without folders.
  public let data: String
  /// The SHA-256 of the features in their natural width (little-endian, row by row), the class indices
  /// (little-endian UInt32) and, where there are any, the samples' weights (little-endian Float64) and offsets (`offsets`
  /// in ASCII, then for each sample those of all classes in little-endian Float64).
  public let dataSHA256: String
  /// Whether numbers of arrays had more digits than Float32 keeps, so that the record speaks of their rounded values; nil
  /// where that is not so, and of tables, whose numbers are kept as Float32 in any case.
  public let dataIsRounded: Bool?
  /// The number of samples.
  public let sampleCount: Int
  /// Which rows of the data they are; nil for all of them, alike.
  public let rows: RowSelection?
  /// The method's name, as `SolverConfiguration` has it.
  public let solver: String
  /// The settings of a stochastic method.
  public let stochastic: Stochastic?
  /// The settings of a full-batch method, and how far it went.
  public let fullBatch: FullBatch?
  /// The penalty's factor.
  public let l2Penalty: Double
  /// The L1 penalty's factor, where there is one.
  public let l1Penalty: Double?
  /// For each feature what its penalties are multiplied by; nil where all factors were 1.
  public let penaltyFactors: [Double]?
  /// Whether the L1 penalty is of the norm of each feature's weights; nil where it is of their magnitudes.
  public let isPenaltyGrouped: Bool?
  /// The limits of weights; nil without any.
  public let coefficientLimits: [WeightLimitRecord]?
  /// Of a relaxed fit, the two fits that the model is made of; nil for any other.
  public let relaxation: RelaxationRecord?
  /// The factor of each class's samples, in the order of `ModelCard.classes`; nil where all were 1.
  public let classWeights: [Double]?
  /// Whether samples had weights of their own; nil where they had none.
  public let hasSampleWeights: Bool?
  /// The sum of all weights, those of the classes included; nil where there are none, in files of earlier releases, and
  /// where Float64 does not hold it.
  public let totalWeight: Double?
  /// For each class, in the order of `ModelCard.classes`, the sum of its samples' weights times its factor, which is their
  /// number where there are neither: how frequent the classes are of which the model's probabilities speak. Nil in files of
  /// earlier releases, and where Float64 does not hold the numbers.
  public internal(set) var classTotals: [Double]?
  /// Whether the fit was free to choose the bias; nil where it was.
  public let hasBias: Bool?
  /// Whether the features were standardised for the fit.
  public let standardized: Bool
  /// What they were standardised by, where they were: the penalty applies to weight x standard deviation. Files of
  /// version 1 do not tell.
  public let standardization: Standardized?
  /// The seed.
  public let seed: UInt64
  /// Why the fit ended.
  public let stopReason: String
  /// The mean training loss with the penalty.
  public let objective: Double
  /// The mean training log loss.
  public let trainLogLoss: Double
  /// The accuracy on the training data.
  public let trainAccuracy: Double
  /// Whether samples counted in it by weights of their own; nil where they counted alike, as in files of earlier releases.
  public let trainAccuracyIsWeighted: Bool?
  /// Some rows that it was fitted to; nil where rows are alike by nature, and in files of earlier releases.
  public let rowFingerprints: RowFingerprints?
  /// The largest component of the objective's gradient.
  public let gradientMax: Double
  /// A bound on objective - optimum, where there is one.
  public let certifiedGap: Double?
  /// How the fit went, of a relaxed one with a refit its penalised fit; nil where nothing was iterated, and in files of
  /// earlier releases.
  public let history: [HistoryPoint]?

  /// The settings of a full-batch method, and how far it went.
  public struct FullBatch: Codable, Sendable, Hashable {
    /// The certified gap, as a share of the objective, that was asked for.
    public let tolerance: Double
    /// The iterations that were allowed.
    public let maxIterations: Int
    /// The iterations that were done.
    public let iterations: Int
    /// The passes over the data that they took.
    public let passes: Int
    /// What the method knew of the curvature: `gram` or `pairs`, where it has the choice.
    public let curvature: String?
  }

  /// Means and standard deviations of features.
  public struct Standardized: Codable, Sendable, Hashable {
    /// The mean of each feature.
    public let means: [Double]
    /// What each feature was divided by.
    public let standardDeviations: [Double]

    private enum CodingKeys: String, CodingKey {
      case means
      case standardDeviations = "deviations"
    }
  }

  /// The record of a fit to `data`, which are these `rows` of what the data's name says. Hashes the data: O(its bytes).
  public init(_ report: TrainingReport, data: Dataset, rows: RowSelection = RowSelection()) {
    stochastic = report.solver.stochasticSettings.map { Stochastic($0, report) }
    fullBatch = report.solver.stopping.map { FullBatch(report, $0.tolerance, $0.maxIterations) }
    self.data = DataName.short(data.name)
    dataSHA256 = DataFingerprint.sha256(of: data)
    dataIsRounded = data.features.isRounded && data.features.input.kind != .table ? true : nil
    rowFingerprints = RowFingerprints(of: data.features)
    sampleCount = report.sampleCount
    self.rows = rows.isEverything ? nil : rows
    solver = report.solver.name
    l2Penalty = report.l2Penalty
    penaltyFactors = report.penaltyShape.factors
    isPenaltyGrouped = report.penaltyShape.isGrouped && report.l1Penalty > 0 ? true : nil
    coefficientLimits = report.penaltyShape.limitRecords
    relaxation = report.relaxation.map(RelaxationRecord.init)
    classWeights = report.classWeights
    hasSampleWeights = data.sampleWeights == nil ? nil : true
    let isWeighted = data.sampleWeights != nil || report.classWeights != nil
    totalWeight = isWeighted && report.totalWeight.isFinite && report.totalWeight > 0 ? report.totalWeight : nil
    trainAccuracyIsWeighted = data.sampleWeights == nil ? nil : true
    classTotals = Self.classTotals(of: data, report)
    hasBias = report.hasBias ? nil : false
    l1Penalty = report.l1Penalty > 0 ? report.l1Penalty : nil
    standardized = report.standardized
    standardization = report.standardization.map {
      Standardized(means: $0.means, standardDeviations: $0.standardDeviations)
    }
    seed = report.seed
    stopReason = report.stopReason.rawValue
    objective = report.objective
    trainLogLoss = report.trainLogLoss
    trainAccuracy = report.trainAccuracy
    gradientMax = report.gradientMax
    certifiedGap = report.certifiedGap
    history = Self.history(of: report)
  }
}

extension TrainingRecord.FullBatch {
  fileprivate init(_ report: TrainingReport, _ tolerance: Double, _ maxIterations: Int) {
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    iterations = report.iterations.count
    passes = report.passes
    curvature = report.solver.curvature?.rawValue
  }
}

extension TrainingRecord {
  /// The totals of the classes that a fit to this data has a row of weights for; nil where Float64 does not hold them.
  private static func classTotals(of data: Dataset, _ report: TrainingReport) -> [Double]? {
    // Full-batch fits leave classes without samples out.
    let counts = data.wholeClassCounts
    let kept = counts.indices.filter { report.solver.usesMinibatches || counts[$0] > 0 }
    let totals = data.classTotals
    guard report.classWeights.map({ $0.count == kept.count }) ?? true else { return nil }
    let weighted = kept.enumerated().map { place, index in totals[index] * (report.classWeights?[place] ?? 1) }
    return held(weighted)
  }

  private static func held(_ totals: [Double]) -> [Double]? {
    let sum = totals.reduce(0, +)
    return sum.isFinite && sum > 0 ? totals : nil
  }

  /// The totals of the classes that a model has; nil where Float64 does not hold them.
  static func classTotals(
    of data: Dataset, for model: SoftmaxModel, classWeights: [Double]?
  ) throws(DatasetError) -> [Double]? {
    let totals = try data.knownSamples(to: model.layerClasses).relabelled(to: model.layerClasses).classTotals
    return held(zip(totals.indices, totals).map { $1 * (classWeights?[$0] ?? 1) })
  }

  /// What the penalties were for single features, and the weights' limits.
  ///
  /// - Throws: `ConfigurationError` for limits that are none.
  public func penaltyShape() throws(ConfigurationError) -> PenaltyShape {
    var limits: WeightLimits?
    if let coefficientLimits { limits = try WeightLimits(coefficientLimits.map(\.entry)) }
    return PenaltyShape(factors: penaltyFactors, isGrouped: isPenaltyGrouped ?? false, limits: limits)
  }

  /// The penalty as scikit-learn states it, for a model of so many classes; nil without one, and where weights counted whose
  /// sum is not told.
  public func scikitLearnPenalty(classCount: Int) -> ScikitLearnPenalty? {
    let isWeighted = hasSampleWeights == true || classWeights != nil
    guard let total = totalWeight ?? (isWeighted ? nil : Double(sampleCount)) else { return nil }
    return ScikitLearnPenalty(
      l1Penalty: l1Penalty ?? 0, l2Penalty: l2Penalty, classCount: classCount, totalWeight: total)
  }

  /// The record as files of version 1 have it: of sgd alone, its settings beside everything else.
  init(_ old: ModelCardVersion1.Training) {
    data = old.data
    dataSHA256 = old.dataSHA256
    dataIsRounded = nil
    sampleCount = old.sampleCount
    rows = nil
    solver = old.solver
    stochastic = Stochastic(old)
    fullBatch = nil
    l2Penalty = old.l2Penalty
    penaltyFactors = nil
    isPenaltyGrouped = nil
    coefficientLimits = nil
    relaxation = nil
    classWeights = nil
    hasSampleWeights = nil
    totalWeight = nil
    rowFingerprints = nil
    trainAccuracyIsWeighted = nil
    classTotals = nil
    hasBias = nil
    l1Penalty = nil
    standardized = old.standardized
    standardization = nil
    seed = old.seed
    stopReason = old.stopReason
    objective = old.objective
    trainLogLoss = old.trainLogLoss
    trainAccuracy = old.trainAccuracy
    gradientMax = old.gradientMax
    certifiedGap = old.certifiedGap
    history = nil
  }
}
