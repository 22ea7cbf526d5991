// One matrix over features for all classes, times one over classes for all features.

import SoftmaxKernels

/// (C x G + penalty)^-1, the Kronecker factors of the second derivatives: C [classes x classes] the mean of
/// diag(p) - p p^T, G [features x features] the mean of x x^T, each sample counting as much as its classes are
/// undecided.
///
/// Where all probabilities are equal, as at W = 0, it is exact: G's well-known use as a bound on the curvature
/// (Böhning, Multinomial logistic regression algorithm, Ann. Inst. Stat. Math. 44, 1992). The factors are those of
/// Martens and Grosse, Optimizing neural networks with Kronecker-factored approximate curvature, ICML 2015.
///
/// C is diagonalised; for each group of similar eigenvalues c there is one factor of c G + penalty. Memory: at most
/// `groupLimit` times d^2 x 4 bytes. Complexity: rows drawn x d^2, groups x d^3 / 3.
struct KroneckerPreconditioner: Preconditioner {
  private let layout: FreeParameterLayout
  private let engine: Engine
  /// Columns are C's eigenvectors; nil where each class stands for itself.
  private let rotation: [Double]?
  /// For each eigenvector its group's factor; nil where C has no curvature and only the penalty is left.
  private let groupOf: [Int?]
  private let factors: [CholeskyFactor<Float>]
  private let meanSolver: MeanSolver

  /// Factors at most.
  static let groupLimit = 12

  /// How many rows its Gram matrix is made of: 20 for each free parameter, which is enough for all but the finest
  /// differences; fewer, at least 4, where that would cost as much as several passes.
  static func rowLimit(size: Double, classes: Double, samples: Double) -> Int {
    Int(min(samples, size * min(20, max(4, 10 * samples * classes / (size * size)))))
  }

  /// The bytes of one factor of features x features.
  static func factorBytes(size: Int) -> Double {
    let width = Double(CholeskyFactor<Float>.stride(order: size) + CholeskyFactor<Float>.blockSize)
    return Double(size) * width * Double(MemoryLayout<Float>.size)
  }

  /// How many factors there may be beside the matrix that they are made of; none where there is no room for one.
  static func groupLimit(size: Int, memoryLimit: Int) -> Int {
    max(0, Int(min(Double(groupLimit), (Double(memoryLimit / 4) / factorBytes(size: size)).rounded(.down) - 1)))
  }

  /// Nil where it would take more memory than the objective allows, or rounding has made it indefinite.
  init?(of objective: MultinomialObjective, at point: [Double]) {
    let layout = FreeParameterLayout(objective)
    let classCount = objective.classCount
    let size = layout.blockSize
    let stride = CholeskyFactor<Float>.stride(order: size)
    let groupLimit = Self.groupLimit(size: size, memoryLimit: objective.memoryLimit)
    guard groupLimit >= 1 else { return nil }
    let rowLimit = Self.rowLimit(
      size: Double(size), classes: Double(classCount), samples: Double(objective.sampleCount))
    let sample = CurvatureSample(of: objective, at: point, rowLimit: rowLimit)
    guard sample.totalWeight > 0 else { return nil }

    var values = sample.classVariances
    if sample.isUndecided {
      rotation = nil
      values = values.map { _ in sample.undecidedCurvature }
    } else if let curvature = sample.classCurvature {
      let found = SymmetricEigenvectors(of: curvature, order: classCount)
      rotation = found.vectors
      values = found.values
    } else {
      rotation = nil
    }
    let largest = values.max() ?? 0
    guard largest > 0 else { return nil }
    // Groups by powers of two, the last one for all that is smaller.
    let groups = values.map { value -> Int? in
      guard value > largest * 1e-9 else { return nil }
      var group = 0
      var bound = largest / 2
      while value < bound, group < groupLimit - 1 {
        bound /= 2
        group += 1
      }
      return group
    }
    let used = Set(groups.compactMap { $0 }).sorted()
    let gram = WeightedGram(objective).matrix(
      of: sample.rows, scale: Float(1 / sample.totalWeight), stride: stride)
    let floor = CurvatureFloor(objective)
    var factors: [CholeskyFactor<Float>] = []
    for group in used {
      let members = values.indices.filter { groups[$0] == group }
      let mean = members.reduce(0.0) { $0 + values[$1] } / Double(members.count)
      let matrix = Self.matrix(gram, scaled: mean, size: size, stride: stride, objective, floor)
      do throws(NotPositiveDefinite) {
        factors.append(
          try CholeskyFactor(factoring: matrix, order: size, stride: stride, engine: objective.engine))
      } catch {
        return nil
      }
    }
    self.layout = layout
    self.factors = factors
    engine = objective.engine
    groupOf = groups.map { group in group.flatMap { used.firstIndex(of: $0) } }
    meanSolver = MeanSolver(objective)
  }

  /// c G + penalty, with so much on the diagonal that rounding leaves it positive.
  private static func matrix(
    _ gram: WorkBuffer<Float>, scaled factor: Double, size: Int, stride: Int, _ objective: MultinomialObjective,
    _ floor: CurvatureFloor
  ) -> WorkBuffer<Float> {
    let matrix = WorkBuffer<Float>(uninitializedCount: gram.count)
    gram.withSpan(0..<gram.count) { gram in
      matrix.withMutableSpan { target in
        for i in 0..<gram.count { target[i] = gram[i] * Float(factor) }
        for j in 0..<size {
          let penalty = j < objective.featureCount ? Float(objective.penalties[j]) : 0
          let own = target[j * stride + j]
          target[j * stride + j] = own + penalty + max(own * 4e-6, 1e-20, floor[j] * Float(factor))
        }
      }
    }
    return matrix
  }

  func apply(to vector: [Double]) -> [Double] {
    let classCount = layout.classCount
    let size = layout.blockSize
    let length = VectorArithmetic.largest(vector)
    guard length > 0, length.isFinite else { return vector }
    // Class by class, brought to size 1, so that Float32 holds it however small.
    let right = WorkBuffer<Float>(uninitializedCount: classCount * size)
    let mean = layout.means(of: vector)
    for k in 0..<classCount {
      for j in 0..<size {
        // Without a rotation nothing else tells what moves all classes alike.
        let shared = rotation == nil ? mean[j] : 0
        right[k * size + j] = Float((vector[layout.position(k, j)] - shared) / length)
      }
    }
    let rotated = rotation.map { rotate(right, by: $0, transposed: true) } ?? right
    let solved = WorkBuffer<Float>(zeroedCount: classCount * size)
    let next = SharedCounter()
    engine.team(forStepOf: classCount * size * size).run { _ in
      let column = WorkBuffer<Float>(uninitializedCount: size)
      while true {
        let k = next.take()
        guard k < classCount else { return }
        guard let group = groupOf[k] else { continue }
        row(k, of: rotated).copy(to: MatrixBlock(column, stride: size, rowCount: 1, columnCount: size))
        factors[group].solve(column, team: .solo)
        MatrixBlock(column, stride: size, rowCount: 1, columnCount: size).copy(to: row(k, of: solved))
      }
    }
    let found = rotation.map { rotate(solved, by: $0, transposed: false) } ?? solved
    let means = meanSolver.apply(to: mean)
    var solution = [Double](repeating: 0, count: vector.count)
    for j in 0..<size {
      var shared = 0.0
      if rotation == nil {
        for k in 0..<classCount { shared += Double(found[k * size + j]) }
        shared /= Double(classCount)
      }
      for k in 0..<classCount {
        solution[layout.position(k, j)] = (Double(found[k * size + j]) - shared) * length + means[j]
      }
    }
    return solution
  }

  /// One class's free parameters.
  private func row(_ k: Int, of buffer: WorkBuffer<Float>) -> MatrixBlock<Float> {
    let size = layout.blockSize
    return MatrixBlock(buffer, first: k * size, stride: size, rowCount: 1, columnCount: size)
  }

  /// Q v, or Q^T v, over the classes of each feature.
  private func rotate(
    _ vector: WorkBuffer<Float>, by rotation: [Double], transposed: Bool
  ) -> WorkBuffer<Float> {
    let (classCount, size) = (layout.classCount, layout.blockSize)
    let factors = WorkBuffer<Float>(uninitializedCount: classCount * classCount)
    for from in 0..<classCount {
      for to in 0..<classCount {
        factors[from * classCount + to] = Float(
          transposed ? rotation[from * classCount + to] : rotation[to * classCount + from])
      }
    }
    let result = WorkBuffer<Float>(zeroedCount: classCount * size)
    engine.kernels.addProducts(
      scale: 1,
      MatrixBlock(factors, stride: classCount, rowCount: classCount, columnCount: classCount),
      MatrixBlock(vector, stride: size, rowCount: classCount, columnCount: size),
      into: MatrixBlock(result, stride: size, rowCount: classCount, columnCount: size),
      workspace: WorkBuffer(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: classCount)))
    return result
  }
}
