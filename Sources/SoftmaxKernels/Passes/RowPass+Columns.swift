// What columns come to over all rows.

extension RowPass {
  /// Rows that are widened at once.
  private static let widenedRowCount = 64
  /// Elements of a chunk.
  private static let chunkElementCount = 1 << 22

  /// Reduces rows that are widened to Float64, some at a time: `add` gets them and which they are.
  ///
  /// Elements are as they are stored, without their scale. Complexity: O(rows x features).
  package func reduceWidened(
    _ combination: TreeCombination, _ rows: Rows, count: Int,
    add: @escaping @Sendable (MatrixBlock<Double>, Range<Int>, WorkBuffer<Double>) -> Void
  ) -> WorkBuffer<Double> {
    let featureCount = rows.featureCount
    let length = Self.chunkElementCount / featureCount / 1024 * 1024
    return reduce(
      combination, count: count, chunkLength: min(1 << 16, max(1024, length)),
      work: rows.sampleCount * featureCount
    ) {
      WorkBuffer<Double>(uninitializedCount: Self.widenedRowCount * featureCount)
    } add: { [engine] chunk, widened, sums in
      for first in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: Self.widenedRowCount) {
        let part = first..<min(first + Self.widenedRowCount, chunk.rows.upperBound)
        let block = MatrixBlock(widened, stride: featureCount, rowCount: part.count, columnCount: featureCount)
        rows.widen(.range(part), isScaled: false, by: engine.kernels, into: block)
        add(block, part, sums)
      }
    }
  }

  /// The sum over rows of weight x (element - centre)^power, for each column; centres and weights default to 0 and 1.
  package func columnSums(
    of rows: Rows, power: ColumnPower, centres: [Double]? = nil, weights: WorkBuffer<Double>? = nil
  ) -> [Double] {
    let centres = WorkBuffer<Double>(centres ?? [Double](repeating: 0, count: rows.featureCount), default: 0)
    if let columns = rows.columnEntries {
      return columnSums(of: columns, power: power, centres: centres, weights: weights)
    }
    return reduceWidened(.sum, rows, count: rows.featureCount) { block, part, sums in
      for (r, row) in part.enumerated() {
        let weight = weights?[row] ?? 1
        let first = block.first + r * block.stride
        block.buffer.withSpan(first..<first + block.columnCount) { values in
          centres.withSpan(0..<centres.count) { centres in
            sums.withMutableSpan { sums in
              switch power {
              case .one: for j in values.indices { sums[j] += weight * (values[j] - centres[j]) }
              case .two:
                for j in values.indices {
                  let distance = values[j] - centres[j]
                  sums[j] += weight * (distance * distance)
                }
              }
            }
          }
        }
      }
    }.array
  }

  /// The least and the greatest element of each column: infinite where there are no rows.
  package func columnBounds(of rows: Rows) -> (least: [Double], most: [Double]) {
    if let columns = rows.columnEntries {
      return columnBounds(of: columns)
    }
    func bounds(_ combination: TreeCombination) -> [Double] {
      reduceWidened(combination, rows, count: rows.featureCount) { block, _, bounds in
        for r in 0..<block.rowCount {
          let first = block.first + r * block.stride
          block.buffer.withSpan(first..<first + block.columnCount) { values in
            bounds.withMutableSpan { bounds in
              if combination == .least {
                for j in values.indices { bounds[j] = min(bounds[j], values[j]) }
              } else {
                for j in values.indices { bounds[j] = max(bounds[j], values[j]) }
              }
            }
          }
        }
      }.array
    }
    return (bounds(.least), bounds(.greatest))
  }
}

/// What the distances from a column's centre are raised to.
package enum ColumnPower: Sendable {
  case one
  case two
}
