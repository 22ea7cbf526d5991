// Second derivatives by each parameter alone.

import SoftmaxKernels

/// 1 / (mean p_k (1 - p_k) x mean x_j^2 + penalty): for features too many for a matrix.
///
/// Complexity: half a pass to form, O(parameters) to apply.
struct DiagonalPreconditioner: Preconditioner {
  private let inverses: [Double]

  private static let rowLimit = 4096

  init(of objective: MultinomialObjective, at point: [Double]) {
    let sample = CurvatureSample(of: objective, at: point, rowLimit: Self.rowLimit)
    let (classCount, featureCount) = (objective.classCount, objective.featureCount)
    var squares = [Double](repeating: 0, count: featureCount + 1)
    var total = 0.0
    objective.features.forEachTile(of: .order(sample.rows.rows, 0..<sample.rows.count)) { positions, values in
      for (r, position) in positions.enumerated() {
        let weight = Double(sample.rows.weights[position])
        for j in 0..<featureCount {
          let value = values[r * featureCount + j]
          squares[j] += weight * value * value
        }
        squares[featureCount] += weight
        total += weight
      }
    }
    var inverses: [Double] = []
    func append(_ k: Int, _ j: Int, _ penalty: Double) {
      let curvature = sample.classCurvature[k * classCount + k] * squares[j] / max(total, .leastNormalMagnitude)
      inverses.append(1 / max(curvature + penalty, 1e-30))
    }
    for k in 0..<classCount {
      for j in 0..<featureCount { append(k, j, objective.penalties[j]) }
    }
    if objective.hasBias {
      for k in 0..<classCount { append(k, featureCount, 0) }
    }
    self.inverses = inverses
  }

  func apply(to vector: [Double]) -> [Double] {
    zip(vector, inverses).map { $0 * $1 }
  }
}
