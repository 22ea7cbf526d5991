// Offsets are added to tiles of every layout, wherever their rows stand.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels

@Suite struct LogitOffsetsTests {
  @Test(arguments: [1, 3, 16, 17, 40])
  func eachRowGetsItsOwn(_ classCount: Int) {
    let shape = LayerShape(classCount: classCount, featureCount: 2)
    let rowCount = 45
    let values = (0..<rowCount * classCount).map { Double($0) / 4 }
    let offsets = LogitOffsets(values, classCount: classCount)
    #expect(offsets.rowCount == rowCount && offsets.largest == values.last)
    let order = RowOrder((0..<30).map { UInt32(($0 * 7) % rowCount) }, rowCount: rowCount)
    for (rows, first) in [(RowSelection.range(5..<38), 16), (.order(order, 3..<27), 0), (.range(9..<9), 0)] {
      let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: 64), repeating: 1)
      offsets.add(to: tile, shape, firstRow: first, rows: rows, by: .best)
      for r in 0..<64 {
        for k in 0..<classCount {
          let isOwn = r >= first && r < first + rows.count
          let expected = isOwn ? 1 + Float(values[rows.row(r - first) * classCount + k]) : 1
          #expect(tile[shape.tileIndex(row: r, classIndex: k)] == expected)
        }
      }
    }
    let double = WorkBuffer<Double>(count: 10 * classCount, repeating: 1)
    offsets.add(to: double, shape, rows: 20..<29, by: .best)
    for i in 0..<10 * classCount {
      #expect(double[i] == (i < 9 * classCount ? 1 + values[20 * classCount + i] : 1))
    }
  }
}
