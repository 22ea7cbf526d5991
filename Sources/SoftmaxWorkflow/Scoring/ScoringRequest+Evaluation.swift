// How good a model is on labelled data.

public import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A model's scores on labelled data.
public struct EvaluationResult: Sendable {
  /// The scores.
  public let evaluation: Evaluation
  /// The data's name, such as `digits:test`.
  public let dataName: String
  /// The names of the classes, in the order of the confusion matrix.
  public let classNames: [String]
  /// Further metrics, where they were asked for.
  public let metrics: MeasuredMetrics?
  /// What the model's prediction sets are worth; nil for a model without.
  public var sets: SetCoverage?
  /// What is gained by leaving doubtful samples unanswered; nil where nobody asked.
  public var rejection: RejectionCurve?

  /// The scores in the form of `softmax evaluate --json`.
  public var document: EvaluationDocument { EvaluationDocument(self) }

  /// The scores for people, in the words of a front end: lines with a line break at their ends.
  public func text(in wording: RemedyWording = .library) -> String { EvaluationText.text(self, wording) }
}

extension ScoringRequest {
  /// Scores the model on the data.
  ///
  /// - Parameters:
  ///   - metrics: What is measured beside the scores that are always there; nil: nothing.
  ///   - measuresRejection: Whether the result has the curve of accuracy against the share that is kept.
  /// - Returns: The scores; samples count by their weights.
  /// - Throws: `FileError`, `FetchError` or `DataError` for data that cannot be read, `WorkflowError` and `DatasetError` for
  ///   data that does not fit the model.
  /// - Complexity: One pass over the data, with metrics three. A table is held in memory with its features.
  public func evaluate(
    _ metrics: MetricRequest? = nil, measuresRejection: Bool = false
  ) throws -> EvaluationResult {
    try InputRecord().watching {
      let labelled = try WorkWatch.during(.preparing) {
        try ScoringInput(self, label: try neededLabel()).labelled()
      }
      if let overlap = file.card.training?.rowFingerprints?.overlap(with: labelled.features) {
        onNote(.scoredOnTrainingRows(overlap, data: labelled.name))
      }
      let evaluation = try WorkWatch.during(.scoring) {
        try file.model.evaluate(labelled, execution: execution)
      }
      let measured = try metrics.map { request in
        try WorkWatch.during(.scoring) {
          try MeasuredMetrics(
            request,
            of: file.model.metrics(
              on: labelled, topK: request.topK, keepsSamples: request.needsSamples, execution: execution),
            execution: execution)
        }
      }
      return EvaluationResult(
        evaluation: evaluation, dataName: labelled.name, classNames: file.model.classes.names,
        metrics: measured, sets: try file.model.setCoverage(on: labelled, execution: execution),
        rejection: measuresRejection
          ? try file.model.rejectionCurve(on: labelled, execution: execution) : nil)
    }
  }
}
