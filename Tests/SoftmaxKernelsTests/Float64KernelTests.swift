// The Float64 operations against plain loops: to the bit where the contract's order is quickly written, else within
// the roundings that their order allows.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct Float64KernelTests {
  static let shapes: [(features: Int, classes: Int)] =
    [1, 7, 16, 33, 130].flatMap { features in [1, 3, 8, 10, 17, 100].map { (features, $0) } }

  static let tables = KernelTable.supported + [.reference]

  /// Rows 2..<7 of 9, or five listed ones, with a class for each of the 9.
  struct Problem {
    let matrix: Rows
    /// The stored elements, before the scale.
    let elements: [Double]
    let rows: RowSelection
    let order: [Int]
    let shape: LayerShape
    let labels: ClassLabels
    var numbers: MadeNumbers

    init(_ shape: (features: Int, classes: Int), isBytes: Bool, isGathered: Bool) {
      numbers = MadeNumbers(seed: UInt64(shape.features * 1000 + shape.classes))
      let count = 9 * shape.features
      if isBytes {
        let bytes = numbers.bytes(count)
        matrix = Rows(SharedStorage(bytes), featureCount: shape.features, scale: 1.0 / 255)
        elements = bytes.map { Double($0) }
      } else {
        let values = numbers.floats(count, scale: 3)
        matrix = Rows(SharedStorage(values), featureCount: shape.features)
        elements = values.map { Double($0) }
      }
      let indices: [UInt32] = [4, 0, 8, 8, 3, 1]
      rows = isGathered ? .order(RowOrder(indices, rowCount: 9), 1..<6) : .range(2..<7)
      order = isGathered ? indices[1..<6].map(Int.init) : Array(2..<7)
      self.shape = LayerShape(classCount: shape.classes, featureCount: shape.features)
      labels = ClassLabels(numbers.indices(9, below: shape.classes), classCount: shape.classes)
    }

    /// A row's elements.
    func row(_ index: Int) -> ArraySlice<Double> {
      elements[index * matrix.featureCount..<(index + 1) * matrix.featureCount]
    }

    /// Numbers with all of Float64's digits.
    mutating func doubles(_ count: Int, scale: Double = 1) -> [Double] {
      (0..<count).map { _ in (Double(numbers.next()) + Double(numbers.next()) * 0x1p-25) * scale }
    }

    /// Rows that sum to 1.
    mutating func probabilities() -> [Double] {
      (0..<5).flatMap { _ in
        let positive = doubles(shape.classCount).map { abs($0) + 0.01 }
        let sum = positive.reduce(0, +)
        return positive.map { $0 / sum }
      }
    }
  }

  static let variants = [(true, true), (true, false), (false, true), (false, false)]

  @Test(arguments: shapes, variants)
  func logitsAreOneChainInTheOrderOfTheFeatures(
    _ shape: (features: Int, classes: Int), _ variant: (isBytes: Bool, isGathered: Bool)
  ) {
    var problem = Problem(shape, isBytes: variant.isBytes, isGathered: variant.isGathered)
    let weights = problem.doubles(problem.shape.weightCount)
    let bias = problem.doubles(shape.classes)
    let expected = problem.order.flatMap { row in
      let x = Array(problem.row(row))
      return (0..<shape.classes).map { k in
        let sum = (0..<shape.features).reduce(0.0) { $0.addingProduct(weights[k * shape.features + $1], x[$1]) }
        return bias[k].addingProduct(problem.matrix.scale, sum)
      }
    }
    for table in Self.tables {
      let prepared = WorkBuffer<Double>(count: problem.shape.prepared64Count, repeating: .nan)
      table.prepare64(WorkBuffer(weights, default: 0), problem.shape, into: prepared)
      let tile = WorkBuffer<Double>(count: 6 * shape.classes, repeating: .nan)
      table.logits64(
        of: problem.matrix.opened64(problem.rows), problem.shape, prepared: prepared,
        bias: WorkBuffer(bias, default: 0), into: tile, firstRow: 1)
      #expect(tile.array[..<shape.classes].allSatisfy { $0.isNaN })
      #expect(Array(tile.array[shape.classes...]) == expected, "\(table.name)")
    }
  }

  @Test(arguments: shapes, variants)
  func gradientIsOneChainInTheOrderOfTheRows(
    _ shape: (features: Int, classes: Int), _ variant: (isBytes: Bool, isGathered: Bool)
  ) {
    var problem = Problem(shape, isBytes: variant.isBytes, isGathered: variant.isGathered)
    let residuals = problem.doubles(5 * shape.classes)
    var expected = [Double](repeating: 0.25, count: problem.shape.weightCount)
    for (r, row) in problem.order.enumerated() {
      let x = Array(problem.row(row))
      for k in 0..<shape.classes {
        for i in 0..<shape.features {
          expected[k * shape.features + i].addProduct(residuals[r * shape.classes + k], x[i])
        }
      }
    }
    let cut = shape.features / 2 / 16 * 16
    for table in Self.tables {
      let gradient = WorkBuffer<Double>(count: problem.shape.weightCount, repeating: 0.25)
      for columns in [0..<cut, cut..<shape.features] where !columns.isEmpty {
        table.addGradient64(
          of: problem.matrix.opened64(problem.rows), residuals: WorkBuffer(residuals, default: 0),
          problem.shape, columns: columns, into: gradient)
      }
      #expect(gradient.array == expected, "\(table.name)")
    }
  }

  @Test(arguments: [1, 2, 3, 8, 10, 17, 100])
  func softmaxAgreesWithAPlainLoop(_ classes: Int) {
    var problem = Problem((1, classes), isBytes: true, isGathered: false)
    let logits = problem.doubles(5 * classes, scale: 12)
    for table in Self.tables {
      let tile = WorkBuffer(logits, default: 0)
      table.softmax64(tile, problem.shape, firstRow: 1, rowCount: 4)
      #expect(Array(tile.array[..<classes]) == Array(logits[..<classes]))
      for r in 1..<5 {
        let row = logits[r * classes..<(r + 1) * classes]
        let largest = row.max() ?? 0
        let exponentials = row.map { ($0 - largest).exponential }
        let sum = exponentials.reduce(0, +)
        for k in 0..<classes {
          // Differences up to 24 rounded once: 24 units; both exps and sums a unit a term; a division.
          #expect(
            Closeness.relative(tile[r * classes + k], from: exponentials[k] / sum) < Double(2 * classes + 60)
              * 0x1p-53)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 8, 10, 17, 100], [true, false])
  func residualsAreProbabilitiesLessTheTruthWithTheirLosses(_ classes: Int, _ isGathered: Bool) {
    var problem = Problem((1, classes), isBytes: true, isGathered: isGathered)
    let logits = problem.doubles(5 * classes, scale: 12)
    for table in Self.tables {
      let probabilities = WorkBuffer(logits, default: 0)
      table.softmax64(probabilities, problem.shape, rowCount: 5)
      let tile = WorkBuffer(logits, default: 0)
      let losses = WorkBuffer<Double>(count: 6, repeating: .nan)
      let predictions = WorkBuffer<UInt32>(count: 6, repeating: 999)
      table.residuals64(
        tile, problem.shape, labels: problem.labels, rows: problem.rows, logLosses: losses,
        predictions: predictions, at: 1)
      #expect(losses[0].isNaN && predictions[0] == 999)
      for (r, row) in problem.order.enumerated() {
        let label = problem.labels[row]
        let own = Array(logits[r * classes..<(r + 1) * classes])
        for k in 0..<classes {
          let probability = probabilities[r * classes + k]
          #expect(tile[r * classes + k] == (k == label ? probability - 1 : probability))
        }
        #expect(predictions[r + 1] == UInt32(own.indices.max { own[$0] < own[$1] } ?? 0))
        // The logarithm of a probability that is rounded to 2^-53 itself.
        #expect(abs(losses[r + 1] + log(probabilities[r * classes + label])) < 1e-13 * max(1, losses[r + 1]))
      }
    }
  }

  @Test func lossesThatAreAlmostNothingKeepTheirDigits() {
    let gaps: [Double] = [1, 20, 27.6, 36.5, 45, 300, 700]
    for table in Self.tables {
      let tile = WorkBuffer(gaps.flatMap { [-$0, 0, -$0 - 1] }, default: 0)
      let losses = WorkBuffer<Double>(count: gaps.count, repeating: .nan)
      let shape = LayerShape(classCount: 3, featureCount: 1)
      table.residuals64(
        tile, shape, labels: ClassLabels(gaps.map { _ in 1 }, classCount: 3), rows: .range(0..<gaps.count),
        logLosses: losses, predictions: WorkBuffer(count: gaps.count, repeating: 0), at: 0)
      for (r, gap) in gaps.enumerated() {
        let expected = log1p(exp(-gap) + exp(-gap - 1))
        #expect(Closeness.relative(losses[r], from: expected) < 1e-15, "\(gap)")
      }
    }
  }

  @Test(arguments: [1, 3, 10, 16, 17, 40])
  func curvatureTakesTheMeanOffAndWeighs(_ classes: Int) {
    var problem = Problem((1, classes), isBytes: true, isGathered: false)
    let probabilities = problem.probabilities()
    let directions = problem.doubles(5 * classes)
    var expected: [Double] = []
    for r in 0..<5 {
      let places = r * classes..<(r + 1) * classes
      let mean = places.reduce(0.0) { $0 + probabilities[$1] * directions[$1] }
      expected += places.map { probabilities[$0] * (directions[$0] - mean) }
    }
    for table in Self.tables {
      let tile32 = problem.shape.tile(of: directions.map(Float.init))
      table.curvature(
        of: problem.shape.tile(of: probabilities.map(Float.init)), times: tile32, problem.shape, rowCount: 5)
      #expect(
        Closeness.largestDifference(problem.shape.rows(of: tile32, count: 5).map(Double.init), expected)
          < Double(2 * classes + 8) * 0x1p-24, "\(table.name)")
    }
  }

  @Test(arguments: [1, 3, 10, 16, 17, 40], [true, false])
  func eachRowIsMultipliedByItsSamplesFactor(_ classes: Int, _ isGathered: Bool) {
    var problem = Problem((1, classes), isBytes: true, isGathered: isGathered)
    let values = problem.doubles(5 * classes)
    let factors = problem.doubles(9, scale: 3)
    let floats = values.map(Float.init)
    let floatFactors = factors.map(Float.init)
    for table in Self.tables {
      let tile = WorkBuffer(values, default: 0)
      table.scaleRows64(tile, problem.shape, rows: problem.rows, by: WorkBuffer(factors, default: 0))
      #expect(tile.array == values.indices.map { values[$0] * factors[problem.order[$0 / classes]] })
      let tile32 = problem.shape.tile(of: floats)
      table.scaleRows(tile32, problem.shape, rows: problem.rows, by: WorkBuffer(floatFactors, default: 0))
      #expect(
        problem.shape.rows(of: tile32, count: 5)
          == floats.indices.map { floats[$0] * floatFactors[problem.order[$0 / classes]] })
    }
  }

  @Test(arguments: [1, 3, 8, 10, 17, 40], [true, false])
  func dualResidualsAreShiftedClippedAndMeasured(_ classes: Int, _ isGathered: Bool) {
    var problem = Problem((1, classes), isBytes: true, isGathered: isGathered)
    let probabilities = problem.probabilities()
    let shift = problem.doubles(classes, scale: 0.1)
    for table in Self.tables {
      let tile = WorkBuffer(probabilities, default: 0)
      let entropies = WorkBuffer<Double>(count: 5, repeating: .nan)
      table.dualResiduals64(
        tile, problem.shape, labels: problem.labels, rows: problem.rows, keep: 0.9,
        shift: WorkBuffer(shift, default: 0), entropies: entropies, at: 0)
      for (r, row) in problem.order.enumerated() {
        var entropy = 0.0
        for k in 0..<classes {
          let a = max(0, shift[k].addingProduct(0.9, probabilities[r * classes + k]))
          if a > 0 { entropy -= a * log(a) }
          #expect(tile[r * classes + k] == (k == problem.labels[row] ? a - 1 : a))
        }
        // Terms below 0.4 (e^-1), three roundings each.
        #expect(abs(entropies[r] - entropy) < Double(classes + 1) * 4 * 0x1p-53)
      }
    }
  }

  @Test func exponentialsAndLogarithmsAgreeWithTheCLibrary() {
    let exponents = (0...20_000).map { -700 + Double($0) * 0.0704 }
    let positives = (0...20_000).map { Foundation.pow(10, -300 + Double($0) * 0.03) } + [0x1p-1074, 1, 2]
    for table in Self.tables {
      // Both functions are within one unit in the last place of the truth.
      for (x, found) in zip(exponents, table.exponentials64(of: exponents)) {
        #expect(abs(found - exp(x)) <= 2 * exp(x).ulp)
      }
      for (x, found) in zip(positives, table.logarithms64(of: positives)) {
        #expect(abs(found - log(x)) <= 2 * log(x).ulp)
      }
      #expect(
        table.exponentials64(of: [0, -0.0, 710, .infinity, -746, -.infinity]) == [
          1, 1, .infinity, .infinity, 0, 0,
        ])
      #expect(table.exponentials64(of: [.nan])[0].isNaN && table.logarithms64(of: [.nan])[0].isNaN)
      #expect(table.logarithms64(of: [1]) == [0])
    }
  }
}
