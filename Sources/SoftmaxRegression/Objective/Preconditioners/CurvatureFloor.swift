// What keeps a preconditioner definite where nothing is penalised.

import SoftmaxKernels

/// The least curvature that is assumed of each feature.
///
/// Rows that are drawn at random may leave out all in which a feature varies; a penalty bounds the step along it then,
/// and without one it would be as long as Float32 can say. A thousandth of the feature's mean square stands in.
struct CurvatureFloor {
  private let floors: [Double]

  /// Complexity: O(samples x features) where a feature is not penalised, else O(features).
  init(_ objective: MultinomialObjective) {
    guard objective.penalties.contains(0) else {
      floors = [Double](repeating: 0, count: objective.featureCount)
      return
    }
    floors = zip(objective.features.meanSquares(), objective.penalties).map { square, penalty in
      penalty > 0 ? 0 : 1e-3 * square
    }
  }

  /// For feature j; 0 for the bias, which varies in every row.
  subscript(_ j: Int) -> Float { j < floors.count ? Float(floors[j]) : 0 }
}
