// The inverse of a factored matrix against its definition, and the same bits everywhere.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct CholeskyInverseTests {
  @Test(arguments: CholeskyFactorTests.orders)
  func theRootsProductIsTheInverse(_ order: Int) throws {
    let matrix = CholeskyFactorTests.matrix(order)
    let factor = try CholeskyFactorTests.factor(matrix, as: Double.self)
    let root = factor.inverseRoot()
    func y(_ i: Int, _ j: Int) -> Double { root[i * factor.stride + j] }
    for i in 0..<order {
      for j in i + 1..<max(i + 1, order) where y(i, j) != 0 { Issue.record("above \(i), \(j)") }
    }
    // Columns of the inverse by solves: both lose about the condition, 1 + 2 order, in units of 4, its largest.
    let tolerance = 4 * Double(order) * Double.ulpOfOne * (1 + 2 * Double(order)) * 4
    for column in Set([0, order / 3, order / 2, order - 1]) {
      let unit = WorkBuffer<Double>((0..<order).map { $0 == column ? 1.0 : 0 }, default: 0)
      factor.solve(unit)
      for row in Set([0, order / 2, column, order - 1]) {
        let product = (0..<order).reduce(0.0) { $0 + y($1, row) * y($1, column) }
        #expect(abs(product - unit[row]) <= tolerance)
      }
    }
  }

  @Test func rootsAreTheSameBitsForAnyTeamAndTable() throws {
    let order = 513
    let matrix = CholeskyFactorTests.matrix(order)
    let first = try CholeskyFactorTests.factor(matrix, as: Double.self).inverseRoot().array.map {
      $0.bitPattern
    }
    for table in KernelTable.supported {
      for size in [1, 2, 3, 5] {
        let engine = Engine(kernels: table, team: .shared(size: size, isPatient: true))
        let root = try CholeskyFactorTests.factor(matrix, as: Double.self, engine: engine).inverseRoot().array
        #expect(root.map { $0.bitPattern } == first, "\(table.name), \(size) threads")
      }
    }
  }
}
