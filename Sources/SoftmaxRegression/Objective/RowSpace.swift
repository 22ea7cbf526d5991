// Fewer rows than columns: the same problem in the space that the rows span.

import SoftmaxKernels

/// An L2-penalised problem with as many features as its rows have independent directions, and the way back.
///
/// The optimum's weights are a combination of the rows, because what is orthogonal to all of them changes no logit and
/// costs penalty; and the penalty does not care for rotations. With Z the rows, centred where there is a bias and each
/// column scaled to one penalty, and Z Z^T = L L^T, the problem with the rows of L in place of Z has the same values: its
/// weights A stand for W = A L_P^-1 Z_P, P the rows that were pivots. Where rows depend on each other, L has fewer columns
/// than rows.
///
/// L comes from Float64 and is rounded to Float32, as any features are; the certificate is made on the real features, and
/// sees whatever that costs.
struct RowSpace: Sendable {
  /// The problem in the rows' space.
  let objective: MultinomialObjective
  private let original: MultinomialObjective
  private let basis: PivotedCholesky
  /// All rows, those of other processes included.
  private let rows: Rows
  /// What is subtracted from each column.
  private let centre: [Double]
  /// What each column is multiplied by.
  private let scales: [Double]

  /// Whether this problem can be reduced at all.
  static func isPossible(_ objective: MultinomialObjective) -> Bool {
    objective.featureCount > objective.sampleCount && objective.penalties.allSatisfy { $0 > 0 }
      && objective.penalty.isSmooth && objective.redundancy == nil
      && byteCount(objective) <= objective.memoryLimit / 4
  }

  /// The bytes that it takes while it is made.
  static func byteCount(_ objective: MultinomialObjective) -> Int {
    let samples = Double(objective.sampleCount)
    return Int(min(8 * samples * (2 * samples + Double(RowGram.columnCount + RowGram.rowCount)), 1e18))
  }

  /// The problem of `objective`, for which `isPossible` holds; nil where its numbers are beyond Float64's squares.
  /// Complexity: O(samples^2 x features), in Float64.
  init?(of objective: MultinomialObjective) {
    original = objective
    let largestPenalty = objective.penalties.max() ?? 1
    var scales = objective.penalties.map { (largestPenalty / $0).squareRoot() }
    let rows = objective.pass.gathered(objective.features)
    self.rows = rows
    let gram = RowGram(of: rows, isCentred: objective.hasBias, scales: scales, objective.engine)
    centre = gram.centre
    let sampleCount = rows.sampleCount
    let largest = (0..<sampleCount).reduce(0) { max($0, gram.matrix[$1 * gram.stride + $1]) }
    guard largest.isFinite else { return nil }
    basis = PivotedCholesky(of: gram.matrix, order: sampleCount, stride: gram.stride, engine: objective.engine)
    // A power of two that brings the longest row between 1 and 2, so that Float32 holds the rows of L.
    let unit =
      largest >= .leastNormalMagnitude
      ? Double(sign: .plus, exponent: -(largest.exponent >> 1), significand: 1) : 1
    for j in scales.indices { scales[j] *= unit }
    self.scales = scales
    let penalty = largestPenalty * unit * unit
    guard penalty > 0, penalty.isFinite, unit.isFinite, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return nil
    }
    let reduced = Rows(SharedStorage(basis.rows(scaledBy: unit)), featureCount: basis.columnCount)
    let parts = objective.pass.parts
    self.objective = MultinomialObjective(
      FitSamples(
        rows: reduced.rows(parts.firstRow..<parts.firstRow + parts.ownRowCount), labels: objective.labels,
        weights: objective.sampleWeights, offsets: objective.offsets, objective.pass),
      penalties: [Double](repeating: penalty, count: basis.columnCount), hasBias: objective.hasBias,
      memoryLimit: objective.memoryLimit)
    self.unit = unit
  }

  /// What the Gram matrix's root is multiplied by.
  private let unit: Double

  /// The original problem's point for a point of the reduced one. Complexity: O(samples x features x classes).
  func expanded(_ point: [Double]) -> [Double] {
    let (classCount, rank) = (original.classCount, basis.columnCount)
    let featureCount = original.featureCount
    let weights = WorkBuffer<Double>(count: classCount * featureCount, repeating: 0)
    let factors = (0..<classCount).map { k in
      basis.combination(Array(point[k * rank..<(k + 1) * rank]))
    }
    let pivots = basis.pivots
    let tile = min(pivots.count, RowGram.rowCount)
    let widened = WorkBuffer<Double>(uninitializedCount: max(1, tile) * featureCount)
    let left = WorkBuffer<Double>(uninitializedCount: max(1, tile) * classCount)
    let workspace = WorkBuffer<Double>(
      uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: classCount))
    let order = RowOrder(pivots.map(UInt32.init), rowCount: rows.sampleCount)
    for first in stride(from: 0, to: pivots.count, by: RowGram.rowCount) {
      let range = first..<min(first + RowGram.rowCount, pivots.count)
      let right = MatrixBlock(widened, stride: featureCount, rowCount: range.count, columnCount: featureCount)
      rows.widen(.order(order, range), by: original.engine.kernels, into: right)
      for (r, position) in range.enumerated() {
        for k in 0..<classCount { left[r * classCount + k] = factors[k][position] }
      }
      original.engine.kernels.addProducts(
        scale: 1, MatrixBlock(left, stride: classCount, rowCount: range.count, columnCount: classCount), right,
        into: MatrixBlock(weights, stride: featureCount, rowCount: classCount, columnCount: featureCount),
        workspace: workspace)
    }
    var result = weights.array
    var bias = original.hasBias ? Array(point[(classCount * rank)...]) : []
    for k in 0..<classCount {
      let total = factors[k].reduce(0, +)
      for j in 0..<featureCount {
        let i = k * featureCount + j
        // L is that of the rows before they were brought to its unit.
        result[i] = (result[i] - total * centre[j]) * scales[j] * (scales[j] / unit)
        if original.hasBias { bias[k] -= result[i] * centre[j] }
      }
    }
    return result + bias
  }

  /// The point of the reduced problem that is nearest to a point of the original one.
  /// Complexity: O(samples x features x classes).
  func reduced(_ point: [Double]) -> [Double] {
    let (classCount, featureCount) = (original.classCount, original.featureCount)
    let rank = basis.columnCount
    var weights = [Double](repeating: 0, count: classCount * rank)
    var bias = original.hasBias ? Array(point[(classCount * featureCount)...]) : []
    var logits = [[Double]](repeating: [], count: classCount)
    let row = WorkBuffer<Double>(uninitializedCount: featureCount)
    let order = RowOrder(basis.pivots.map(UInt32.init), rowCount: rows.sampleCount)
    for position in basis.pivots.indices {
      rows.widen(
        .order(order, position..<position + 1), by: original.engine.kernels,
        into: MatrixBlock(row, stride: featureCount, rowCount: 1, columnCount: featureCount))
      for k in 0..<classCount {
        var sum = 0.0
        for j in 0..<featureCount { sum += point[k * featureCount + j] * (row[j] - centre[j]) }
        logits[k].append(sum)
      }
    }
    for k in 0..<classCount {
      let coordinates = basis.coordinates(logits[k])
      for (i, value) in coordinates.enumerated() { weights[k * rank + i] = value / unit }
      if original.hasBias {
        for j in 0..<featureCount { bias[k] += point[k * featureCount + j] * centre[j] }
      }
    }
    return weights + bias
  }
}
