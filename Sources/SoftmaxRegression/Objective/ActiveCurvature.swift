// Second derivatives by some of the parameters, as a matrix.

import SoftmaxKernels

/// A symmetric positive definite matrix [order x order] in Float32, both of its triangles.
package struct ActiveCurvature: Sendable {
  let order: Int
  let stride: Int
  let matrix: WorkBuffer<Float>
  let engine: Engine

  /// The most rows for which this matrix, a factor of it and the sums it is made of fit into so many bytes.
  static func orderLimit(memoryLimit: Int) -> Int {
    max(16, Int((Double(memoryLimit) / 12).squareRoot()) - 32)
  }

  /// A diagonal element.
  func diagonal(_ i: Int) -> Double { Double(matrix[i * stride + i]) }

  /// Adds a multiple of a row, which is a column too.
  func addRow(_ i: Int, times factor: WorkBuffer<Float>, to image: WorkBuffer<Float>) {
    engine.kernels.addScaledRows(
      MatrixBlock(matrix, first: i * stride, stride: stride, rowCount: 1, columnCount: order), factors: factor,
      at: 0, into: image, at: 0)
  }

  /// The matrix times a vector, which is scaled so that Float32 holds it. Complexity: O(order^2).
  func product(with vector: [Double]) -> WorkBuffer<Float> {
    let input = WorkBuffer<Float>(vector.map { Float($0) }, default: 0)
    let result = WorkBuffer<Float>(count: order, repeating: 0)
    let whole = MatrixBlock(matrix, stride: stride, rowCount: order, columnCount: order)
    engine.team(forStepOf: 4 * order * order).run { member in
      let own = member.share(of: order, unit: 16)
      engine.kernels.addRowDots(
        whole.part(own, 0..<order), input, at: 0, into: result, at: own.lowerBound)
    }
    return result
  }

  /// The solution of the equations of these rows and columns; nil where rounding has made them indefinite.
  /// Complexity: O(rows^3 / 3).
  func solve(_ rows: [Int], _ right: [Double]) -> [Double]? {
    let size = VectorArithmetic.largest(right)
    guard size > 0, size.isFinite else { return nil }
    let count = rows.count
    let partStride = CholeskyFactor<Float>.stride(order: count)
    let part = WorkBuffer<Float>(uninitializedCount: count * partStride)
    let (source, sourceStride) = (matrix, stride)
    engine.team(forStepOf: count * count).run { member in
      let own = member.share(of: count)
      source.withSpan(0..<source.count) { source in
        part.withMutableSpan { target in
          for a in own {
            let (from, to) = (rows[a] * sourceStride, a * partStride)
            for b in a..<count { target[to + b] = source[from + rows[b]] }
          }
        }
      }
    }
    do throws(NotPositiveDefinite) {
      let solution = WorkBuffer<Float>(right.map { Float($0 / size) }, default: 0)
      try CholeskyFactor(factoring: part, order: count, stride: partStride, engine: engine).solve(solution)
      return solution.array.map { Double($0) * size }
    } catch {
      return nil
    }
  }
}
