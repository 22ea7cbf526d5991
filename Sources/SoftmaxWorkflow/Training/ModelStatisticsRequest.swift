// Which statistics of a fit are asked for.

import SoftmaxData
public import SoftmaxRegression
import SoftmaxRemedies

/// Standard errors, tests, intervals and odds ratios of a fit's coefficients.
public struct ModelStatisticsRequest: Sendable, Hashable {
  /// The class that the others are held against; nil: the first.
  public var reference: String?
  /// The level of the intervals; nil: 0.95.
  public var confidence: Double?
  /// COLUMN=CATEGORY, the category that others of a column are held against: the first one of columns that are not named.
  public var bases: [String] = []
  /// What errors and tests are computed from.
  public var standardErrors = StandardErrors.classical
  /// Where marginal effects are taken; nil for none.
  public var marginalEffects: MarginalEffects.Place?
  /// Whether the result has the covariances of all coefficients.
  public var keepsCovariance = false

  /// Classical errors, and no marginal effects.
  public init() {}

  /// The first setting that is for tables alone.
  var firstForTables: Setting? {
    bases.isEmpty ? standardErrors == .clustered ? .clusteredErrors : nil : .base
  }

  /// Refuses a fit that cannot have statistics, before any work.
  func check(_ request: TrainingRequest) throws {
    func refuse(_ problem: WorkflowError.StatisticsProblem) -> WorkflowError { .statistics(problem) }
    if request.relaxation != nil { throw refuse(.relaxed) }
    if standardErrors == .clustered, request.data.table.groupColumn == nil { throw refuse(.needsGroups) }
    if let confidence { _ = try ModelStatistics.checked(confidence: confidence) }
    if request.solver.usesMinibatches { throw refuse(.stochastic) }
    if request.classWeights != .uniform { throw refuse(.classesWeighted) }
    if request.data.sampleWeight != nil { throw refuse(.samplesWeighted) }
    switch request.strength {
    case .factors(_, let l1) where l1 > 0: throw refuse(.penalised(.l1Penalty, l1))
    case .factors(let l2?, _) where l2 > 0: throw refuse(.penalised(.l2Penalty, l2))
    case .factors: break
    case .scikitLearn(let penalty): throw refuse(.penalised(.scikitLearnC, penalty.c))
    }
    if marginalEffects != nil, !request.data.offsets.isEmpty { throw refuse(.effectsWithOffsets) }
    if let setting = firstForTables, request.data.source.reference.tablePath == nil {
      throw WorkflowError.onlyForTables(setting, data: request.data.source.reference.text)
    }
  }

  /// Refuses data without statistics, and a reference that is none of its classes, before the fit.
  func check(_ training: Dataset, hasBias: Bool, execution: Execution) throws {
    if let reference {
      let present = zip(training.classes.names, training.classCounts).filter { $0.1 > 0 }.map(\.0)
      try ModelStatistics.checkReference(reference, among: present)
    }
    try Self.explaining(training) {
      try ModelStatistics.check(training, hasBias: hasBias, execution: execution)
    }
  }

  /// The statistics of a fit.
  func statistics(
    of fit: SoftmaxFit, _ training: Dataset, _ preparation: Preparation?, execution: Execution
  ) throws -> ModelStatistics {
    try Self.explaining(training) {
      try fit.statistics(
        on: training, reference: reference, confidence: confidence ?? 0.95, standardErrors: standardErrors,
        marginalEffects: marginalEffects, preparation: preparation, keepsCovariance: keepsCovariance,
        execution: execution)
    }
  }

  /// Says of a refusal what to do about the data.
  private static func explaining<Result>(_ training: Dataset, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StatisticsError {
      throw WorkflowError.statistics(.refused(error, isTable: training.features.input.kind == .table))
    }
  }
}
