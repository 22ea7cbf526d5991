// The rows that carry the curvature, and the classes' share in it.

import SoftmaxKernels

/// Samples drawn in proportion to how undecided their classes are, and the mean of diag(p) - p p^T.
struct CurvatureSample: Sendable {
  /// Samples, each counting by its weight and 1 - sum of p^2.
  let rows: WeightedRows
  /// The diagonal of (1/S) sum_i s_i (diag(p_i) - p_i p_i^T), over the rows drawn: a number for each class.
  let classVariances: [Double]
  /// All of that matrix [classes x classes], row-major; nil with more than `classLimit` classes, and where the classes are
  /// undecided.
  let classCurvature: [Double]?
  /// The sum of the weights of all rows drawn.
  let totalWeight: Double
  /// Whether all classes are equally likely for every sample, as where all parameters are 0 and there are no offsets; then the matrix is
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
    isUndecided = objective.offsets == nil && point.allSatisfy { $0 == 0 }
    if isUndecided {
      rows = Self.undecided(objective, rowLimit: rowLimit)
      classVariances = [Double](
        repeating: undecidedCurvature * (1 - undecidedCurvature), count: objective.classCount)
      classCurvature = nil
      totalWeight = Self.total(of: rows, objective)
      return
    }
    let probabilities = ProbabilityTable(
      features: objective.features, at: objective.parameters(point), offsets: objective.offsets,
      objective.pass)
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
    let found = Self.sums(objective, probabilities, rows, undecided)
    (classVariances, classCurvature, totalWeight) = (found.variances, found.curvature, found.totalWeight)
  }

  /// Where no pass is needed. Complexity: O(samples).
  private static func undecided(_ objective: MultinomialObjective, rowLimit: Int) -> WeightedRows {
    let share = 1 / Double(objective.classCount)
    func weight(_ sample: Int) -> Float { Float((1 - share) * (objective.sampleWeights?[sample] ?? 1)) }
    let total = (1 - share) * objective.totalWeight
    return WeightedRows(
      sampleCount: objective.samples.rowCount, firstRow: objective.pass.parts.firstRow,
      threshold: objective.sampleCount <= rowLimit ? 0 : Float(total / Double(rowLimit)), salt: .max,
      weight: weight)
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

  private static func sums(
    _ objective: MultinomialObjective, _ probabilities: ProbabilityTable, _ rows: WeightedRows,
    _ undecided: [Float]
  ) -> (variances: [Double], curvature: [Double]?, totalWeight: Double) {
    let classCount = objective.classCount
    let isWhole = classCount <= classLimit
    // The rows' weights, sums of p and of p^2 by class and, where there are not too many, of products.
    let first = (sums: 1, squares: 1 + classCount, products: 1 + 2 * classCount)
    let found: [Double] = objective.pass.reduce(
      count: first.products + (isWhole ? classCount * classCount : 0),
      chunkLength: probabilities.shape.pairChunkRowCount,
      work: rows.count * classCount * (isWhole ? classCount : 1)
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
              if isWhole {
                room.plain[r * classCount + k] = own
                room.weighted[r * classCount + k] = factor * own
              }
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
    guard isWhole else {
      let variances = (0..<classCount).map { k in
        (found[first.sums + k] - found[first.squares + k]) / objective.totalWeight
      }
      return (variances, nil, found[0])
    }
    var curvature = [Double](repeating: 0, count: classCount * classCount)
    for k in 0..<classCount {
      // As the others' sum, so that what moves all classes alike has no curvature, in spite of Float32's rounding.
      for l in 0..<classCount where l != k {
        let product = found[first.products + min(k, l) * classCount + max(k, l)]
        curvature[k * classCount + l] = -product
        curvature[k * classCount + k] += product
      }
    }
    for i in curvature.indices { curvature[i] /= objective.totalWeight }
    return ((0..<classCount).map { curvature[$0 * classCount + $0] }, curvature, found[0])
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
      // Nothing is multiplied where no matrix is made.
      let width = isWhole ? classCount : 0
      products = WorkBuffer(count: width * width, repeating: 0)
      plain = WorkBuffer(count: blockRowCount * width, repeating: 0)
      weighted = WorkBuffer(count: blockRowCount * width, repeating: 0)
      workspace = WorkBuffer(count: KernelTable.productsWorkspaceCount(leftCount: width), repeating: 0)
    }

    func block(_ buffer: WorkBuffer<Float>, _ rowCount: Int) -> MatrixBlock<Float> {
      MatrixBlock(buffer, stride: classCount, rowCount: rowCount, columnCount: classCount)
    }
  }
}
