// Products of one row with many against plain sums.

import Testing

@testable import SoftmaxKernels

@Suite struct RowProductTests {
  @Test(arguments: 1...9)
  func theyAreSumsOfProducts(_ width: Int) {
    for count in 0...9 {
      // Whole numbers, so that sums are exact in any order.
      let row = (0..<width).map { Double($0 * 7 % 5 - 2) }
      let others = (0..<count * width).map { Double($0 * 11 % 13 - 6) }
      var found: [Int: Double] = [:]
      RowProducts.forEach(row, with: others) { place, sum in
        #expect(found.updateValue(sum, forKey: place) == nil)
      }
      #expect(found.count == count)
      for place in 0..<count {
        let sum = (0..<width).reduce(0) { $0 + row[$1] * others[place * width + $1] }
        #expect(found[place] == sum)
      }
    }
  }

  @Test func aRowWithoutNumbersHasNoProducts() {
    RowProducts.forEach([], with: []) { _, _ in Issue.record("a product of nothing") }
  }

  @Test func magnitudesHaveNoSigns() {
    var row = [Double](repeating: 9, count: 3)
    RowProducts.widenMagnitudes(of: ([1, -2.5, 0, -0.0, 7] as [Float])[1..<4], into: &row)
    #expect(row == [2.5, 0, 0] && row.allSatisfy { $0.sign == .plus })
  }

  @Test(arguments: 0..<5)
  func numbersAreReadFromAnyByteOn(_ first: Int) {
    let numbers: [Float] = [1.5, -0.25, .infinity, .leastNonzeroMagnitude]
    let bytes = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    let storage = SharedStorage([UInt8](repeating: 7, count: first) + bytes)
    var row = [Double](repeating: 0, count: 4)
    storage.widenFloats(from: first, into: &row)
    #expect(row == numbers.map(Double.init))
  }
}
