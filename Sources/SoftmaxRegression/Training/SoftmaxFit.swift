// The result of a fit.

/// A fitted model with the record of how it came to be.
public struct SoftmaxFit: Sendable, Hashable {
  /// The model.
  public let model: SoftmaxModel
  /// How it was fitted, and how the fit ended.
  public let report: TrainingReport
}
