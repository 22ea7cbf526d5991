// All second derivatives, for few parameters.

import SoftmaxKernels

/// (H + penalty)^-1 in Float64, nothing left out: a Newton step.
///
/// The free parameters are `FreeParameterLayout`'s. Complexity: samples x parameters^2 / 2 + parameters^3 / 3; memory:
/// up to 16 times pairs of classes x d^2 numbers.
struct ExactPreconditioner: Preconditioner {
  private let factor: CholeskyFactor<Double>
  private let layout: FreeParameterLayout
  private let meanSolver: MeanSolver
  /// Free parameters of columns that are combinations of others: they stay where they are, and the others do their
  /// part.
  private let redundantParameters: [Int]

  /// What is added to the diagonal, as a share of its largest element, where H is singular: without a penalty, along
  /// directions that change no probability.
  private static let ridges = [0, 1e-13, 1e-10, 1e-7, 1e-4]

  /// The bytes that it takes: the matrix, and sums for one chunk of samples.
  static func byteCount(classCount: Int, featureCount: Int, hasBias: Bool) -> Int {
    let size = Double(featureCount + (hasBias ? 1 : 0))
    let order = Double(classCount - 1) * size
    let pairs = Double(classCount) * Double(classCount - 1) / 2
    return Int(min(8 * (order * (order + 288) + pairs * size * size), 1e18))
  }

  /// Nil where H holds what is no number.
  init?(of objective: MultinomialObjective, at point: [Double]) {
    let layout = FreeParameterLayout(objective)
    guard layout.order > 0 else { return nil }
    let (classCount, size) = (layout.classCount, layout.blockSize)
    let pairs = (0..<classCount).flatMap { k in (k + 1..<classCount).map { (k, $0) } }
    let sums = Self.pairSums(objective, at: point, pairs: pairs, size: size)
    let stride = CholeskyFactor<Double>.stride(order: layout.order)
    var factor: CholeskyFactor<Double>?
    for ridge in Self.ridges where factor == nil && !objective.engine.isStopped {
      let matrix = Self.matrix(sums, objective, layout, pairs, stride: stride, ridge: ridge)
      factor = try? CholeskyFactor(
        factoring: matrix, order: layout.order, stride: stride, engine: objective.engine)
    }
    guard let factor else { return nil }
    self.factor = factor
    self.layout = layout
    meanSolver = MeanSolver(objective)
    redundantParameters = Self.redundantParameters(objective, layout)
  }

  private static func redundantParameters(_ objective: MultinomialObjective, _ layout: FreeParameterLayout)
    -> [Int]
  {
    let columns = objective.redundancy?.columns ?? []
    return (0..<layout.classCount - 1).flatMap { k in columns.map { k * layout.blockSize + $0 } }
  }

  /// H + penalty for the layout's free parameters, from the sums of all pairs of classes.
  static func matrix(
    _ sums: [Double], _ objective: MultinomialObjective, _ layout: FreeParameterLayout, _ pairs: [(Int, Int)],
    stride: Int, ridge: Double = 0
  ) -> WorkBuffer<Double> {
    let (classCount, size) = (layout.classCount, layout.blockSize)
    let matrix = WorkBuffer<Double>(count: layout.order * stride, repeating: 0)
    for (index, (k, l)) in pairs.enumerated() where !objective.engine.isStopped {
      for i in 0..<size {
        for j in 0..<size {
          let value = sums[(index * size + min(i, j)) * size + max(i, j)] / objective.totalWeight
          matrix[(k * size + i) * stride + k * size + j] += value
          guard l < classCount - 1 else { continue }
          matrix[(l * size + i) * stride + l * size + j] += value
          matrix[(k * size + i) * stride + l * size + j] -= value
        }
      }
    }
    for k in 0..<classCount - 1 {
      for j in 0..<objective.featureCount {
        let penalty = objective.penalties[j]
        for l in k..<classCount - 1 {
          matrix[(k * size + j) * stride + l * size + j] +=
            (k == l ? penalty : 0) - penalty / Double(classCount)
        }
      }
    }
    let largest = (0..<layout.order).reduce(0.0) { max($0, matrix[$1 * stride + $1]) }
    for i in redundantParameters(objective, layout) {
      for j in 0..<layout.order {
        matrix[i * stride + j] = 0
        matrix[j * stride + i] = 0
      }
      matrix[i * stride + i] = largest > 0 ? largest : 1
    }
    for i in 0..<layout.order { matrix[i * stride + i] += ridge * largest }
    return matrix
  }

  /// What a pair of classes counts in a sample.
  enum PairWeight {
    /// p_k p_l: second derivatives of the loss.
    case probabilities
    /// -(p_k - y_k) (p_l - y_l): products of its gradients.
    case residuals
  }

  /// For each pair of classes the sum of s p_k p_l x x^T, its upper triangle; x of the standardised features where
  /// `standardization` says how, though the point is always one of the objective's own. Another `weight` takes the place
  /// of p_k p_l.
  static func pairSums(
    _ objective: MultinomialObjective, at point: [Double], pairs: [(Int, Int)], size: Int,
    standardization: Standardization? = nil, weight: PairWeight = .probabilities
  ) -> [Double] {
    let classCount = objective.classCount
    let labels = objective.samples.labels
    let kernels = objective.engine.kernels
    return Float64Pass(objective.samples).sumOverProbabilities(
      count: pairs.count * size * size, at: objective.samples.parameters(at: point)
    ) { tile, rows, open, sums in
      let right = MatrixBlock(
        WorkBuffer<Double>(uninitializedCount: rows.count * size), stride: size, rowCount: rows.count,
        columnCount: size)
      let left = MatrixBlock(
        WorkBuffer<Double>(uninitializedCount: rows.count * size), stride: size, rowCount: rows.count,
        columnCount: size)
      let ones = WorkBuffer<Double>(count: size, repeating: 1)
      let factors = WorkBuffer<Double>(count: rows.count, repeating: 0)
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: size))
      kernels.widen(open, hasOne: objective.hasBias, into: right)
      standardization?.apply(to: right)
      for (index, (k, l)) in pairs.enumerated() where !objective.engine.isStopped {
        for (r, row) in rows.enumerated() {
          let (own, other) = (tile[r * classCount + k], tile[r * classCount + l])
          let product =
            switch weight {
            case .probabilities: own * other
            case .residuals: -(own - (labels[row] == k ? 1 : 0)) * (other - (labels[row] == l ? 1 : 0))
            }
          factors[r] = product * (objective.sampleWeights?[row] ?? 1)
        }
        right.copy(to: left)
        kernels.scale(left, rowFactors: factors, at: 0, columnFactors: ones, at: 0)
        kernels.addProducts(
          scale: 1, left, right,
          into: MatrixBlock(
            sums, first: index * size * size, stride: size, rowCount: size, columnCount: size),
          workspace: workspace)
      }
    }
  }

  func apply(to vector: [Double]) -> [Double] {
    let means = layout.means(of: vector)
    let freeParameters = WorkBuffer<Double>(layout.freeParameters(of: vector, without: means), default: 0)
    for i in redundantParameters { freeParameters[i] = 0 }
    factor.solve(freeParameters)
    return layout.centred(freeParameters.array, plus: meanSolver.apply(to: means))
  }
}
