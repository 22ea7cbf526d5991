// The value and gradient of the objective at one point.

/// F and its gradient, summed in Float64 over tiles of Float32 work.
public struct ObjectiveEvaluation: Sendable, Hashable {
  /// F: the mean loss with the penalty.
  public internal(set) var value: Double
  /// The mean loss alone.
  public internal(set) var logLoss: Double
  /// The share of samples whose largest logit is their class.
  public internal(set) var accuracy: Double
  /// dF/dW, [classCount x featureCount], row-major; by the weights of standardised features where there are such.
  public internal(set) var weightGradient: [Double]
  /// dF/db, [classCount].
  public internal(set) var biasGradient: [Double]

  /// Whether value and gradient are numbers.
  public var isFinite: Bool {
    value.isFinite && weightGradient.allSatisfy(\.isFinite) && biasGradient.allSatisfy(\.isFinite)
  }

  /// The largest component of the gradient by magnitude.
  public var gradientMax: Double {
    max(weightGradient.reduce(0) { max($0, abs($1)) }, biasGradient.reduce(0) { max($0, abs($1)) })
  }
}
