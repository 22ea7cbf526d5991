// The covariance of all estimates, as factors whose products lose no digits.

import SoftmaxKernels

/// V = Y^T S Y / n for the free parameters of all classes but the last, n the number of observations: with A^-1 = Y^T
/// Y, A the second derivatives of the mean loss, S is 1 for classical errors and Y B Y^T for a sandwich, B the mean
/// product of the scores.
///
/// The variance of a difference is then that of the difference of two columns of Y, so that no digits cancel.
struct EstimateCovariance {
  let layout: FreeParameterLayout
  let totalWeight: Double
  let engine: Engine
  let order: Int
  let stride: Int
  /// Y, whose columns are the free parameters; [order x stride].
  private let root: WorkBuffer<Double>
  /// S [order x stride]; nil for 1.
  private let middle: WorkBuffer<Double>?

  /// From the factor of A, in the units of its columns. `products` makes B from the order and the stride; nil for
  /// classical errors. Complexity: O(parameters^3).
  init(
    factor: CholeskyFactor<Double>, layout: FreeParameterLayout, totalWeight: Double, engine: Engine,
    scores: WorkBuffer<Double>? = nil
  ) {
    self.layout = layout
    self.totalWeight = totalWeight
    self.engine = engine
    (order, stride) = (factor.order, factor.stride)
    root = factor.inverseRoot()
    guard let scores else {
      middle = nil
      return
    }
    // Y B Y^T with Y^T as the right factor: products take the transpose of the left one.
    let transposed = Self.transpose(root, order: order, stride: stride)
    let right = Self.block(transposed, order, stride)
    let half = Self.product(Self.block(scores, order, stride), right, engine: engine)
    middle = Self.product(right, Self.block(half, order, stride), engine: engine)
  }

  /// Columns of Y for coefficients in the user's units, in place of those of standardised columns.
  func convertToUserUnits(_ scaling: Standardization) {
    let (size, featureCount, hasBias) = (layout.blockSize, layout.featureCount, layout.hasBias)
    engine.team(forStepOf: order * order).run { [order, stride, root] member in
      for row in member.share(of: order) {
        root.withMutableSpan { y in
          for block in Swift.stride(from: row * stride, to: row * stride + order, by: size) {
            for j in 0..<featureCount {
              y[block + j] /= scaling.standardDeviations[j]
              if hasBias { y[block + featureCount] -= y[block + j] * scaling.means[j] }
            }
          }
        }
      }
    }
  }

  /// For pairs of classes and each term in the layout's order, the variance of the coefficients' difference: [pairs x
  /// terms]. Complexity: O(pairs x parameters x terms), for sandwiches also O(parameters^3).
  func variances(ofPairs pairs: [(Int, Int)]) -> [Double] {
    let (size, last) = (layout.blockSize, layout.classCount - 1)
    let sums = WorkBuffer<Double>(count: pairs.count * size, repeating: 0)
    let other = middle.map {
      Self.product(Self.block($0, order, stride), Self.block(root, order, stride), engine: engine)
    }
    engine.team(forStepOf: order * order * layout.classCount / 4).run { [order, stride, root] member in
      let terms = member.share(of: size)
      for row in 0..<order {
        root.withSpan(row * stride..<row * stride + order) { y in
          for (pair, (k, l)) in pairs.enumerated() {
            for j in terms {
              // The last class is the one that is fixed.
              let difference = y[k * size + j] - (l < last ? y[l * size + j] : 0)
              guard let other else {
                sums[pair * size + j] += difference * difference
                continue
              }
              let first = row * stride
              sums[pair * size + j] +=
                difference * (other[first + k * size + j] - (l < last ? other[first + l * size + j] : 0))
            }
          }
        }
      }
    }
    return sums.array.map { max(0, $0) / totalWeight }
  }

  /// The variances of linear functions of the free parameters: `gradients` has a column for each, [parameters x
  /// functions].
  /// Complexity: O(parameters^2 x functions).
  func variances(ofFunctions gradients: MatrixBlock<Double>) -> [Double] {
    guard gradients.columnCount > 0 else { return [] }
    let transposed = Self.transpose(root, order: order, stride: stride)
    let width = gradients.columnCount
    let images = Self.product(Self.block(transposed, order, stride), gradients, engine: engine, stride: width)
    let others =
      middle.map {
        Self.product(
          Self.block($0, order, stride),
          MatrixBlock(images, stride: width, rowCount: order, columnCount: width), engine: engine, stride: width
        )
      } ?? images
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<order { for e in 0..<width { sums[e] += images[row * width + e] * others[row * width + e] } }
    return sums.map { max(0, $0) / totalWeight }
  }

  /// The covariances of all classes' coefficients less those of `reference`: class by class, the reference left out, and in
  /// each term by term, the intercept first. Complexity: O(parameters^3).
  func matrix(against reference: Int) -> [Double] {
    let (size, last) = (layout.blockSize, layout.classCount - 1)
    let freeParameters = (0..<layout.classCount).filter { $0 != reference }.flatMap { k in
      layout.termOrder.map { (k, $0) }
    }
    let columns = WorkBuffer<Double>(count: order * stride, repeating: 0)
    for row in 0..<order {
      for (index, (k, j)) in freeParameters.enumerated() {
        let own = k < last ? root[row * stride + k * size + j] : 0
        let held = reference < last ? root[row * stride + reference * size + j] : 0
        columns[row * stride + index] = own - held
      }
    }
    let left = Self.block(columns, order, stride)
    let right =
      middle.map {
        Self.block(Self.product(Self.block($0, order, stride), left, engine: engine), order, stride)
      } ?? left
    let products = Self.product(left, right, engine: engine)
    // The two halves are equal but for rounding.
    return (0..<order).flatMap { i in
      (0..<order).map { j in
        (products[i * stride + j] + products[j * stride + i]) / 2 / totalWeight
      }
    }
  }

  // MARK: Matrices

  private static func block(_ buffer: WorkBuffer<Double>, _ order: Int, _ stride: Int) -> MatrixBlock<Double> {
    MatrixBlock(buffer, stride: stride, rowCount: order, columnCount: order)
  }

  private static func transpose(_ matrix: WorkBuffer<Double>, order: Int, stride: Int) -> WorkBuffer<Double> {
    let result = WorkBuffer<Double>(count: order * stride, repeating: 0)
    for i in 0..<order { for j in 0..<order { result[j * stride + i] = matrix[i * stride + j] } }
    return result
  }

  /// left^T right, in columns that members share; no sum depends on who does it.
  static func product(
    _ left: MatrixBlock<Double>, _ right: MatrixBlock<Double>, engine: Engine, stride: Int? = nil
  ) -> WorkBuffer<Double> {
    let (m, n) = (left.columnCount, right.columnCount)
    let stride = stride ?? right.stride
    let result = WorkBuffer<Double>(count: m * stride, repeating: 0)
    engine.team(forStepOf: left.rowCount * m * n).run { member in
      // Whole panels of the kernels, so that a column's sums are the same for any team.
      let columns = member.share(of: n, unit: 48)
      guard !columns.isEmpty else { return }
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: m))
      engine.kernels.addProducts(
        scale: 1, left, right.part(0..<right.rowCount, columns),
        into: MatrixBlock(
          result, first: columns.lowerBound, stride: stride, rowCount: m, columnCount: columns.count),
        workspace: workspace)
    }
    return result
  }
}
