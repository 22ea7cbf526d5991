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
    let squares = Self.squares(sample.rows, objective)
    let total = sample.totalWeight
    var inverses: [Double] = []
    func append(_ k: Int, _ j: Int, _ penalty: Double) {
      let square = j < featureCount ? squares[j] : total
      let curvature = sample.classVariances[k] * square / max(total, .leastNormalMagnitude)
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

  /// The sum of weight x value^2 over the rows drawn, for each feature.
  private static func squares(_ sample: WeightedRows, _ objective: MultinomialObjective) -> [Double] {
    let (features, kernels) = (objective.features, objective.engine.kernels)
    let featureCount = objective.featureCount
    let shape = LayerShape(classCount: objective.classCount, featureCount: featureCount)
    return objective.pass.reduce(
      count: featureCount, chunkLength: shape.pairChunkRowCount, work: sample.count * featureCount
    ) {
      WorkBuffer<Double>(uninitializedCount: blockRowCount * featureCount)
    } add: { chunk, widened, sums in
      let positions = sample.positions(in: chunk.rows)
      for first in stride(from: positions.lowerBound, to: positions.upperBound, by: blockRowCount) {
        let rows = first..<min(first + blockRowCount, positions.upperBound)
        features.widen(
          .order(sample.rows, rows), by: kernels,
          into: MatrixBlock(widened, stride: featureCount, rowCount: rows.count, columnCount: featureCount))
        for (r, position) in rows.enumerated() {
          let weight = Double(sample.weights[position])
          widened.withSpan(r * featureCount..<(r + 1) * featureCount) { values in
            sums.withMutableSpan { sums in
              for j in values.indices { sums[j] += weight * values[j] * values[j] }
            }
          }
        }
      }
    }.array
  }

  private static let blockRowCount = 64

  func apply(to vector: [Double]) -> [Double] {
    zip(vector, inverses).map { $0 * $1 }
  }
}
