// A dual point that a solver has found, for a certificate.

import SoftmaxKernels

/// Shares of the classes for each row, kept as a - y in Float32 [rows x classes]: any of them is a dual point, and the
/// nearer to the optimum, the tighter is the bound that it gives.
struct DualShares: Sendable {
  private let residuals: WorkBuffer<Float>
  let classCount: Int
  /// What a class's shares are multiplied by before each row's sum is brought to 1.
  private var factors: [Double]

  /// - Parameters:
  ///   - residuals: a - y of each row; not changed while these shares are in use.
  ///   - classCount: The classes of a row.
  init(_ residuals: WorkBuffer<Float>, classCount: Int) {
    self.residuals = residuals
    self.classCount = classCount
    factors = [Double](repeating: 1, count: classCount)
  }

  /// The same with each class's odds multiplied by e^step. Shares next to 0 stay there, so that they lose little of what
  /// they prove: mixing them with others costs far more.
  func tilted(by step: [Double], _ kernels: KernelTable) -> DualShares {
    var other = self
    for (k, factor) in kernels.exponentials64(of: step).enumerated() { other.factors[k] *= factor }
    return other
  }

  /// Writes a of rows to a tile in Float64, each row's sum brought to 1.
  func fill(_ tile: WorkBuffer<Double>, rows: Range<Int>, labels: ClassLabels) {
    let factors = factors
    residuals.withSpan(rows.lowerBound * classCount..<rows.upperBound * classCount) { residuals in
      labels.withIndices(of: rows) { labels in
        tile.withMutableSpan { tile in
          for r in labels.indices {
            let (first, own) = (r * classCount, Int(labels[r]))
            var sum = 0.0
            for k in 0..<classCount {
              let share = max(0, Double(residuals[first + k]) + (k == own ? 1 : 0)) * factors[k]
              tile[first + k] = share
              sum += share
            }
            guard sum > 0 else {
              // Only a state that no fit has saved has such a row; a dual point needs shares that sum to 1.
              for k in 0..<classCount { tile[first + k] = k == own ? 1 : 0 }
              continue
            }
            for k in 0..<classCount { tile[first + k] /= sum }
          }
        }
      }
    }
  }

  private struct Work: Sendable {
    let tile: WorkBuffer<Double>
    let weighted: WorkBuffer<Double>
    let products: WorkBuffer<Double>
  }

  /// The sums over all rows of weight x a and, where they are asked for, of weight x a a^T. Complexity: O(rows x classes),
  /// with products O(rows x classes^2).
  func moments(_ samples: FitSamples, withProducts: Bool) -> Float64Pass.ClassMoments {
    let (classCount, kernels, tileRowCount) = (classCount, samples.engine.kernels, 64)
    let found: WorkBuffer<Double> = samples.pass.reduce(
      count: classCount + (withProducts ? classCount * classCount : 0),
      chunkLength: ColumnGradient.residualRowCount,
      work: samples.rowCount * classCount * (withProducts ? classCount : 1)
    ) {
      Work(
        tile: WorkBuffer(uninitializedCount: tileRowCount * classCount),
        weighted: WorkBuffer(uninitializedCount: tileRowCount * classCount),
        products: WorkBuffer(
          uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: classCount)))
    } add: { chunk, work, sums in
      for start in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: tileRowCount) {
        let rows = start..<min(start + tileRowCount, chunk.rows.upperBound)
        fill(work.tile, rows: rows, labels: samples.labels)
        for (r, row) in rows.enumerated() {
          let weight = samples.weights?[row] ?? 1
          for k in 0..<classCount {
            let share = weight * work.tile[r * classCount + k]
            work.weighted[r * classCount + k] = share
            sums[k] += share
          }
        }
        guard withProducts else { continue }
        func block(_ buffer: WorkBuffer<Double>) -> MatrixBlock<Double> {
          MatrixBlock(buffer, stride: classCount, rowCount: rows.count, columnCount: classCount)
        }
        kernels.addProducts(
          scale: 1, block(work.weighted), block(work.tile),
          into: MatrixBlock(
            sums, first: classCount, stride: classCount, rowCount: classCount, columnCount: classCount),
          workspace: work.products)
      }
    }
    let sums = found.array
    return Float64Pass.ClassMoments(
      probabilities: Array(sums[..<classCount]), products: Array(sums[classCount...]))
  }
}
