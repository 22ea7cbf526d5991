// The statistics of a model whose fit is long over.

extension SoftmaxModel {
  /// What `SoftmaxFit.statistics` found for this model's fit without a penalty, found again.
  ///
  /// - Parameters:
  ///   - data: What the model was fitted to, of classes that it knows.
  ///   - hasBias: Whether the fit was free to choose the bias.
  ///   - reference: The class that the others are held against.
  ///   - confidence: The confidence level of the intervals.
  ///   - request: What was asked for beside.
  ///   - execution: What it runs on; it does not change the result.
  /// - Returns: The same bits.
  /// - Throws: As there, and `DatasetError` for other features or labels.
  package func statistics(
    on data: Dataset, hasBias: Bool, reference: String, confidence: Double,
    _ request: StatisticsRequest = StatisticsRequest(), execution: Execution
  ) throws -> ModelStatistics {
    let index = try ModelStatistics.index(of: reference, in: layerClasses.names)
    try check(data)
    return try LikelihoodAnalysis(
      data.seen().relabelled(to: layerClasses), hasBias: hasBias, engine: execution.engine.untilDone
    )
    .run(from: parameters, stopReason: .converged, reference: index, confidence: confidence, request)
  }
}
