// What a fit did, how it ended, and how good the result is.

/// The record of a fit. Everything in it is true of the model that the fit returned.
public struct TrainingReport: Sendable, Hashable {
  /// The method and its settings.
  public let solver: SolverConfiguration
  /// The L2 penalty of the objective.
  public let l2Penalty: Double
  /// Whether the features were standardised for the fit.
  public let standardized: Bool
  /// The seed.
  public let seed: UInt64
  /// The number of training samples.
  public let sampleCount: Int
  /// One record for each epoch that was finished.
  public let history: [EpochRecord]
  /// Why it ended.
  public let stopReason: StopReason
  /// F at the returned weights: the mean training loss with the penalty.
  public let objective: Double
  /// The mean training log loss at the returned weights.
  public let trainLogLoss: Double
  /// The training accuracy of the returned weights.
  public let trainAccuracy: Double
  /// The largest component of F's gradient at the returned weights.
  public let gradientMax: Double
  /// A bound on F - F*, where one is known; nil where none is.
  public let certifiedGap: Double?
  /// The instruction set that did the work.
  public let kernels: String
  /// The number of threads that the fit could use; work that is too small for several is done by one.
  public let threads: Int
  /// Seconds of the fit.
  public let seconds: Double
}
