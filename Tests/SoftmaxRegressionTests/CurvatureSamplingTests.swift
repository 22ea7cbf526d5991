// What preconditioners are made of: eigenvectors, and rows drawn without bias.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct CurvatureSamplingTests {
  @Test(arguments: [1, 2, 3, 8, 20])
  func eigenvectorsDiagonaliseASymmetricMatrix(_ order: Int) {
    var numbers = MadeNumbers(seed: 71)
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in i..<order {
        matrix[i * order + j] = Double(numbers.next())
        matrix[j * order + i] = matrix[i * order + j]
      }
    }
    let found = SymmetricEigenvectors(of: matrix, order: order)
    for a in 0..<order {
      for i in 0..<order {
        let image = (0..<order).reduce(0.0) { $0 + matrix[i * order + $1] * found.vectors[$1 * order + a] }
        #expect(abs(image - found.values[a] * found.vectors[i * order + a]) < 1e-12)
      }
      for b in 0..<order {
        let product = (0..<order).reduce(0.0) {
          $0 + found.vectors[$1 * order + a] * found.vectors[$1 * order + b]
        }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test func eigenvectorsOfEqualEigenvaluesAreStillOrthogonal() {
    // (I - 1 1^T / K) / K: eigenvalue 1 / K, K - 1 times, and 0.
    let order = 6
    let matrix = (0..<order * order).map { i in (i % (order + 1) == 0 ? 1.0 / 6 : 0) - 1.0 / 36 }
    let found = SymmetricEigenvectors(of: matrix, order: order)
    let values = found.values.sorted()
    #expect(abs(values[0]) < 1e-15)
    #expect(values.dropFirst().allSatisfy { abs($0 - 1.0 / 6) < 1e-15 })
  }

  @Test func drawnRowsEstimateTheSumOverAllWithoutBias() {
    var numbers = MadeNumbers(seed: 72)
    let weights = (0..<200).map { sample in abs(numbers.next()) * (sample % 3 == 0 ? 1 : 0.02) }
    let values = numbers.floats(200).map { Double($0) + 2 }
    let exact = zip(weights, values).reduce(0) { $0 + Double($1.0) * $1.1 }
    let threshold: Float = 0.1
    var estimates: [Double] = []
    var counts = 0
    for salt in 0..<500 as Range<UInt64> {
      let rows = WeightedRows(sampleCount: 200, firstRow: 0, threshold: threshold, salt: salt) { weights[$0] }
      counts += rows.count
      estimates.append((0..<rows.count).reduce(0) { $0 + Double(rows.weights[$1]) * values[rows.rows[$1]] })
    }
    let mean = estimates.reduce(0, +) / 500
    // A row of weight w < t is kept with chance w / t and then counts t: variance w (t - w) of its value.
    let variance = zip(weights, values).reduce(0) {
      $0 + Double($1.0) * Double(max(threshold - $1.0, 0)) * $1.1 * $1.1
    }
    #expect(abs(mean - exact) < 5 * (variance / 500).squareRoot())
    // And most of the light ones are left out.
    #expect(counts < 500 * 110)
  }

  @Test func withoutAThresholdEveryRowThatCountsIsKeptAsItIs() {
    let weights: [Float] = [0.5, 0, 1e-20, 3]
    let rows = WeightedRows(sampleCount: 4, firstRow: 0, threshold: 0, salt: 9) { weights[$0] }
    #expect((0..<rows.count).map { rows.rows[$0] } == [0, 2, 3])
    #expect(rows.weights.array == [0.5, 1e-20, 3])
  }

  @Test func heavyRowsAreAlwaysKept() {
    for salt in 0..<20 as Range<UInt64> {
      let rows = WeightedRows(sampleCount: 10, firstRow: 0, threshold: 0.5, salt: salt) {
        $0 < 4 ? 0.5 + Float($0) : 0.01
      }
      #expect((0..<4).allSatisfy { rows.rows[$0] == $0 && rows.weights[$0] == 0.5 + Float($0) })
    }
  }
}
