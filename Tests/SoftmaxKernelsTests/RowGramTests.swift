// Weighted Gram matrices of rows, in bands.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct RowGramTests {
  private static let (rowCount, featureCount) = (700, 9)

  private static func rows(ofBytes: Bool) -> Rows {
    var numbers = MadeNumbers(seed: 7)
    let values = (0..<rowCount * featureCount).map { _ in numbers.next() }
    return ofBytes
      ? Rows(SharedStorage(values.map { UInt8(100 + 50 * $0) }), featureCount: featureCount, scale: 1 / 255)
      : Rows(SharedStorage(values), featureCount: featureCount)
  }

  /// More rows than are widened at once, in an order of their own, bands that do not divide the matrix.
  @Test(arguments: [false, true], [false, true])
  func bandsMakeTheWholeMatrix(ofBytes: Bool, hasOne: Bool) {
    let rows = Self.rows(ofBytes: ofBytes)
    let order = RowOrder((0..<UInt32(Self.rowCount)).filter { $0 % 5 != 2 }, rowCount: Self.rowCount)
    let positions = 3..<order.count - 4
    let weights = (0..<order.count).map { Float($0 % 7) / 8 }
    let size = Self.featureCount + (hasOne ? 1 : 0)
    var expected = [Double](repeating: 0, count: size * size)
    for position in positions {
      let x = rows.row(order[position]).map(Double.init) + (hasOne ? [1] : [])
      for i in 0..<size {
        for j in 0..<size { expected[i * size + j] += 0.5 * Double(weights[position]) * x[i] * x[j] }
      }
    }
    let room = GramRoom(order: size, bandHeight: 4)
    for start in stride(from: 0, to: size, by: 4) {
      let band = start..<min(start + 4, size)
      let found = WorkBuffer<Float>(count: band.count * (size - start), repeating: 0)
      rows.addGram(
        of: .order(order, positions),
        GramCall(
          weights: WorkBuffer(weights, default: 0), at: positions.lowerBound, scale: 0.5, hasOne: hasOne,
          band: band,
          into: MatrixBlock(found, stride: size - start, rowCount: band.count, columnCount: size - start),
          by: .best, room))
      for i in band {
        for j in i..<size {
          // Each of 550 additions rounds a sum of no more than 200; a row left out or taken twice is 50 times that.
          let difference = Double(found[(i - start) * (size - start) + j - start]) - expected[i * size + j]
          #expect(abs(difference) < 550 * 0x1p-24 * 200, "\(i), \(j)")
        }
      }
    }
  }
}
