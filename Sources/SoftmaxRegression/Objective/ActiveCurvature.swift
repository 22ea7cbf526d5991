// Second derivatives by some of the parameters, as a matrix.

package import SoftmaxKernels

/// A symmetric positive definite matrix [order x order], both of its triangles, and what penalties add to its diagonal.
package struct ActiveCurvature<Scalar: FactorScalar>: Sendable {
  let order: Int
  let stride: Int
  let matrix: WorkBuffer<Scalar>
  /// The penalty's second derivative for each row: apart, so that one matrix serves several penalties.
  let penalties: [Double]
  let engine: Engine

  /// The most rows for which this matrix, a factor of it and the sums it is made of fit into so many bytes.
  static func orderLimit(memoryLimit: Int) -> Int {
    max(16, Int((Double(memoryLimit) / 12).squareRoot()) - 32)
  }

  /// The same matrix with other penalties.
  func with(penalties: [Double]) -> ActiveCurvature {
    ActiveCurvature(order: order, stride: stride, matrix: matrix, penalties: penalties, engine: engine)
  }

  /// The same numbers in Float64, for a solver that would rather not round again. Complexity: O(order^2).
  var inFloat64: ActiveCurvature<Double> {
    let wider = CholeskyFactor<Double>.stride(order: order)
    let copy = WorkBuffer<Double>(zeroedCount: order * wider)
    matrix.withSpan(0..<matrix.count) { source in
      copy.withMutableSpan { target in
        for i in 0..<order {
          for j in 0..<order { target[i * wider + j] = Double(source[i * stride + j]) }
        }
      }
    }
    return ActiveCurvature<Double>(
      order: order, stride: wider, matrix: copy, penalties: penalties, engine: engine)
  }

  /// A diagonal element.
  func diagonal(_ i: Int) -> Double { Double(matrix[i * stride + i]) + penalties[i] }

  /// An element of the matrix with its penalties.
  func element(_ i: Int, _ j: Int) -> Double { Double(matrix[i * stride + j]) + (i == j ? penalties[i] : 0) }

  /// Adds a multiple of a row, which is a column too.
  func addRow(_ i: Int, times factor: WorkBuffer<Scalar>, to image: WorkBuffer<Scalar>) {
    engine.kernels.addScaledRows(
      MatrixBlock(matrix, first: i * stride, stride: stride, rowCount: 1, columnCount: order), factors: factor,
      at: 0, into: image, at: 0)
    image[i] += factor[0] * Scalar(penalties[i])
  }

  /// The matrix times a vector. Complexity: O(order^2).
  func product(with vector: [Double]) -> WorkBuffer<Scalar> {
    let input = WorkBuffer<Scalar>(vector.map { Scalar($0) }, default: 0)
    let result = WorkBuffer<Scalar>(zip(penalties, vector).map { Scalar($0 * $1) }, default: 0)
    let whole = MatrixBlock(matrix, stride: stride, rowCount: order, columnCount: order)
    engine.team(forStepOf: 4 * order * order).run { member in
      let own = member.share(of: order, unit: 16)
      engine.kernels.addRowDots(
        whole.part(own, 0..<order), input, at: 0, into: result, at: own.lowerBound)
    }
    return result
  }

  /// The factor of these rows and columns with `terms` added at places among them; nil where rounding has made them
  /// indefinite. Complexity: O(rows^3 / 3).
  func factor(
    of rows: [Int], adding terms: [(row: Int, column: Int, value: Double)] = []
  ) -> CholeskyFactor<Scalar>? {
    let count = rows.count
    let partStride = CholeskyFactor<Scalar>.stride(order: count)
    let part = WorkBuffer<Scalar>(uninitializedCount: count * partStride)
    let (source, sourceStride, penalties) = (matrix, stride, penalties)
    engine.team(forStepOf: count * count).run { member in
      let own = member.share(of: count)
      source.withSpan(0..<source.count) { source in
        part.withMutableSpan { target in
          for a in own {
            let (from, to) = (rows[a] * sourceStride, a * partStride)
            for b in a..<count { target[to + b] = source[from + rows[b]] }
            target[to + a] += Scalar(penalties[rows[a]])
          }
        }
      }
    }
    for term in terms {
      part[min(term.row, term.column) * partStride + max(term.row, term.column)] += Scalar(term.value)
    }
    return try? CholeskyFactor(factoring: part, order: count, stride: partStride, engine: engine)
  }
}
