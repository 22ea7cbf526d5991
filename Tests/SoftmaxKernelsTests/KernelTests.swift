// The kernels against the order that softmax_kernels.h fixes, to the bit, and against Float64.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct KernelTests {
  /// Feature counts around the sixteen lanes, class counts around the usual ones.
  static let shapes = [1, 2, 7, 15, 16, 17, 31, 32, 33, 48, 64, 100].flatMap { features in
    [1, 2, 3, 10, 11].map { (features: features, classes: $0) }
  }

  struct Problem {
    let matrix: FeatureMatrix
    let rows: RowSelection
    let order: [Int]
    let weights: [Float]
    let bias: [Float]
    let labels: [UInt32]
    let residuals: [Float]

    init(_ shape: (features: Int, classes: Int), isBytes: Bool, isGathered: Bool) {
      var numbers = MadeNumbers(seed: UInt64(shape.features * 100 + shape.classes))
      let sampleCount = 9
      let count = sampleCount * shape.features
      matrix = FeatureMatrix(
        elements: isBytes
          ? .uint8(SharedStorage(numbers.bytes(count)))
          : .float32(SharedStorage(numbers.floats(count, scale: 3))),
        featureCount: shape.features, scale: isBytes ? 1 / 255 : 1)
      let indices: [UInt32] = [4, 0, 8, 8, 3, 1]
      rows = isGathered ? .indices(indices, 1..<6) : .range(2..<7)
      order = isGathered ? indices[1..<6].map(Int.init) : Array(2..<7)
      weights = numbers.floats(shape.classes * shape.features)
      bias = numbers.floats(shape.classes)
      labels = numbers.indices(sampleCount, below: shape.classes)
      residuals = numbers.floats(5 * shape.classes)
    }

    /// A stored element, before the scale.
    func element(_ row: Int, _ feature: Int) -> Float {
      let position = row * matrix.featureCount + feature
      switch matrix.elements {
      case .uint8(let storage): return Float(storage.array[position])
      case .float32(let storage): return storage.array[position]
      }
    }
  }

  static let variants = [(true, true), (true, false), (false, true), (false, false)]

  @Test(arguments: shapes, variants)
  func logitsFollowTheFixedOrderToTheBit(
    _ shape: (features: Int, classes: Int), _ variant: (isBytes: Bool, isGathered: Bool)
  ) {
    let problem = Problem(shape, isBytes: variant.isBytes, isGathered: variant.isGathered)
    var expected: [Float] = []
    for row in problem.order {
      for k in 0..<shape.classes {
        var lanes = [Float](repeating: 0, count: 16)
        for i in 0..<shape.features {
          lanes[i % 16].addProduct(problem.weights[k * shape.features + i], problem.element(row, i))
        }
        for width in [8, 4, 2, 1] {
          for j in 0..<width { lanes[j] += lanes[j + width] }
        }
        expected.append(problem.bias[k].addingProduct(problem.matrix.scale, lanes[0]))
      }
    }
    for table in KernelTable.supported + [.reference] {
      var logits = [Float](repeating: .nan, count: expected.count)
      table.logits(
        of: problem.matrix, rows: problem.rows, weights: problem.weights, bias: problem.bias, into: &logits)
      #expect(logits.map(\.bitPattern) == expected.map(\.bitPattern), "\(table.name)")
    }
  }

  @Test(arguments: shapes, variants)
  func gradientAddsInTheOrderOfTheRows(
    _ shape: (features: Int, classes: Int), _ variant: (isBytes: Bool, isGathered: Bool)
  ) {
    let problem = Problem(shape, isBytes: variant.isBytes, isGathered: variant.isGathered)
    let start = [Float](repeating: 0.25, count: shape.classes * shape.features)
    var expected = start
    for (r, row) in problem.order.enumerated() {
      for k in 0..<shape.classes {
        for i in 0..<shape.features {
          expected[k * shape.features + i].addProduct(
            problem.residuals[r * shape.classes + k], problem.element(row, i))
        }
      }
    }
    for table in KernelTable.supported + [.reference] {
      var gradient = start
      table.accumulateGradient(
        of: problem.matrix, rows: problem.rows, residuals: problem.residuals, classCount: shape.classes,
        into: &gradient)
      #expect(gradient.map(\.bitPattern) == expected.map(\.bitPattern), "\(table.name)")
    }
  }

  @Test func logitsAgreeWithFloat64() {
    var numbers = MadeNumbers(seed: 5)
    let (features, classes) = (784, 10)
    let bytes = numbers.bytes(features)
    let weights = numbers.floats(classes * features)
    var logits = [Float](repeating: 0, count: classes)
    KernelTable.best.logits(
      of: FeatureMatrix(elements: .uint8(SharedStorage(bytes)), featureCount: features, scale: 1 / 255),
      rows: .range(0..<1), weights: weights, bias: [Float](repeating: 0.5, count: classes), into: &logits)
    for k in 0..<classes {
      var exact = 0.5
      var magnitude = 0.5
      for i in 0..<features {
        let term = Double(weights[k * features + i]) * Double(bytes[i]) / 255
        exact += term
        magnitude += abs(term)
      }
      // 49 additions a lane, 4 of the tree, the scale and the bias: 56 roundings of at most 2^-24 each.
      #expect(abs(Double(logits[k]) - exact) <= magnitude * 56 * 0x1p-24)
    }
  }

  @Test func everyTableGivesTheBitsOfTheScalarOne() {
    #expect(KernelTable.supported.contains { $0.name == "scalar" })
    var numbers = MadeNumbers(seed: 9)
    let (rowCount, classes) = (37, 10)
    let logits = numbers.floats(rowCount * classes, scale: 20) + [1e4, -1e4, 0, 0, 88, -104, 1e-30, -0.0, 3, 3]
    let labels = numbers.indices(rowCount + 1, below: classes)
    func results(_ table: KernelTable) -> [[UInt32]] {
      var residuals = logits
      var losses = [Float](repeating: 0, count: rowCount + 1)
      var predictions = [UInt32](repeating: 0, count: rowCount + 1)
      table.residuals(
        &residuals, classCount: classes, labels: labels, rows: .range(0..<rowCount + 1), logLosses: &losses,
        predictions: &predictions)
      var probabilities = logits
      table.softmax(&probabilities, rowCount: rowCount + 1, classCount: classes)
      var logProbabilities = logits
      table.logSoftmax(&logProbabilities, rowCount: rowCount + 1, classCount: classes)
      var sums = [Float](repeating: 0, count: classes)
      table.accumulateColumnSums(of: residuals, rowCount: rowCount + 1, into: &sums)
      var parameters = logits
      var velocity = residuals
      table.descend(
        &parameters, gradient: probabilities, velocity: &velocity,
        .init(gradientScale: 0.3, l2Penalty: 0.01, momentum: 0.9, learningRate: 0.1))
      var plain = logits
      var noVelocity: [Float] = []
      table.descend(
        &plain, gradient: probabilities, velocity: &noVelocity,
        .init(gradientScale: 0.3, l2Penalty: 0.01, momentum: 0, learningRate: 0.1))
      let floats = [plain, residuals, losses, probabilities, logProbabilities, sums, parameters, velocity]
      return floats.map { $0.map(\.bitPattern) } + [predictions]
    }
    let expected = results(.reference)
    for table in KernelTable.supported + [.reference] {
      #expect(results(table) == expected, "\(table.name)")
    }
  }
}
