// The part of a direction that all classes share.

/// What moves all classes alike changes no probability: there the second derivatives are the penalty's alone.
struct MeanSolver: Sendable {
  private let penalties: [Double]

  init(_ objective: MultinomialObjective) {
    penalties = objective.penalties
  }

  /// Means of the gradient over classes, for each feature (and the bias), to steps; 0 where nothing is penalised.
  func apply(to means: [Double]) -> [Double] {
    means.enumerated().map { j, mean in
      j < penalties.count && penalties[j] > 0 ? mean / penalties[j] : 0
    }
  }
}
