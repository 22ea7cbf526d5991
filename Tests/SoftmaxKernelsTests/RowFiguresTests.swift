// Figures of columns, of rows of every storage.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct RowFiguresTests {
  @Test(arguments: MadeRows.Storage.allCases)
  func figuresOfColumnsAreThoseOfPlainLoops(_ storage: MadeRows.Storage) {
    let made = MadeRows(storage, rowCount: 300, featureCount: 70)
    var numbers = MadeNumbers(seed: 4)
    let weights = (0..<300).map { _ in Double(abs(numbers.next())) }
    let (least, most) = made.rows.extremes()
    let (bounds, squares) = (made.rows.magnitudeBounds(), made.rows.meanSquares())
    let (plain, weighted) = (made.rows.moments(), made.rows.moments(weights: weights))
    let total = weights.reduce(0, +)
    for j in 0..<70 {
      let column = (0..<300).map { made.value($0, j) }
      func mean(_ term: (Int) -> Double) -> Double { (0..<300).reduce(0) { $0 + term($1) } / 300 }
      // Sums of 300 terms near 1 in Float64.
      let small = 1e-13
      #expect(abs(least[j] - (column.min() ?? 0)) < small && abs(most[j] - (column.max() ?? 0)) < small)
      let largest = column.map { abs($0) }.max() ?? 0
      #expect(storage == .bytes ? bounds[j] == 1 : abs(bounds[j] - largest) < small)
      #expect(abs(squares[j] - mean { column[$0] * column[$0] }) < 20 * small)
      let own = mean { column[$0] }
      #expect(abs(plain.means[j] - own) < small)
      #expect(abs(plain.squares[j] - mean { (column[$0] - own) * (column[$0] - own) }) < 20 * small)
      let heavy = mean { column[$0] * weights[$0] } * 300 / total
      #expect(abs(weighted.means[j] - heavy) < small)
      let spread = mean { weights[$0] * (column[$0] - heavy) * (column[$0] - heavy) } * 300 / total
      #expect(abs(weighted.squares[j] - spread) < 20 * small)
    }
  }
}
