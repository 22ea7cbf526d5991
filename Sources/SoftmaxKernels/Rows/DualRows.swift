// Dual coordinate ascent over sparse rows, as kernels do it.

internal import CSoftmaxKernels

/// The dual variables of a softmax regression with an L2 penalty over sparse rows, and the weights that they stand for.
///
/// Of each row there are shares a of the classes, kept as a - y; weights are -(1 / S l2_j) sum of s (a - y) x_j. A step
/// for a row makes its shares what is best for it, all others kept, and adds to the weights of the row's entries alone.
/// Shalev-Shwartz and Zhang, Stochastic dual coordinate ascent methods for regularized loss minimization, JMLR 14, 2013.
///
/// One thread changes it: each row's step sees all steps before it.
package final class DualRows: Sendable {
  package let rowCount: Int
  package let featureCount: Int
  package let classCount: Int
  private let rows: SparseRows
  private let labels: ClassLabels
  private let rowWeights: WorkBuffer<Double>?
  private let offsets: LogitOffsets?
  private let kernels: KernelTable
  /// What a value is multiplied by when weights change; nil where that is the same for all columns.
  private let columnFactors: WorkBuffer<Float>?
  private let step: Double
  private let curvatures: WorkBuffer<Float>
  private let totalWeight: Double

  /// The weights of the entries as they are stored [features x classes].
  private let weights: WorkBuffer<Float>
  /// a - y [rows x classes].
  package let shares: WorkBuffer<Float>
  package let bias: WorkBuffer<Float>
  /// Of the last rows the sums of weight x entropy after their steps, and of weight x cross-entropy before them.
  private let entropies = WorkBuffer<Double>(count: 2, repeating: 0)
  /// For each class the sum over all rows of weight x (a - y); over the rows since the last `beginEpoch` of weight x a (1 - a).
  package let shareSums: WorkBuffer<Double>
  package let variances: WorkBuffer<Double>
  private let sums: WorkBuffer<Double>
  private let workspace: WorkBuffer<Float>

  /// Nil where rows are not sparse. All shares begin at the labels, all weights at 0. Complexity: O(entries).
  ///
  /// - Parameters:
  ///   - rows: The features.
  ///   - labels: The class of each row.
  ///   - rowWeights: How much each row counts; nil: 1.
  ///   - offsets: What is added to logits.
  ///   - penalties: l2 of each feature, above 0, in the units of the rows' values.
  ///   - totalWeight: The sum S of the rows' weights.
  ///   - kernels: What computes.
  package init?(
    of rows: Rows, labels: ClassLabels, rowWeights: WorkBuffer<Double>?, offsets: LogitOffsets?,
    penalties: [Double], totalWeight: Double, kernels: KernelTable
  ) {
    guard let sparse = rows.storage as? SparseRows else { return nil }
    precondition(
      labels.count == sparse.rowCount && penalties.count == sparse.featureCount
        && rowWeights?.count ?? labels.count == labels.count, "a label for each row, a penalty for each feature"
    )
    precondition(penalties.allSatisfy { $0 > 0 }, "a penalty for each feature")
    precondition(
      offsets.map { $0.rowCount == labels.count && $0.classCount == labels.classCount } ?? true,
      "an offset for each row and class")
    self.rows = sparse
    self.labels = labels
    self.rowWeights = rowWeights
    self.offsets = offsets
    self.kernels = kernels
    self.totalWeight = totalWeight
    rowCount = sparse.rowCount
    featureCount = sparse.featureCount
    classCount = labels.classCount
    // A value stands for unit x value; with weights of values as they are stored that counts twice.
    let units = penalties.indices.map { j in
      let unit = sparse.scale * (sparse.factors?.double[j] ?? 1)
      return unit * unit / penalties[j]
    }
    let isUniform = units.allSatisfy { $0 == units[0] }
    step = (isUniform ? units[0] : 1) / totalWeight
    columnFactors = isUniform ? nil : WorkBuffer(units.map { Float($0) }, default: 0)
    curvatures = Self.curvatures(sparse, isUniform ? nil : units, rowWeights, step)
    let count = sparse.featureCount * labels.classCount
    weights = WorkBuffer(count: count + Int(SMK_LANES), repeating: 0)
    shares = WorkBuffer(count: sparse.rowCount * labels.classCount + Int(SMK_LANES), repeating: 0)
    bias = WorkBuffer(count: labels.classCount, repeating: 0)
    shareSums = WorkBuffer(count: labels.classCount, repeating: 0)
    variances = WorkBuffer(count: labels.classCount, repeating: 0)
    sums = WorkBuffer(count: labels.classCount, repeating: 0)
    workspace = WorkBuffer(count: 6 * smk_round_up(labels.classCount, Int(SMK_LANES)), repeating: 0)
  }

  private static func curvatures(
    _ rows: SparseRows, _ units: [Double]?, _ rowWeights: WorkBuffer<Double>?, _ step: Double
  ) -> WorkBuffer<Float> {
    let curvatures = WorkBuffer<Float>(count: rows.rowCount, repeating: 0)
    rows.entries.indices.withSpan { indices in
      rows.entries.withValues { value in
        for r in 0..<rows.rowCount {
          var sum = 0.0
          for e in rows.row(r) {
            let number = Double(value(e))
            sum += number * number * (units?[Int(indices[e])] ?? 1)
          }
          curvatures[r] = Float(sum * step * (rowWeights?[r] ?? 1))
        }
      }
    }
    return curvatures
  }

  /// Forgets the variances of the epoch before.
  package func beginEpoch() { variances.fill(0..<classCount, with: 0) }

  /// A step for each of the rows that an order has at these positions. Complexity: O(entries x classes).
  ///
  /// - Returns: Times the rows' part of all weight: the mean entropy of their shares after the steps, and the mean
  ///   cross-entropy of the shares from the probabilities that the weights gave before them.
  package func ascend(_ order: RowOrder, _ positions: Range<Int>) -> (entropy: Double, crossEntropy: Double) {
    precondition(order.rowCount <= rowCount, "row index out of bounds")
    order.indices.check(positions)
    entropies.fill(0..<2, with: 0)
    defer { withExtendedLifetime((rows, labels, rowWeights, offsets)) {} }
    unsafe rows.withLines(.range(0..<rowCount)) { starts, _ in
      unsafe rows.entries.withEntries { entries in
        var dual = unsafe smk_dual()
        unsafe dual.entries = entries
        unsafe dual.starts = starts
        unsafe dual.labels = UnsafePointer(labels.indices.start)
        unsafe dual.row_weights = rowWeights.map { unsafe UnsafePointer($0.start) }
        unsafe dual.offsets = offsets.map { unsafe UnsafePointer($0.singleStart) }
        unsafe dual.curvatures = UnsafePointer(curvatures.start)
        unsafe dual.column_factors = columnFactors.map { unsafe UnsafePointer($0.start) }
        unsafe dual.class_count = classCount
        unsafe dual.step = step
        unsafe dual.bias = UnsafePointer(bias.start)
        unsafe dual.weights = weights.start
        unsafe dual.shares = shares.start
        unsafe dual.entropies = entropies.start
        unsafe dual.share_sums = shareSums.start
        unsafe dual.variances = variances.start
        unsafe dual.sums = sums.start
        unsafe dual.workspace = workspace.start
        unsafe kernels.table.pointee.dual_rows(
          &dual, order.indices.start + positions.lowerBound, positions.count)
      }
    }
    return (entropies[0] / totalWeight, entropies[1] / totalWeight)
  }

  // MARK: Weights of the rows' values

  /// What a weight of the rows' values is multiplied by to be one of the stored entries.
  private func unit(_ j: Int) -> Double { rows.scale * (rows.factors?.double[j] ?? 1) }

  /// The weights [classes x features], of the rows' values, and then the bias where there is one. Complexity: O(weights).
  package func point(hasBias: Bool) -> [Double] {
    // Written where it is kept: of wide data it is the largest thing there is.
    var point = [Double](repeating: 0, count: classCount * featureCount + (hasBias ? classCount : 0))
    let isPlain = rows.scale == 1 && rows.factors == nil
    weights.withSpan(0..<classCount * featureCount) { weights in
      var target = point.mutableSpan
      for first in stride(from: 0, to: featureCount, by: Self.turnedFeatures) {
        for k in 0..<classCount {
          for j in first..<min(first + Self.turnedFeatures, featureCount) {
            let weight = Double(weights[j * classCount + k])
            target[k * featureCount + j] = isPlain ? weight : weight / unit(j)
          }
        }
      }
    }
    if hasBias { for k in 0..<classCount { point[classCount * featureCount + k] = Double(bias[k]) } }
    return point
  }

  private static let turnedFeatures = 16

  /// Takes shares that have been written to `shares` and the weights that belong to them [classes x features]: those of
  /// the rows' values.
  package func restart(weights classWeights: [Double]) {
    precondition(classWeights.count == classCount * featureCount, "weights' shape")
    weights.withMutableSpan { weights in
      for k in 0..<classCount {
        for j in 0..<featureCount {
          weights[j * classCount + k] = Float(classWeights[k * featureCount + j] * unit(j))
        }
      }
    }
    shareSums.fill(0..<classCount, with: 0)
    for r in 0..<rowCount {
      for k in 0..<classCount {
        shareSums[k] += (rowWeights?[r] ?? 1) * Double(shares[r * classCount + k])
      }
    }
  }
}
