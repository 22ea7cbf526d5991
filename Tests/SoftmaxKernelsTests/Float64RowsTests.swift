// Rows of Float64: read as they are in Float64, rounded in Float32.

import SoftmaxKernels
import Testing

@Suite struct Float64RowsTests {
  /// Numbers that Float32 rounds.
  private static let numbers = (0..<7 * 5).map { 1 + Double($0) / 3 }

  private var wide: Rows { Rows(SharedStorage(Self.numbers), featureCount: 5) }

  @Test func valuesAreWidenedUnrounded() {
    let block = MatrixBlock(
      WorkBuffer<Double>(count: 35, repeating: 0), stride: 5, rowCount: 7, columnCount: 5)
    wide.widen(.range(0..<7), into: block)
    #expect(block.buffer.array == Self.numbers)
  }

  @Test func slicesAndSelectionsHoldTheSameNumbers() {
    let block = MatrixBlock(
      WorkBuffer<Double>(count: 15, repeating: 0), stride: 5, rowCount: 3, columnCount: 5)
    wide.rows(2..<7).gathering([4, 0, 1]).widen(.range(0..<3), into: block)
    let expected = [6, 2, 3].flatMap { (row: Int) -> [Double] in Array(Self.numbers[row * 5..<row * 5 + 5]) }
    #expect(block.buffer.array == expected)
  }

  @Test func logitsAndGradientsInFloat64AreThoseOfPlainLoops() {
    let shape = LayerShape(classCount: 3, featureCount: 5)
    let weights = (0..<15).map { Double($0) / 7 - 1 }
    let bias = [0.1, -0.2, 0.3]
    let kernels = KernelTable.best
    let reader = wide.reader64(rowCount: 7, by: kernels)
    let open = reader.open(.range(1..<6))
    open.load(0..<5)
    let tile = WorkBuffer<Double>(count: 15, repeating: 0)
    kernels.logits64(
      of: open, shape, prepared: wide.prepare64(WorkBuffer(weights, default: 0), shape, by: kernels),
      bias: WorkBuffer(bias, default: 0), into: tile)
    let gradient = WorkBuffer<Double>(count: 15, repeating: 0)
    kernels.addGradient64(of: open, residuals: tile, shape, columns: 0..<5, into: gradient)
    for r in 0..<5 {
      for k in 0..<3 {
        var expected = bias[k]
        for j in 0..<5 { expected += weights[k * 5 + j] * Self.numbers[(r + 1) * 5 + j] }
        // Five products and sums, each rounded once.
        let distance = abs(tile[r * 3 + k] - expected)
        #expect(distance <= 1e-14 * max(1, abs(expected)))
      }
    }
    for k in 0..<3 {
      for j in 0..<5 {
        var expected = 0.0
        for r in 0..<5 { expected += tile[r * 3 + k] * Self.numbers[(r + 1) * 5 + j] }
        let distance = abs(gradient[k * 5 + j] - expected)
        #expect(distance <= 1e-12 * max(1, abs(expected)))
      }
    }
  }

  @Test func readersOfFloat32GetTheRoundedNumbers() {
    let single = Rows(SharedStorage(Self.numbers.map { Float($0) }), featureCount: 5)
    let shape = LayerShape(classCount: 3, featureCount: 5)
    let weights = WorkBuffer<Float>((0..<15).map { Float($0) / 7 - 1 }, default: 0)
    func logits(_ rows: Rows) -> [Float] {
      let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: 7), repeating: 0)
      let open = rows.reader(rowCount: 7).open(.range(0..<7))
      open.load(0..<7)
      KernelTable.best.logits(
        of: open, shape, prepared: rows.prepare(weights, shape, by: .best),
        bias: WorkBuffer(count: 3, repeating: 0), into: tile,
        workspace: WorkBuffer(count: shape.workspaceCount, repeating: 0))
      return tile.array
    }
    #expect(logits(wide) == logits(single))
    #expect(logits(wide.rounded) == logits(single))
  }

  @Test func whatFloat32CannotHoldIsFound() {
    var numbers = Self.numbers
    #expect(wide.firstNotFinite == nil)
    for bad in [Double.nan, .infinity, 1e39] {
      numbers[13] = bad
      let found = Rows(SharedStorage(numbers), featureCount: 5).firstNotFinite
      #expect(found?.sample == 2 && found?.feature == 3)
    }
  }
}
