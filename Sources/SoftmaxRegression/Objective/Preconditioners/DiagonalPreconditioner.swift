// Second derivatives by each parameter alone.

import SoftmaxKernels

/// 1 / (mean p_k (1 - p_k) x mean x_j^2 + penalty): for features too many for a matrix. Of sparse features the mean of
/// p_k (1 - p_k) x_j^2 itself, which costs no more there: rare words go with few classes.
///
/// Complexity: half a pass to form, O(parameters) to apply.
struct DiagonalPreconditioner: Preconditioner {
  private let inverses: [Double]

  private static let rowLimit = 4096

  init(of objective: MultinomialObjective, at point: [Double]) {
    if let columns = ColumnGradient(
      of: objective.features, classCount: objective.classCount, objective.pass)
    {
      inverses = Self.inverses(columns.squared, objective, at: point)
      return
    }
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

  /// Those of sparse features, by all samples.
  private static func inverses(
    _ columns: ColumnGradient, _ objective: MultinomialObjective, at point: [Double]
  ) -> [Double] {
    let (classCount, featureCount) = (objective.classCount, objective.featureCount)
    let probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), offsets: objective.offsets,
      objective.pass)
    let variances = columns.residuals(Float(0))
    let biasVariances: [Double] = objective.pass.reduce(
      count: classCount, chunkLength: ColumnGradient.residualRowCount,
      work: objective.samples.rowCount * classCount
    ) {
    } add: { chunk, _, sums in
      probabilities.withProbabilities { p in
        for sample in chunk.rows {
          let weight = Float(objective.sampleWeights?[sample] ?? 1)
          for k in 0..<classCount {
            let share = p(sample, k)
            let variance = weight * share * (1 - share)
            variances[sample * classCount + k] = variance
            sums[k] += Double(variance)
          }
        }
      }
    }.array
    var result = columns.sums(of: variances)
    let factor = objective.scale * objective.scale / objective.totalWeight
    for k in 0..<classCount {
      for j in 0..<featureCount {
        let i = k * featureCount + j
        result[i] = 1 / max(result[i] * factor + objective.penalties[j], 1e-30)
      }
    }
    if objective.hasBias {
      result += biasVariances.map { 1 / max($0 / objective.totalWeight, 1e-30) }
    }
    return result
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
