// Columns centred and scaled while they are read: what Float32 keeps of them.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct StandardizedRowsTests {
  /// A column of `rowCount` numbers that Float32 has, `distance` standard deviations of about `unit` from 0.
  private func column(_ rowCount: Int, distance: Float, unit: Float, seed: UInt64) -> [Float] {
    var numbers = MadeNumbers(seed: seed)
    return numbers.floats(rowCount, scale: 2).map { ($0 + distance) * unit }
  }

  private func moments(_ values: [Float]) -> (mean: Double, standardDeviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  private func standardized(_ values: [Float]) -> (rows: Rows, exact: [Double]) {
    let (mean, standardDeviation) = moments(values)
    return (
      Rows(SharedStorage(values), featureCount: 1).standardized(
        means: [mean], standardDeviations: [standardDeviation]),
      values.map { (Double($0) - mean) / standardDeviation }
    )
  }

  private func widened(_ rows: Rows) -> [Float] {
    let block = WorkBuffer<Float>(count: rows.sampleCount, repeating: .nan)
    rows.widen(
      .range(0..<rows.sampleCount),
      into: MatrixBlock(block, stride: 1, rowCount: rows.sampleCount, columnCount: 1))
    return block.array
  }

  @Test(
    arguments: [0, 1, 64, 1e3, 1e6, -1e6] as [Float], [1e-20, 1, 3e20] as [Float])
  func aColumnKeepsItsDigitsHoweverFarItLiesFromZero(_ distance: Float, _ unit: Float) {
    let (rows, exact) = standardized(column(500, distance: distance, unit: unit, seed: 5))
    // Two roundings of the result and one of the factor, half a unit of 2^-23 each. The offset makes up for the mean's
    // own rounding, so many standard deviations x 2^-24, and is rounded too; near 0, so is what the two leave of each
    // other.
    let offset = Double(abs(distance)) * 0x1p-24
    for (found, value) in zip(widened(rows), exact) {
      #expect(abs(Double(found) - value) <= 3 * 0x1p-24 * abs(value) + 0x1p-23 * offset + 1e-30)
    }
  }

  @Test func theNaiveFormulaWouldNotKeepThem() {
    // So that the test above means something: x factor - mean x factor is off by 1e6 x 2^-24.
    let values = column(500, distance: 1e6, unit: 1, seed: 5)
    let exact = standardized(values).exact
    let (mean, standardDeviation) = moments(values)
    let (factor, offset) = (Float(1 / standardDeviation), Float(-mean / standardDeviation))
    let worst = zip(values, exact).reduce(0) { max($0, abs(Double(offset.addingProduct($1.0, factor)) - $1.1)) }
    #expect(worst > 1e-2)
  }

  @Test(arguments: [0x1p-146, 0x1p-133, 1e-32, 1e32, 1e37] as [Float])
  func unitsAtTheEndsOfFloat32LeaveNoInfinities(_ unit: Float) {
    let values = column(300, distance: 0.5, unit: unit, seed: 7)
    let (rows, exact) = standardized(values)
    for (found, value) in zip(widened(rows), exact) {
      // Float64 rounded once.
      #expect(abs(Double(found) - value) <= 0x1p-23 * max(abs(value), 0x1p-20))
    }
    // The same of columns that are gathered, and of rows that kernels read.
    let gathered = WorkBuffer<Float>(count: 300, repeating: .nan)
    rows.gather(
      columns: [0], of: .range(0..<300), into: MatrixBlock(gathered, stride: 1, rowCount: 300, columnCount: 1))
    #expect(gathered.array == widened(rows))
    let logits = KernelTable.best.logits(
      of: rows, rows: .range(0..<300), LayerShape(classCount: 1, featureCount: 1), weights: [1], bias: [0])
    #expect(logits == widened(rows))
  }

  @Test func aConstantColumnIsZero() {
    let rows = Rows(SharedStorage<Float>([7.3, 7.3, 7.3]), featureCount: 1)
      .standardized(means: [Double(Float(7.3))], standardDeviations: [1])
    #expect(widened(rows) == [0, 0, 0])
  }

  @Test(arguments: [MadeRows.Storage.bytes, .floats, .computed])
  func everyTableGivesTheSameBits(_ storage: MadeRows.Storage) {
    var numbers = MadeNumbers(seed: 12)
    let rows = MadeRows(storage, rowCount: 70, featureCount: 37).rows.standardized(
      means: numbers.floats(37).map { Double($0) },
      standardDeviations: numbers.floats(37).map { 1.1 + Double($0) })
    func floats(_ table: KernelTable) -> [UInt32] {
      let block = WorkBuffer<Float>(count: 70 * 37, repeating: .nan)
      rows.widen(
        .range(0..<70), by: table, into: MatrixBlock(block, stride: 37, rowCount: 70, columnCount: 37))
      return block.array.map(\.bitPattern)
    }
    func doubles(_ table: KernelTable) -> [UInt64] {
      let block = WorkBuffer<Double>(count: 70 * 37, repeating: .nan)
      rows.widen(
        .range(0..<70), by: table, into: MatrixBlock(block, stride: 37, rowCount: 70, columnCount: 37))
      return block.array.map(\.bitPattern)
    }
    for table in KernelTable.supported {
      #expect(floats(table) == floats(.reference) && doubles(table) == doubles(.reference), "\(table.name)")
    }
  }

  @Test func rowsThatAreComputedAreStandardisedAsThoseInMemory() {
    var numbers = MadeNumbers(seed: 8)
    let values = numbers.floats(200 * 33, scale: 4).map { $0 + 1e4 }
    func read(_ plain: Rows) -> (floats: [UInt32], doubles: [UInt64]) {
      let rows = plain.standardized(
        means: [Double](repeating: 1e4 + 0.1, count: 33),
        standardDeviations: [Double](repeating: 2.3, count: 33))
      let floats = WorkBuffer<Float>(count: 200 * 33, repeating: .nan)
      rows.widen(.range(0..<200), into: MatrixBlock(floats, stride: 33, rowCount: 200, columnCount: 33))
      let doubles = WorkBuffer<Double>(count: 200 * 33, repeating: .nan)
      rows.widen(.range(0..<200), into: MatrixBlock(doubles, stride: 33, rowCount: 200, columnCount: 33))
      return (floats.array.map(\.bitPattern), doubles.array.map(\.bitPattern))
    }
    let stored = read(Rows(SharedStorage(values), featureCount: 33))
    let computed = read(Rows(ComputedRows(rowCount: 200, featureCount: 33) { values[$0 * 33 + $1] }))
    #expect(stored.floats == computed.floats && stored.doubles == computed.doubles)
  }
}
