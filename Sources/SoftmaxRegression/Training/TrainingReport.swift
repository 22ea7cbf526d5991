// What a fit did, how it ended, and how good the result is.

/// The record of a fit. Everything in it is true of the model that the fit returned.
///
/// Of a relaxed fit with a refit, method, penalties, iterations and passes are those of its penalised fit, and objective,
/// losses and gradient those of the refit's problem at the returned weights; `relaxation` has the figures of both.
public struct TrainingReport: Sendable, Hashable {
  /// The method and its settings: the one that was chosen where the choice was automatic.
  public let solver: SolverConfiguration
  /// Why that method, where the choice was automatic.
  public let choice: String?
  /// The L2 penalty of the objective.
  public let l2Penalty: Double
  /// The L1 penalty of the objective; 0 where there is none.
  public let l1Penalty: Double
  /// What the penalties are for single features, and the weights' limits.
  public let penaltyShape: PenaltyShape
  /// The factor of each class's samples, by class index; nil where all were 1.
  public let classWeights: [Double]?
  /// Whether the model has a bias.
  public let hasBias: Bool
  /// What the features were standardised by, where the penalty applies to weights of standardised features.
  public let standardization: Standardization?
  /// The seed.
  public let seed: UInt64
  /// The number of training samples.
  public let sampleCount: Int
  /// The sum of the training samples' weights, their classes' factors included: their number where all are 1. It is what
  /// scikit-learn's C is counted by.
  public let totalWeight: Double
  /// One record for each epoch that was finished, of a stochastic method.
  public let history: [EpochRecord]
  /// One record for each iteration, of a full-batch method.
  public let iterations: [IterationRecord]
  /// The preconditioners that a quasi-Newton or a Newton method made, in order.
  public let preconditioners: [PreconditionerRecord]
  /// Passes over the data that a full-batch method made, those after its last step included.
  public let passes: Int
  /// Why it ended.
  public internal(set) var stopReason: StopReason
  /// What the user should know of the data.
  public internal(set) var warnings: [TrainingWarning]
  /// Of a relaxed fit, how it came about; nil for any other.
  public internal(set) var relaxation: RelaxationReport?
  /// F, its gradient and the bound on what is left to gain, at the returned weights.
  public internal(set) var certificate: OptimalityCertificate
  /// The instruction set that did the work.
  public let kernels: String
  /// The number of threads that the fit could use; work that is too small for several is done by one.
  public let threads: Int
  /// Seconds of the fit.
  public internal(set) var seconds: Double

  /// F at the returned weights: the mean training loss with the penalty.
  public var objective: Double { certificate.objective }
  /// The mean training log loss at the returned weights.
  public var trainLogLoss: Double { certificate.logLoss }
  /// The training accuracy of the returned weights, by the samples' own weights.
  public var trainAccuracy: Double { certificate.accuracy }
  /// The largest component of F's gradient at the returned weights.
  public var gradientMax: Double { certificate.gradientMax }
  /// A bound on F - F*, where one is known; nil where none is.
  public var certifiedGap: Double? { certificate.gap }
  /// The epoch whose weights were returned, where early stopping chose it.
  public var bestEpoch: Int? {
    guard let stopping = solver.stochasticSettings?.earlyStopping else { return nil }
    return stopping.bestIndex(in: history).map { history[$0].epoch }
  }
  /// How scikit-learn states the penalty; nil without one. `classCount` is the model's.
  public func scikitLearnPenalty(classCount: Int) -> ScikitLearnPenalty? {
    ScikitLearnPenalty(
      l1Penalty: l1Penalty, l2Penalty: l2Penalty, classCount: classCount, totalWeight: totalWeight)
  }
  /// Whether the features were standardised for the fit.
  public var standardized: Bool { standardization != nil }
}
