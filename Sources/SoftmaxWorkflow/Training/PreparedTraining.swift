// A fit whose data is read and checked.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A fit that is ready to run.
public struct PreparedTraining: Sendable {
  /// What is learned from, and what is scored.
  public let data: TrainingData
  /// What fits.
  public let classifier: SoftmaxClassifier
  /// The model that the fit starts from.
  let initial: SoftmaxModel?
  let statistics: ModelStatisticsRequest?
  let keepsSample: Bool
  let checkpoints: CheckpointRequest
  let onNote: @Sendable (WorkflowNote) -> Void
  let files: InputRecord
  /// What reading and checking took.
  public let loadSeconds: Double

  /// Fits, computes the statistics that were asked for, and scores.
  ///
  /// - Parameter onEvent: Receives progress, also of batches and passes; its answer `.stop` ends the fit with the model as
  ///   it is.
  /// - Returns: The model, its report and its scores.
  /// - Throws: As `SoftmaxClassifier.fit`; `WorkflowError.statistics` where the fit has none; `FileError` for a state that
  ///   is not one of this fit, and where another program changed the data meanwhile.
  public func run(
    onEvent: (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> TrainingResult {
    try files.watching {
      let (fit, isKept) = try checkpoints.watching(
        {
          CheckpointFile(
            for: classifier, on: data.training, validation: data.validation, test: data.test, from: initial)
        }, onNote, areEpochs: classifier.solver.usesMinibatches
      ) {
        try classifier.fit(
          data.training, validation: data.validation, test: data.test, from: initial, every: .batch,
          onEvent: onEvent)
      }
      let stopsEarly = classifier.solver.stochasticSettings?.earlyStopping != nil
      return TrainingResult(
        fit: fit, data: data, statistics: try statistics(of: fit),
        evaluation: try (data.test ?? (stopsEarly ? nil : data.validation)).map {
          try scores(of: fit.model, on: $0)
        },
        loadSeconds: loadSeconds, keptState: isKept ? checkpoints.path : nil, keepsSample: keepsSample
      ).sharing()
    }
  }

  private func scores(of model: SoftmaxModel, on data: Dataset) throws -> Evaluation {
    try WorkWatch.during(.scoring) { try model.evaluate(data, execution: classifier.execution) }
  }

  private func statistics(of fit: SoftmaxFit) throws -> ModelStatistics? {
    guard let statistics else { return nil }
    if fit.report.stopReason != .stopped {
      do {
        return try statistics.statistics(
          of: fit, data.training, data.preparation, execution: classifier.execution)
      } catch is CancellationError {}
    }
    onNote(.stoppedWithoutStatistics)
    return nil
  }
}
