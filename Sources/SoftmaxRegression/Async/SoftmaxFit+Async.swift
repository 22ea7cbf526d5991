// Statistics and certificates that tasks wait for.

extension SoftmaxFit {
  /// Statistics of the fit's coefficients, computed on a thread of its own; the task waits without holding one of Swift's.
  ///
  /// Where the task is cancelled the work is done to its end all the same, and there is no result.
  ///
  /// - Parameters: As the synchronous `statistics`.
  /// - Returns: The same, to the bit.
  /// - Throws: As the synchronous `statistics`; `CancellationError`, and `TrainingError.noThread` where the system refuses a
  ///   thread.
  public func statistics(
    on data: Dataset, reference: String? = nil, confidence: Double = 0.95,
    standardErrors: StandardErrors = .classical, marginalEffects: MarginalEffects.Place? = nil,
    preparation: Preparation? = nil, keepsCovariance: Bool = false, execution: Execution = .automatic
  ) async throws -> ModelStatistics {
    try await OwnThread.run { cancellation in
      let found = try statistics(
        on: data, reference: reference, confidence: confidence, standardErrors: standardErrors,
        marginalEffects: marginalEffects, preparation: preparation, keepsCovariance: keepsCovariance,
        execution: execution)
      try cancellation.check()
      return found
    }
  }
}

extension SoftmaxModel {
  /// The certificate of this model, computed on a thread of its own; the task waits without holding one of Swift's.
  ///
  /// Where the task is cancelled the work is done to its end all the same, and there is no result.
  ///
  /// - Parameters: As the synchronous `certificate`.
  /// - Returns: The same, to the bit.
  /// - Throws: As the synchronous `certificate`; `CancellationError`, and `TrainingError.noThread` where the system refuses a
  ///   thread.
  public func certificate(
    on data: Dataset, l2Penalty: Double, l1Penalty: Double = 0, standardization: Standardization? = nil,
    classWeights: [Double]? = nil, hasBias: Bool = true, penaltyShape: PenaltyShape = .uniform,
    execution: Execution = .automatic
  ) async throws -> OptimalityCertificate {
    try await OwnThread.run { cancellation in
      let found = try certificate(
        on: data, l2Penalty: l2Penalty, l1Penalty: l1Penalty, standardization: standardization,
        classWeights: classWeights, hasBias: hasBias, penaltyShape: penaltyShape, execution: execution)
      try cancellation.check()
      return found
    }
  }
}
