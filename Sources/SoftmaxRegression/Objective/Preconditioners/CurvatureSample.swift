// The rows that carry the curvature, and the classes' share in it.

import SoftmaxKernels

/// Samples drawn in proportion to how undecided their classes are, and the mean of diag(p) - p p^T.
struct CurvatureSample: Sendable {
  /// Samples, each counting by its weight and 1 - sum of p^2.
  let rows: WeightedRows
  /// [classes x classes], row-major: (1/S) sum_i s_i (diag(p_i) - p_i p_i^T), over the rows drawn. With more classes
  /// than `classLimit` only its diagonal is there.
  let classCurvature: [Double]
  /// The sum of the weights of all rows drawn.
  let totalWeight: Double
  /// Whether all classes are equally likely for every sample, as where all parameters are 0; then `classCurvature` is
  /// (1 - 1 1^T / K) times `undecidedCurvature`.
  let isUndecided: Bool
  /// 1 / K.
  let undecidedCurvature: Double

  /// More classes are not diagonalised.
  static let classLimit = 200
  private static let blockRowCount = 256

  /// About `rowLimit` rows. Complexity: half a pass, and rows x classes^2.
  init(of objective: MultinomialObjective, at point: [Double], rowLimit: Int) {
    undecidedCurvature = 1 / Double(objective.classCount)
    isUndecided = point.allSatisfy { $0 == 0 }
    if isUndecided {
      (rows, classCurvature) = Self.undecided(objective, rowLimit: rowLimit)
      totalWeight = Self.total(of: rows, objective)
      return
    }
    let probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), objective.pass)
    let undecided = Self.undecided(objective, probabilities)
    let total: WorkBuffer<Double> = objective.pass.reduce(
      count: 1, chunkLength: probabilities.shape.chunkRowCount, work: undecided.count
    ) {
    } add: { chunk, _, sum in
      for row in chunk.rows { sum[0] += Double(undecided[row]) }
    }
    let threshold = objective.sampleCount <= rowLimit ? 0 : Float(total[0] / Double(rowLimit))
    let rows = WeightedRows(
      sampleCount: undecided.count, firstRow: objective.pass.parts.firstRow, threshold: threshold, salt: .max
    ) { undecided[$0] }
    self.rows = rows
    (classCurvature, totalWeight) = Self.classCurvature(objective, probabilities, rows, undecided)
  }

  /// Where no pass is needed. Complexity: O(samples + classes^2).
  private static func undecided(
    _ objective: MultinomialObjective, rowLimit: Int
  ) -> (rows: WeightedRows, classCurvature: [Double]) {
    let classCount = objective.classCount
    let share = 1 / Double(classCount)
    func weight(_ sample: Int) -> Float { Float((1 - share) * (objective.sampleWeights?[sample] ?? 1)) }
    let total = (1 - share) * objective.totalWeight
    let rows = WeightedRows(
      sampleCount: objective.samples.rowCount, firstRow: objective.pass.parts.firstRow,
      threshold: objective.sampleCount <= rowLimit ? 0 : Float(total / Double(rowLimit)), salt: .max,
      weight: weight)
    var curvature = [Double](repeating: 0, count: classCount * classCount)
    let isWhole = classCount <= classLimit
    for k in 0..<classCount {
      for l in 0..<classCount where k == l || isWhole {
        curvature[k * classCount + l] = share * ((k == l ? 1 : 0) - share)
      }
    }
    return (rows, curvature)
  }

  /// The sum of the weights of all rows drawn.
  private static func total(of rows: WeightedRows, _ objective: MultinomialObjective) -> Double {
    let shape = LayerShape(classCount: objective.classCount, featureCount: objective.featureCount)
    let sum: WorkBuffer<Double> = objective.pass.reduce(
      count: 1, chunkLength: shape.pairChunkRowCount, work: rows.count
    ) {
    } add: { chunk, _, sum in
      for position in rows.positions(in: chunk.rows) { sum[0] += Double(rows.weights[position]) }
    }
    return sum[0]
  }

  /// s (1 - sum of p^2) of each sample.
  private static func undecided(_ objective: MultinomialObjective, _ probabilities: ProbabilityTable) -> [Float]
  {
    let classCount = objective.classCount
    return probabilities.withProbabilities { p in
      (0..<probabilities.sampleCount).map { sample in
        var rest: Float = 1
        for k in 0..<classCount { rest -= p(sample, k) * p(sample, k) }
        return max(rest, 0) * Float(objective.sampleWeights?[sample] ?? 1)
      }
    }
  }

  private static func classCurvature(
    _ objective: MultinomialObjective, _ probabilities: ProbabilityTable, _ rows: WeightedRows,
    _ undecided: [Float]
  ) -> (curvature: [Double], totalWeight: Double) {
    let classCount = objective.classCount
    let isWhole = classCount <= classLimit
    // The rows' weights, sums of p and of p^2 by class and, where there are not too many, of products.
    let first = (sums: 1, squares: 1 + classCount, products: 1 + 2 * classCount)
    let found: [Double] = objective.pass.reduce(
      count: first.products + (isWhole ? classCount * classCount : 0),
      chunkLength: probabilities.shape.pairChunkRowCount, work: rows.count * classCount * classCount
    ) {
      Room(classCount: classCount, isWhole: isWhole)
    } add: { chunk, room, sums in
      room.products.fill(0..<room.products.count, with: 0)
      let positions = rows.positions(in: chunk.rows)
      for start in stride(from: positions.lowerBound, to: positions.upperBound, by: blockRowCount) {
        let block = start..<min(start + blockRowCount, positions.upperBound)
        for (r, position) in block.enumerated() {
          let sample = rows.rows[position]
          sums[0] += Double(rows.weights[position])
          // What the row stands for beside its own 1 - sum of p^2.
          let factor =
            rows.weights[position] / max(undecided[sample], .leastNormalMagnitude)
            * Float(objective.sampleWeights?[sample] ?? 1)
          probabilities.withProbabilities { p in
            for k in 0..<classCount {
              let own = p(sample, k)
              room.plain[r * classCount + k] = own
              room.weighted[r * classCount + k] = factor * own
              sums[first.sums + k] += Double(factor * own)
              sums[first.squares + k] += Double(factor * own) * Double(own)
            }
          }
        }
        guard isWhole else { continue }
        objective.engine.kernels.addProducts(
          scale: 1, room.block(room.weighted, block.count), room.block(room.plain, block.count),
          into: room.block(room.products, classCount), workspace: room.workspace)
      }
      for i in 0..<room.products.count { sums[first.products + i] += Double(room.products[i]) }
    }.array
    var curvature = [Double](repeating: 0, count: classCount * classCount)
    for k in 0..<classCount {
      guard isWhole else {
        curvature[k * classCount + k] = found[first.sums + k] - found[first.squares + k]
        continue
      }
      // As the others' sum, so that what moves all classes alike has no curvature, in spite of Float32's rounding.
      for l in 0..<classCount where l != k {
        let product = found[first.products + min(k, l) * classCount + max(k, l)]
        curvature[k * classCount + l] = -product
        curvature[k * classCount + k] += product
      }
    }
    return (curvature.map { $0 / objective.totalWeight }, found[0])
  }

  /// What a member works in.
  private struct Room: Sendable {
    let classCount: Int
    let products: WorkBuffer<Float>
    let plain: WorkBuffer<Float>
    let weighted: WorkBuffer<Float>
    let workspace: WorkBuffer<Float>

    init(classCount: Int, isWhole: Bool) {
      self.classCount = classCount
      products = WorkBuffer(count: isWhole ? classCount * classCount : 0, repeating: 0)
      plain = WorkBuffer(count: blockRowCount * classCount, repeating: 0)
      weighted = WorkBuffer(count: blockRowCount * classCount, repeating: 0)
      workspace = WorkBuffer(
        count: KernelTable.productsWorkspaceCount(leftCount: classCount), repeating: 0)
    }

    func block(_ buffer: WorkBuffer<Float>, _ rowCount: Int) -> MatrixBlock<Float> {
      MatrixBlock(buffer, stride: classCount, rowCount: rowCount, columnCount: classCount)
    }
  }
}
