// The kernels against the order that softmax_kernels.h fixes, to the bit, and against Float64.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct KernelTests {
  /// Feature counts around the eight and sixteen lanes and the blocks of 256, class counts around few and many.
  static let shapes: [(features: Int, classes: Int)] =
    [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 64, 100].flatMap { features in
      [1, 2, 3, 10, 11, 16, 17, 33].map { (features, $0) }
    } + [(257, 20), (300, 10), (520, 49)]

  struct Problem {
    let matrix: Rows
    /// All stored elements, before the scale.
    let elements: [Float]
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
      if isBytes {
        let bytes = numbers.bytes(count)
        matrix = Rows(SharedStorage(bytes), featureCount: shape.features, scale: 1 / 255)
        elements = bytes.map { Float($0) }
      } else {
        elements = numbers.floats(count, scale: 3)
        matrix = Rows(SharedStorage(elements), featureCount: shape.features)
      }
      let indices: [UInt32] = [4, 0, 8, 8, 3, 1]
      rows =
        isGathered ? .order(RowOrder(indices, rowCount: sampleCount), 1..<6) : .range(2..<7)
      order = isGathered ? indices[1..<6].map(Int.init) : Array(2..<7)
      weights = numbers.floats(shape.classes * shape.features)
      bias = numbers.floats(shape.classes)
      labels = numbers.indices(sampleCount, below: shape.classes)
      residuals = numbers.floats(5 * shape.classes)
    }

    /// A stored element, before the scale.
    func element(_ row: Int, _ feature: Int) -> Float {
      elements[row * matrix.featureCount + feature]
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
        func factors(_ i: Int) -> (weight: Float, element: Float) {
          (problem.weights[k * shape.features + i], problem.element(row, i))
        }
        var sum: Float
        if shape.classes <= 16 {
          var lanes = [Float](repeating: 0, count: 8)
          for i in 0..<shape.features { lanes[i % 8].addProduct(factors(i).weight, factors(i).element) }
          for width in [4, 2, 1] {
            for j in 0..<width { lanes[j] += lanes[j + width] }
          }
          sum = lanes[0]
        } else {
          let blocks = stride(from: 0, to: shape.features, by: 256).map { first in
            (first..<min(first + 256, shape.features)).reduce(Float(0)) {
              $0.addingProduct(factors($1).weight, factors($1).element)
            }
          }
          sum = blocks[0]
          for block in blocks.dropFirst() { sum += block }
        }
        expected.append(problem.bias[k].addingProduct(Float(problem.matrix.scale), sum))
      }
    }
    let layer = LayerShape(classCount: shape.classes, featureCount: shape.features)
    for table in KernelTable.supported + [.reference] {
      let logits = table.logits(
        of: problem.matrix, rows: problem.rows, layer, weights: problem.weights, bias: problem.bias)
      #expect(logits.map(\.bitPattern) == expected.map(\.bitPattern), "\(table.name)")
    }
  }

  @Test(arguments: shapes, variants)
  func gradientAddsInTheOrderOfTheRows(
    _ shape: (features: Int, classes: Int), _ variant: (isBytes: Bool, isGathered: Bool)
  ) {
    let problem = Problem(shape, isBytes: variant.isBytes, isGathered: variant.isGathered)
    let start = [Float](repeating: 0.25, count: shape.classes * shape.features)
    // With many classes the chain of these few rows begins at 0 and is added at the end.
    var expected = shape.classes <= 16 ? start : start.map { _ in 0 }
    for (r, row) in problem.order.enumerated() {
      for k in 0..<shape.classes {
        for i in 0..<shape.features {
          expected[k * shape.features + i].addProduct(
            problem.residuals[r * shape.classes + k], problem.element(row, i))
        }
      }
    }
    if shape.classes > 16 { expected = zip(start, expected).map { $0 + $1 } }
    let layer = LayerShape(classCount: shape.classes, featureCount: shape.features)
    let cut = shape.features / 2 / 16 * 16
    for table in KernelTable.supported + [.reference] {
      // In two parts, as two threads do it.
      let gradient = WorkBuffer(start, default: 0)
      for columns in [0..<cut, cut..<shape.features] where !columns.isEmpty {
        table.addGradient(
          of: problem.matrix.opened(problem.rows), residuals: layer.tile(of: problem.residuals), layer,
          columns: columns, into: gradient, workspace: layer.workspace)
      }
      #expect(gradient.array.map(\.bitPattern) == expected.map(\.bitPattern), "\(table.name)")
    }
  }

  @Test func logitsAgreeWithFloat64() {
    var numbers = MadeNumbers(seed: 5)
    let (features, classes) = (784, 10)
    let bytes = numbers.bytes(features)
    let weights = numbers.floats(classes * features)
    let logits = KernelTable.best.logits(
      of: Rows(SharedStorage(bytes), featureCount: features, scale: 1 / 255),
      rows: .range(0..<1), LayerShape(classCount: classes, featureCount: features), weights: weights,
      bias: [Float](repeating: 0.5, count: classes))
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
    let shape = LayerShape(classCount: classes, featureCount: 1)
    func results(_ table: KernelTable) -> [[UInt32]] {
      let found = table.residuals(of: logits, classCount: classes, labels: labels)
      let probabilities = table.softmax(of: logits, classCount: classes)
      let sums = WorkBuffer<Float>(count: classes, repeating: 0)
      table.addColumnSums(of: shape.tile(of: found.residuals), shape, rowCount: rowCount + 1, into: sums)
      let gradient = WorkBuffer(probabilities, default: 0)
      let parameters = WorkBuffer(logits, default: 0)
      let velocity = WorkBuffer(found.residuals, default: 0)
      table.descend(
        parameters, 0..<logits.count, gradient: gradient, velocity: velocity,
        .init(gradientScale: 0.3, l2Penalty: 0.01, momentum: 0.9, learningRate: 0.1))
      let plain = WorkBuffer(logits, default: 0)
      table.descend(
        plain, 0..<logits.count, gradient: gradient, velocity: nil,
        .init(gradientScale: 0.3, l2Penalty: 0.01, momentum: 0, learningRate: 0.1))
      let floats = [
        plain.array, found.residuals, found.losses, probabilities,
        table.logSoftmax(of: logits, classCount: classes), sums.array, parameters.array, velocity.array,
      ]
      return floats.map { $0.map(\.bitPattern) } + [found.predictions]
    }
    let expected = results(.reference)
    for table in KernelTable.supported + [.reference] {
      #expect(results(table) == expected, "\(table.name)")
    }
  }
}
