// From a fit to its statistics.

import SoftmaxKernels

extension SoftmaxFit {
  /// Standard errors, tests and intervals of the fit's coefficients.
  ///
  /// Samples of different weights have none: weights say how much each counts, and not how many were observed.
  /// `Dataset.repeated(by:)` is for samples that were seen several times. Standardised columns make no difference: without a penalty
  /// the maximum is the same in any units. With categories the columns have coefficients of their own where the table was
  /// prepared with `TreatmentContrasts`.
  ///
  /// - Parameters:
  ///   - data: What the model was fitted to.
  ///   - reference: The class that the others are held against. Nil: the model's first.
  ///   - confidence: The confidence level of the intervals.
  ///   - standardErrors: What errors and tests of coefficients are computed from; clustered ones by the data's groups.
  ///   - marginalEffects: Where marginal effects are taken; nil for none.
  ///   - preparation: What made the data of a table: its categories, yes or no and missing values then have changes for
  ///     marginal effects, and its products change with their columns. Nil: all features are taken for numbers.
  ///   - keepsCovariance: Whether the result has the covariances of all coefficients.
  ///   - execution: What it runs on; it does not change the result.
  /// - Returns: Estimates of the maximum of the likelihood, their errors, and tests.
  /// - Throws: `StatisticsError` where there are no such statistics: a penalty, sgd, a fit that ended early, classes
  ///   that can be told apart without error, columns that depend on each other, too many free parameters, other data,
  ///   groups that are not there. `CancellationError` where a `JobMonitor` stopped the work.
  ///   `ConfigurationError` for a reference that is no class, and for no share.
  /// - Complexity: with p = (classes - 1) x terms free parameters O(samples x p^2) and O(p^3), memory 16 p^2 bytes and
  ///   8 x pairs of classes x features^2, at most a gibibyte.
  public func statistics(
    on data: Dataset, reference: String? = nil, confidence: Double = 0.95,
    standardErrors: StandardErrors = .classical, marginalEffects: MarginalEffects.Place? = nil,
    preparation: Preparation? = nil, keepsCovariance: Bool = false, execution: Execution = .automatic
  ) throws -> ModelStatistics {
    if let preparation, preparation.input != model.input {
      throw DatasetError.featureCountMismatch(
        expected: model.featureCount, found: preparation.featureCount)
    }
    try ModelStatistics.checked(confidence: confidence)
    let index = try ModelStatistics.index(
      of: reference ?? model.layerClasses.names[0], in: model.layerClasses.names)
    if report.solver.usesMinibatches { throw StatisticsError.stochastic }
    if report.relaxation != nil { throw StatisticsError.relaxed }
    if report.l2Penalty > 0 || report.l1Penalty > 0 {
      throw StatisticsError.penalised(l2Penalty: report.l2Penalty, l1Penalty: report.l1Penalty)
    }
    if report.classWeights != nil { throw StatisticsError.classesWeighted }
    switch report.stopReason {
    case .converged, .precisionReached, .epochsCompleted, .noImprovement: break
    case .separated: throw StatisticsError.separated(report.separations)
    case .iterationLimit, .stopped: throw StatisticsError.notConverged(report.stopReason)
    }
    guard data.featureCount == model.featureCount else {
      throw DatasetError.featureCountMismatch(expected: model.featureCount, found: data.featureCount)
    }
    try data.features.checkValues()
    try data.checkOffsets(areThere: model.needsOffsets)
    let own = try data.seen().countedAlike().relabelled(to: model.layerClasses)
    let samples = FitSamples(own, own.sharing.pass(execution.engine))
    let found = Float64Pass(samples).losses(at: Float64Parameters(model.parameters))
    if execution.engine.isStopRequested { throw CancellationError() }
    // The same sum as the report's, but for the order of its terms.
    guard own.wholeSampleCount == report.sampleCount,
      abs(found.logLoss / samples.totalWeight - report.trainLogLoss) <= 1e-9
        * report.trainLogLoss
    else { throw StatisticsError.otherData }
    let engine = execution.engine
    let result = Result {
      try engine.during(.statistics) { _ in
        try LikelihoodAnalysis(own, hasBias: report.hasBias, engine: engine).run(
          from: model.parameters, stopReason: report.stopReason, reference: index, confidence: confidence,
          StatisticsRequest(
            standardErrors: standardErrors, marginalEffects: marginalEffects,
            indicators: preparation.map(IndicatorGroup.groups) ?? [],
            products: preparation.map(FeatureProduct.products) ?? [], keepsCovariance: keepsCovariance))
      }
    }
    // Neither numbers nor errors of work that was asked to end mean anything.
    if engine.isStopRequested { throw CancellationError() }
    return try result.get()
  }
}

extension TrainingReport {
  /// The classes that were found to be told apart without error.
  var separations: [Separation] {
    warnings.compactMap { warning in
      if case .separated(let separation) = warning { separation } else { nil }
    }
  }
}
