// How a fit's parameters become the free parameters of a linear system, one class being fixed.

import SoftmaxKernels

/// Free parameters: for each class but the last its weights, then its bias.
///
/// Adding one vector to all classes changes no probability, so the curvature is the same for a direction and for that
/// direction less its last class. The penalty, made as small as that freedom allows, is then
/// (1/2) sum_j l2_j (sum_k w_kj^2 - (sum_k w_kj)^2 / K) over the remaining classes.
struct FreeParameterLayout: Sendable {
  let classCount: Int
  let featureCount: Int
  let hasBias: Bool

  /// Free parameters of a class.
  var blockSize: Int { featureCount + (hasBias ? 1 : 0) }
  var order: Int { (classCount - 1) * blockSize }
  /// Elements from one row of the matrix to the next.
  let stride: Int

  init(_ objective: MultinomialObjective) {
    classCount = objective.classCount
    featureCount = objective.featureCount
    hasBias = objective.hasBias
    stride = CholeskyFactor<Float>.stride(
      order: max(1, (objective.classCount - 1) * (objective.featureCount + (objective.hasBias ? 1 : 0))))
  }

  // MARK: Vectors

  /// Where a parameter stands: feature j of class k, or its bias where j is the number of features.
  func position(_ k: Int, _ j: Int) -> Int {
    j < featureCount ? k * featureCount + j : classCount * featureCount + k
  }

  /// The mean over classes for each feature, and for the bias.
  func means(of vector: [Double]) -> [Double] {
    (0..<blockSize).map { j in
      var sum = 0.0
      for k in 0..<classCount { sum += vector[position(k, j)] }
      return sum / Double(classCount)
    }
  }

  /// The right side for the free parameters.
  func freeParameters<Scalar: BinaryFloatingPoint>(of vector: [Double], without means: [Double]) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: order)
    for k in 0..<classCount - 1 {
      for j in 0..<blockSize { result[k * blockSize + j] = Scalar(vector[position(k, j)] - means[j]) }
    }
    return result
  }

  /// The direction of which the solution is all but the last class's part, made to sum to 0 over classes; `means` is
  /// then added to all of them.
  func centred<Scalar: BinaryFloatingPoint>(_ solution: [Scalar], plus means: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: classCount * blockSize)
    for j in 0..<blockSize {
      var sum = 0.0
      for k in 0..<classCount - 1 { sum += Double(solution[k * blockSize + j]) }
      let shift = means[j] - sum / Double(classCount)
      for k in 0..<classCount {
        result[position(k, j)] = shift + (k < classCount - 1 ? Double(solution[k * blockSize + j]) : 0)
      }
    }
    return result
  }

  // MARK: The matrix

  /// Completes the block of two classes, of which the upper triangle is there.
  func mirrorBlock<Scalar>(_ k: Int, _ l: Int, in matrix: WorkBuffer<Scalar>) {
    let first = k * blockSize * stride + l * blockSize
    matrix.withMutableSpan { span in
      // In squares that stay in the cache while they are read along one side and written along the other.
      let side = 32
      for top in Swift.stride(from: 0, to: blockSize, by: side) {
        for left in Swift.stride(from: top, to: blockSize, by: side) {
          for i in top..<min(top + side, blockSize) {
            for j in max(left, i + 1)..<max(i + 1, min(left + side, blockSize)) {
              span[first + j * stride + i] = span[first + i * stride + j]
            }
          }
        }
      }
    }
  }

  /// Subtracts from a row of a class's own block what that class has with every other.
  func sumDiagonalBlock(row: Int, in matrix: WorkBuffer<Float>) {
    let (k, i) = row.quotientAndRemainder(dividingBy: blockSize)
    let target = row * stride + k * blockSize
    matrix.withMutableSpan { span in
      for l in 0..<classCount - 1 where l != k {
        let source = l > k ? row * stride + l * blockSize : (l * blockSize + i) * stride + k * blockSize
        for j in i..<blockSize { span[target + j] -= span[source + j] }
      }
    }
  }

  /// Adds the penalty to a row, and so much to its diagonal that rounding leaves it positive.
  func addPenalty(
    row: Int, _ objective: MultinomialObjective, _ floor: CurvatureFloor, in matrix: WorkBuffer<Float>
  ) {
    let (k, j) = row.quotientAndRemainder(dividingBy: blockSize)
    let penalty = j < featureCount ? Float(objective.penalties[j]) : 0
    let share = penalty / Float(classCount)
    let diagonal = row * stride + row
    // 16 roundings of Float32; and what no row drawn has anything of still needs a pivot.
    let ridge = max(matrix[diagonal] * 2e-6, 1e-20)
    matrix[diagonal] += penalty - share + max(ridge, floor[j])
    for l in k + 1..<max(k + 1, classCount - 1) { matrix[row * stride + l * blockSize + j] -= share }
  }
}
