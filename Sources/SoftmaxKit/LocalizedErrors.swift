// The errors of the package as Foundation shows them: `localizedDescription` is their own sentence.

public import Foundation
public import SoftmaxData
public import SoftmaxFiles
public import SoftmaxFormats
public import SoftmaxRegression
public import SoftmaxReport
public import SoftmaxWorkflow

extension CheckpointError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension ConfigurationError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension DataError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension DatasetError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension ExplanationError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension FetchError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension FileError: LocalizedError {
  /// `description`, which has what to try as well.
  public var errorDescription: String? { description }

  /// What is wrong, without the place.
  public var failureReason: String? { problem }

  /// What to try, where there is something.
  public var recoverySuggestion: String? { remedy }
}

extension MemoryShortage: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension MetricError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension ModelEditError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension OutputsError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension NestedModelsError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension PictureError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension PreparationError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension StatisticsError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension TableError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension TrainingError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}

extension WorkflowError: LocalizedError {
  /// `description`.
  public var errorDescription: String? { description }
}
