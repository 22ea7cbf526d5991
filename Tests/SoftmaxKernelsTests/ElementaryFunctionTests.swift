// exp and log against the C library's Float64 ones, over their whole domains.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct ElementaryFunctionTests {
  @Test(arguments: KernelTable.supported.indices)
  func expStaysWithinOneUlpOverItsWholeRange(_ index: Int) {
    let table = KernelTable.supported[index]
    // Every normal result: 400,000 arguments, and the ends. Float64's exp is exact enough to be the truth.
    let arguments = (0...400_000).map { Float(-87.336) + Float($0) * (176.058 / 400_000) }
    let results = table.exponentials(of: arguments)
    let worst = zip(arguments, results).reduce(0) { max($0, Closeness.ulps($1.1, from: exp(Double($1.0)))) }
    #expect(worst < 1)
  }

  @Test(arguments: KernelTable.supported.indices)
  func expIsExactWhereItMustBe(_ index: Int) {
    let table = KernelTable.supported[index]
    let results = table.exponentials(of: [0, -0.0, 89, .infinity, -105, -.infinity, -1e4])
    #expect(results == [1, 1, .infinity, .infinity, 0, 0, 0])
    #expect(table.exponentials(of: [.nan])[0].isNaN)
  }

  @Test func expUnderflowsGradually() {
    // Subnormal results are rounded twice: at most one and a half of the smallest steps.
    let arguments = (0...1000).map { -87.34 - Float($0) * (16.6 / 1000) }
    for (argument, result) in zip(arguments, KernelTable.best.exponentials(of: arguments)) {
      #expect(abs(Double(result) - exp(Double(argument))) <= 1.5 * Double(Float.leastNonzeroMagnitude))
    }
  }

  @Test(arguments: KernelTable.supported.indices)
  func logStaysWithinOneUlpOverItsWholeRange(_ index: Int) {
    let table = KernelTable.supported[index]
    // Steps through the bit patterns: every exponent, many significands, and closely around 1.
    let patterns = stride(from: Float.leastNormalMagnitude.bitPattern, to: Float.infinity.bitPattern, by: 5003)
    let around = (-50_000...50_000).map { Float(1).bitPattern &+ UInt32(bitPattern: Int32($0)) }
    let arguments = (Array(patterns) + around).map { Float(bitPattern: $0) }
    let results = table.logarithms(of: arguments)
    let worst = zip(arguments, results).reduce(0) { max($0, Closeness.ulps($1.1, from: log(Double($1.0)))) }
    #expect(worst < 1)
    #expect(table.logarithms(of: [1]) == [0])
  }
}
