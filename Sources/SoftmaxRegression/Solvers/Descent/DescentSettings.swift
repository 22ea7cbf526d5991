// The settings of a descent, the calls that it makes back to its fit, and the records that it gives.

/// When a descent is to end, and how exactly it works.
struct DescentSettings {
  /// The certified gap, as a share of F, at which the fit ends; without a certificate the gradient's largest
  /// component, as a share of what it was at the start.
  var tolerance: Double
  var maxIterations: Int
  /// Whether every pass is in Float64 from the beginning: where passes cost next to nothing.
  var isDouble: Bool
  /// Whether the fit is only compared with others, and may end without proof: where half the slope along the method's
  /// direction, which a quadratic would still fall by, is below the tolerance as a share of F twice in a row. What a
  /// bound asks of the gradient grows beyond Float32's reach as penalties become small; this does not.
  var isForComparison = false
  /// How many fits the objective is the sum of: then each of them is that near.
  var fitCount = 1
}

/// The calls that a descent makes back to its fit.
struct DescentCallbacks {
  /// Before each pass; throws to end the descent.
  var beforePass: () throws -> Void
  /// What is left to gain at the saved form of a point, to be compared with the tolerance: the proven bound on F - F*
  /// as a share of F or, where nothing is penalised, what rounding costs and the gradient's square. Infinite where
  /// nothing is known. The second argument is the largest gradient component where the descent began.
  var remaining: ([Double], Double) -> Double = { _, _ in .infinity }
  /// The certificate of the saved form of a point, where a method has a dual point of its own, which may prove more than
  /// the point's probabilities do. Nil where none is made.
  var certificate: ([Double], DualShares) -> OptimalityCertificate? = { _, _ in nil }
  /// Whether it is known that F has no minimum; asked now and then.
  var isUnbounded: ([Double]) -> Bool = { _ in false }
}

/// A step that was taken.
struct DescentStep {
  let iteration: Int
  let found: StepFigures
  let stepLength: Double
  let passCount: Int
}

/// What is known of F where a step led.
struct StepFigures {
  /// F.
  let value: Double
  /// The part of F that is not penalty.
  let logLoss: Double
  /// The share of samples whose largest logit is their class.
  let accuracy: Double
  /// The largest component of F's gradient.
  let gradientMax: Double
  /// About how far F is above its minimum at most, where a pass tells.
  let estimatedGap: Double?

  init(_ evaluation: PointEvaluation) {
    value = evaluation.value
    logLoss = evaluation.logLoss
    accuracy = evaluation.accuracy
    gradientMax = VectorArithmetic.largest(evaluation.gradient)
    estimatedGap = evaluation.estimatedGap
  }

  init(_ certificate: OptimalityCertificate) {
    value = certificate.objective
    logLoss = certificate.logLoss
    accuracy = certificate.accuracy
    gradientMax = certificate.gradientMax
    estimatedGap = certificate.gap
  }
}
