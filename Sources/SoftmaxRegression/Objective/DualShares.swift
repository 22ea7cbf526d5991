// A dual point that a solver has found, for a certificate.

import SoftmaxKernels

/// Shares of the classes for each row, kept as a - y in Float32 [rows x classes]: any of them is a dual point, and the
/// nearer to the optimum, the tighter is the bound that it gives.
struct DualShares: Sendable {
  private let residuals: WorkBuffer<Float>
  let classCount: Int

  /// - Parameters:
  ///   - residuals: a - y of each row; not changed while these shares are in use.
  ///   - classCount: The classes of a row.
  init(_ residuals: WorkBuffer<Float>, classCount: Int) {
    self.residuals = residuals
    self.classCount = classCount
  }

  /// Writes a of rows to a tile in Float64, each row's sum brought to 1.
  func fill(_ tile: WorkBuffer<Double>, rows: Range<Int>, labels: ClassLabels) {
    residuals.withSpan(rows.lowerBound * classCount..<rows.upperBound * classCount) { residuals in
      labels.withIndices(of: rows) { labels in
        tile.withMutableSpan { tile in
          for r in labels.indices {
            let (first, own) = (r * classCount, Int(labels[r]))
            var sum = 0.0
            for k in 0..<classCount {
              let share = max(0, Double(residuals[first + k]) + (k == own ? 1 : 0))
              tile[first + k] = share
              sum += share
            }
            guard sum > 0 else { continue }
            for k in 0..<classCount { tile[first + k] /= sum }
          }
        }
      }
    }
  }

  /// The sum of weight x a over all rows, for each class. Complexity: O(rows x classes).
  func sums(_ samples: FitSamples) -> [Double] {
    let classCount = classCount
    let tileRowCount = 64
    let found: WorkBuffer<Double> = samples.pass.reduce(
      count: classCount, chunkLength: ColumnGradient.residualRowCount, work: samples.rowCount * classCount
    ) {
      WorkBuffer<Double>(uninitializedCount: tileRowCount * classCount)
    } add: { chunk, tile, sums in
      for start in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: tileRowCount) {
        let rows = start..<min(start + tileRowCount, chunk.rows.upperBound)
        fill(tile, rows: rows, labels: samples.labels)
        for (r, row) in rows.enumerated() {
          let weight = samples.weights?[row] ?? 1
          for k in 0..<classCount { sums[k] += weight * tile[r * classCount + k] }
        }
      }
    }
    return found.array
  }
}
