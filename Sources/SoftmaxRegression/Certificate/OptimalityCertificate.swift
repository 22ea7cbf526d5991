// How far from the optimum a model can be, with proof.

/// The objective of a model on the data that it was fitted to, and a bound on what is left to gain. All of it is
/// computed in Float64 from the model's saved Float32 weights.
public struct OptimalityCertificate: Sendable, Hashable {
  /// F: the mean log loss with the penalty.
  public let objective: Double
  /// The mean log loss alone.
  public let logLoss: Double
  /// The share of samples whose largest logit is their class.
  public let accuracy: Double
  /// The largest component of F's gradient, by the penalised weights and the bias.
  public let gradientMax: Double
  /// A bound on F - F*, F* the smallest value that any weights can reach; nil where no penalty makes it finite.
  public let gap: Double?

  /// The gap as a share of the objective.
  public var relativeGap: Double? { gap.map { $0 / abs(objective) } }
}
