// Value and gradient of an objective at one point, as a solver needs them.

/// F and its gradient at a point.
package struct PointEvaluation: Sendable {
  /// F.
  package var value: Double
  /// dF by each parameter.
  package var gradient: [Double]
  /// The part of F that is not penalty.
  package var logLoss: Double
  /// The share of samples whose largest logit is their class.
  package var accuracy: Double
  /// About how far F is above its minimum at most, where a penalty bounds that: good enough to decide when to look
  /// closer, no proof.
  package var estimatedGap: Double?

  /// Whether all of it are numbers.
  package var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
}
