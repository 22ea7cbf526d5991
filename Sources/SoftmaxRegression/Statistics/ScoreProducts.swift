// The middle matrix of the sandwich estimator: sums of products of scores.

import SoftmaxKernels

/// Mean products of the scores of observations or of groups of them, by the free parameters of standardised columns.
struct ScoreProducts {
  let objective: MultinomialObjective
  let layout: FreeParameterLayout
  let scaling: Standardization
  let pairs: [(Int, Int)]
  let stride: Int

  /// Of each observation's own: [parameters x stride]. Complexity: O(samples x parameters^2 / 2).
  ///
  /// The blocks of residuals r_k r_l are those of the second derivatives with -r_k r_l for p_k p_l, because residuals of
  /// all classes, too, add up to 0.
  func ofObservations(at point: [Double]) -> WorkBuffer<Double> {
    let sums = ExactPreconditioner.pairSums(
      objective, at: point, pairs: pairs, size: layout.blockSize, standardization: scaling, weight: .residuals)
    let matrix = ExactPreconditioner.matrix(sums, objective, layout, pairs, stride: stride)
    // Blocks of two classes stand above the diagonal alone.
    for i in 0..<layout.order { for j in 0..<i { matrix[i * stride + j] = matrix[j * stride + i] } }
    return matrix
  }

  /// Of the sums over each group, times G / (G - 1): [parameters x stride], for rows that are all here. `groups`
  /// numbers each row's from 0 on, below `count`. Complexity: O(samples x parameters + count x parameters^2); memory: 8
  /// bytes x count x parameters.
  func ofGroups(_ groups: [Int], count: Int, at point: [Double]) -> WorkBuffer<Double> {
    let (classCount, size, order, stride) = (layout.classCount, layout.blockSize, layout.order, stride)
    let objective = objective
    precondition(objective.samples.pass.holdsAllRows, "groups may be divided between processes")
    let (samples, kernels, scaling) = (objective.samples, objective.engine.kernels, scaling)
    let sums = WorkBuffer<Double>(count: count * stride, repeating: 0)
    // One thread, which takes the rows in their order: groups' sums then do not depend on how many there are.
    let alone = FitSamples(
      rows: samples.rows, labels: samples.labels, weights: samples.weights, offsets: samples.offsets,
      RowPass(rowCount: samples.rowCount, engine: Engine(kernels: kernels, team: .solo)))
    _ = Float64Pass(alone).sumOverProbabilities(count: 1, at: samples.parameters(at: point)) {
      tile, rows, open, _ in
      let block = MatrixBlock(
        WorkBuffer<Double>(uninitializedCount: rows.count * size), stride: size, rowCount: rows.count,
        columnCount: size)
      kernels.widen(open, hasOne: objective.hasBias, into: block)
      scaling.apply(to: block)
      for (r, row) in rows.enumerated() {
        let weight = samples.weights?[row] ?? 1
        block.buffer.withSpan(r * size..<(r + 1) * size) { values in
          for k in 0..<classCount - 1 {
            let residual = weight * (tile[r * classCount + k] - (samples.labels[row] == k ? 1 : 0))
            let first = groups[row] * stride + k * size
            sums.withMutableSpan { sums in
              for j in values.indices { sums[first + j] += residual * values[j] }
            }
          }
        }
      }
    }
    let scores = MatrixBlock(sums, stride: stride, rowCount: count, columnCount: order)
    let products = EstimateCovariance.product(scores, scores, engine: objective.engine, stride: stride)
    let factor = Double(count) / Double(count - 1) / objective.totalWeight
    for i in 0..<order { for j in 0..<order { products[i * stride + j] *= factor } }
    return products
  }
}
