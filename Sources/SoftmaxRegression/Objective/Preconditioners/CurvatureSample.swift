// The rows that carry the curvature, and the classes' share in it.

import SoftmaxKernels

/// Samples drawn in proportion to how undecided their classes are, and the mean of diag(p) - p p^T.
struct CurvatureSample: Sendable {
  /// Samples, each counting by its weight and 1 - sum of p^2.
  let rows: WeightedRows
  /// [classes x classes], row-major: (1/S) sum_i s_i (diag(p_i) - p_i p_i^T), over the rows drawn. With more classes
  /// than `classLimit` only its diagonal is there.
  let classCurvature: [Double]
  /// Whether all classes are equally likely for every sample, as where all parameters are 0; then `classCurvature` is
  /// (1 - 1 1^T / K) times `undecidedCurvature`.
  let isUndecided: Bool
  /// 1 / K.
  let undecidedCurvature: Double

  /// More classes are not diagonalised.
  static let classLimit = 200
  private static let chunkRowCount = 256

  /// About `rowLimit` rows. Complexity: half a pass, and rows x classes^2.
  init(of objective: MultinomialObjective, at point: [Double], rowLimit: Int) {
    undecidedCurvature = 1 / Double(objective.classCount)
    isUndecided = point.allSatisfy { $0 == 0 }
    if isUndecided {
      (rows, classCurvature) = Self.undecided(objective, rowLimit: rowLimit)
      return
    }
    let probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), engine: objective.engine)
    let undecided = Self.undecided(objective, probabilities)
    let total = undecided.reduce(0) { $0 + Double($1) }
    let threshold = undecided.count <= rowLimit ? 0 : Float(total / Double(rowLimit))
    rows = WeightedRows(sampleCount: undecided.count, threshold: threshold, salt: .max) { undecided[$0] }
    classCurvature = Self.classCurvature(objective, probabilities, rows, undecided)
  }

  /// Where no pass is needed. Complexity: O(samples + classes^2).
  private static func undecided(
    _ objective: MultinomialObjective, rowLimit: Int
  ) -> (rows: WeightedRows, classCurvature: [Double]) {
    let classCount = objective.classCount
    let share = 1 / Double(classCount)
    func weight(_ sample: Int) -> Float { Float((1 - share) * (objective.sampleWeights?[sample] ?? 1)) }
    let sampleCount = objective.features.sampleCount
    let total = (1 - share) * objective.totalWeight
    let rows = WeightedRows(
      sampleCount: sampleCount, threshold: sampleCount <= rowLimit ? 0 : Float(total / Double(rowLimit)),
      salt: .max, weight: weight)
    var curvature = [Double](repeating: 0, count: classCount * classCount)
    let isWhole = classCount <= classLimit
    for k in 0..<classCount {
      for l in 0..<classCount where k == l || isWhole {
        curvature[k * classCount + l] = share * ((k == l ? 1 : 0) - share)
      }
    }
    return (rows, curvature)
  }

  /// s (1 - sum of p^2) of each sample.
  private static func undecided(_ objective: MultinomialObjective, _ probabilities: ProbabilityTable) -> [Float]
  {
    let shape = probabilities.shape
    return probabilities.tile.withSpan(0..<probabilities.tile.count) { p in
      (0..<probabilities.sampleCount).map { sample in
        var rest: Float = 1
        for k in 0..<shape.classCount {
          let own = p[shape.tileIndex(row: sample, classIndex: k)]
          rest -= own * own
        }
        return max(rest, 0) * Float(objective.sampleWeights?[sample] ?? 1)
      }
    }
  }

  private static func classCurvature(
    _ objective: MultinomialObjective, _ probabilities: ProbabilityTable, _ rows: WeightedRows,
    _ undecided: [Float]
  ) -> [Double] {
    let shape = probabilities.shape
    let classCount = shape.classCount
    let isWhole = classCount <= classLimit
    var sums = [Double](repeating: 0, count: classCount)
    var squares = [Double](repeating: 0, count: classCount)
    let products = WorkBuffer<Float>(count: isWhole ? classCount * classCount : 0, repeating: 0)
    let plain = WorkBuffer<Float>(count: chunkRowCount * classCount, repeating: 0)
    let weighted = WorkBuffer<Float>(count: chunkRowCount * classCount, repeating: 0)
    let workspace = WorkBuffer<Float>(
      count: KernelTable.productsWorkspaceCount(leftCount: classCount), repeating: 0)
    for first in stride(from: 0, to: rows.count, by: chunkRowCount) {
      let count = min(chunkRowCount, rows.count - first)
      for r in 0..<count {
        let sample = rows.rows[first + r]
        // What the row stands for beside its own 1 - sum of p^2.
        let factor =
          rows.weights[first + r] / max(undecided[sample], .leastNormalMagnitude)
          * Float(objective.sampleWeights?[sample] ?? 1)
        for k in 0..<classCount {
          let p = probabilities.tile[shape.tileIndex(row: sample, classIndex: k)]
          plain[r * classCount + k] = p
          weighted[r * classCount + k] = factor * p
          sums[k] += Double(factor * p)
          squares[k] += Double(factor * p) * Double(p)
        }
      }
      guard isWhole else { continue }
      func block(_ buffer: WorkBuffer<Float>, _ rowCount: Int) -> MatrixBlock<Float> {
        MatrixBlock(buffer, stride: classCount, rowCount: rowCount, columnCount: classCount)
      }
      objective.engine.kernels.addProducts(
        scale: 1, block(weighted, count), block(plain, count), into: block(products, classCount),
        workspace: workspace)
    }
    var curvature = [Double](repeating: 0, count: classCount * classCount)
    for k in 0..<classCount {
      guard isWhole else {
        curvature[k * classCount + k] = sums[k] - squares[k]
        continue
      }
      // As the others' sum, so that what moves all classes alike has no curvature, in spite of Float32's rounding.
      for l in 0..<classCount where l != k {
        let product = Double(products[min(k, l) * classCount + max(k, l)])
        curvature[k * classCount + l] = -product
        curvature[k * classCount + k] += product
      }
    }
    return curvature.map { $0 / objective.totalWeight }
  }
}
