// Rows of every storage: what kernels make of them, parts and copies of them, their bytes.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct RowsTests {
  /// One row, one feature, and more of both than a vector holds; few classes and many.
  static let shapes: [(rows: Int, features: Int, classes: Int)] =
    [(1, 1, 1), (1, 33, 3), (21, 1, 17), (21, 33, 3), (21, 33, 17), (40, 130, 10)]

  /// A float has 24 bits: the rounding of one operation.
  private static let rounding = 0x1p-24

  @Test(arguments: MadeRows.Storage.allCases, shapes)
  func kernelsMakeOfAllStoragesWhatPlainLoopsMake(
    _ storage: MadeRows.Storage, _ shape: (rows: Int, features: Int, classes: Int)
  ) {
    let made = MadeRows(storage, rowCount: shape.rows, featureCount: shape.features)
    let layer = LayerShape(classCount: shape.classes, featureCount: shape.features)
    var numbers = MadeNumbers(seed: 9)
    let weights = numbers.floats(layer.weightCount)
    let bias = numbers.floats(shape.classes)
    let last = shape.rows - 1
    let order = (0..<shape.rows).map { UInt32(($0 * 7 + 2) % shape.rows) }
    let selections: [(RowSelection, [Int])] = [
      (.range(0..<shape.rows), Array(0..<shape.rows)), (.range(last..<shape.rows), [last]),
      (.order(RowOrder(order, rowCount: shape.rows), 0..<shape.rows), order.map { Int($0) }),
    ]
    for (selection, indices) in selections {
      let residuals = numbers.floats(indices.count * shape.classes)
      for table in KernelTable.supported + [.reference] {
        let logits = table.logits(of: made.rows, rows: selection, layer, weights: weights, bias: bias)
        let gradient = WorkBuffer<Float>(count: layer.weightCount, repeating: 0)
        table.addGradient(
          of: made.rows.opened(selection), residuals: layer.tile(of: residuals), layer,
          columns: 0..<shape.features, into: gradient, workspace: layer.workspace)
        let exact = made.sums(indices, weights, bias, residuals)
        // Each term has the roundings of its product, of its value (four where it is standardised) and of every sum.
        let count = Double(shape.features + indices.count + 8)
        for i in logits.indices {
          #expect(
            abs(Double(logits[i]) - exact.logits[i].value) <= count * Self.rounding * exact.logits[i].size,
            "\(table.name)")
        }
        // Sums are of stored elements.
        for i in exact.gradient.indices {
          let found = Double(gradient[i]) * made.rows.scale
          #expect(
            abs(found - exact.gradient[i].value) <= count * Self.rounding * exact.gradient[i].size,
            "\(table.name)")
        }
      }
    }
  }

  @Test(arguments: MadeRows.Storage.allCases, shapes)
  func kernelsOfFloat64MakeWhatPlainLoopsMake(
    _ storage: MadeRows.Storage, _ shape: (rows: Int, features: Int, classes: Int)
  ) {
    let made = MadeRows(storage, rowCount: shape.rows, featureCount: shape.features)
    let layer = LayerShape(classCount: shape.classes, featureCount: shape.features)
    var numbers = MadeNumbers(seed: 9)
    let weights = numbers.floats(layer.weightCount)
    let bias = numbers.floats(shape.classes)
    let residuals = numbers.floats(shape.rows * shape.classes)
    let indices = Array(0..<shape.rows)
    let exact = made.sums(indices, weights, bias, residuals)
    let count = Double(shape.features + shape.rows + 8)
    for table in KernelTable.supported + [.reference] {
      let prepared = WorkBuffer<Double>(count: layer.prepared64Count, repeating: 0)
      table.prepare64(WorkBuffer(weights.map { Double($0) }, default: 0), layer, into: prepared)
      let open = made.rows.opened64(.range(0..<shape.rows))
      let tile = WorkBuffer<Double>(count: shape.rows * shape.classes, repeating: 0)
      table.logits64(
        of: open, layer, prepared: prepared, bias: WorkBuffer(bias.map { Double($0) }, default: 0), into: tile)
      let gradient = WorkBuffer<Double>(count: layer.weightCount, repeating: 0)
      table.addGradient64(
        of: open, residuals: WorkBuffer(residuals.map { Double($0) }, default: 0), layer,
        columns: 0..<shape.features, into: gradient)
      for i in exact.logits.indices {
        #expect(abs(tile[i] - exact.logits[i].value) <= count * 0x1p-52 * exact.logits[i].size, "\(table.name)")
      }
      for i in exact.gradient.indices {
        let found = gradient[i] * made.rows.scale
        #expect(
          abs(found - exact.gradient[i].value) <= count * 0x1p-52 * exact.gradient[i].size, "\(table.name)")
      }
    }
  }

  @Test(arguments: MadeRows.Storage.allCases)
  func partsOfOneReaderGiveTheBitsOfTheWhole(_ storage: MadeRows.Storage) {
    let made = MadeRows(storage, rowCount: 50, featureCount: 40)
    let shape = LayerShape(classCount: 3, featureCount: 40)
    let kernels = KernelTable.best
    var numbers = MadeNumbers(seed: 2)
    let weights = numbers.floats(shape.weightCount)
    let residuals = shape.tile(of: numbers.floats(50 * 3))
    let bias = WorkBuffer<Float>(count: 3, repeating: 0)
    let prepared = WorkBuffer<Float>(count: shape.preparedCount, repeating: 0)
    kernels.prepare(WorkBuffer(weights, default: 0), shape, features: 0..<40, into: prepared)
    func run(_ team: WorkerTeam) -> (logits: [Float], gradient: [Float]) {
      // What another selection has left in the reader's memory does not show.
      let reader = made.rows.reader(rowCount: 50)
      reader.open(.range(0..<2)).load(0..<2)
      let open = reader.open(.order(RowOrder((0..<50).map { UInt32(49 - $0) }, rowCount: 50), 0..<50))
      let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: 50), repeating: 0)
      let gradient = WorkBuffer<Float>(count: shape.weightCount, repeating: 0)
      team.run { member in
        let share = member.share(of: 50, unit: LayerShape.rowUnit)
        open.load(share)
        if !share.isEmpty {
          kernels.logits(
            of: open, part: share, shape, prepared: prepared, bias: bias, into: tile,
            firstRow: share.lowerBound,
            workspace: shape.workspace)
        }
        member.meet()
        let columns = member.share(of: 40, unit: 16)
        if !columns.isEmpty {
          kernels.addGradient(
            of: open, residuals: residuals, shape, columns: columns, into: gradient, workspace: shape.workspace)
        }
      }
      return (shape.rows(of: tile, count: 50), gradient.array)
    }
    let alone = run(.solo)
    let together = run(WorkerTeam(size: 3, isPatient: true))
    #expect(alone.logits.map(\.bitPattern) == together.logits.map(\.bitPattern))
    #expect(alone.gradient.map(\.bitPattern) == together.gradient.map(\.bitPattern))
  }

  @Test(arguments: MadeRows.Storage.allCases)
  func slicesCopiesAndJoinedRowsHoldTheRightOnes(_ storage: MadeRows.Storage) {
    let made = MadeRows(storage, rowCount: 9, featureCount: 5)
    let rows = made.rows
    func expectSame(_ found: Rows, _ expected: [Int]) {
      #expect(found.sampleCount == expected.count && found.featureCount == 5)
      for (position, index) in expected.enumerated() {
        let row = found.row(position)
        // Two roundings and two of the units.
        for (j, value) in made.row(index).enumerated() {
          #expect(abs(Double(row[j]) - value) <= 0x1p-21 * max(1, abs(value)))
        }
      }
    }
    expectSame(rows, Array(0..<9))
    expectSame(rows.rows(2..<7).rows(1..<3), [3, 4])
    expectSame(rows.gathering([8, 0, 0, 3]), [8, 0, 0, 3])
    expectSame(rows.rows(4..<9).gathering([1, 0]), [5, 4])
    expectSame(rows.rows(0..<2).appending(rows.rows(7..<9)), [0, 1, 7, 8])
    let other = MadeRows(.floats, rowCount: 2, featureCount: 5, seed: 8)
    let mixed = rows.appending(other.rows)
    expectSame(mixed.rows(0..<9), Array(0..<9))
    #expect(mixed.rows(9..<11).row(1).map { Double($0) } == other.row(1))
  }

  @Test func bytesJoinedWithBytesOfTheSameScaleStayBytes() {
    let bytes = Rows(SharedStorage<UInt8>([1, 2, 3, 4]), featureCount: 2, scale: 1.0 / 4)
    let joined = bytes.appending(bytes.rows(1..<2))
    #expect(joined.elementType == .uint8 && joined.scale == 1.0 / 4 && joined.row(2) == [0.75, 1])
    let other = Rows(SharedStorage<UInt8>([8, 8]), featureCount: 2, scale: 1.0 / 8)
    let mixed = bytes.appending(other)
    #expect(mixed.elementType == .float32 && mixed.row(2) == [1, 1] && mixed.row(0) == [0.25, 0.5])
  }

  @Test(arguments: MadeRows.Storage.allCases)
  func gatheredColumnsAreThoseOfTheWidenedRows(_ storage: MadeRows.Storage) {
    let rows = MadeRows(storage, rowCount: 12, featureCount: 20).rows
    let selection = RowSelection.order(RowOrder([3, 11, 0], rowCount: 12), 0..<3)
    let columns = [19, 0, 7, 7]
    let whole = WorkBuffer<Float>(count: 3 * 21, repeating: .nan)
    rows.widen(
      selection, hasOne: true, into: MatrixBlock(whole, stride: 21, rowCount: 3, columnCount: 21))
    let some = WorkBuffer<Float>(count: 3 * 6, repeating: .nan)
    rows.gather(
      columns: columns, of: selection, hasOne: true,
      into: MatrixBlock(some, stride: 6, rowCount: 3, columnCount: 5))
    for r in 0..<3 {
      #expect((0..<4).map { some[r * 6 + $0] } == columns.map { whole[r * 21 + $0] })
      #expect(some[r * 6 + 4] == 1 && whole[r * 21 + 20] == 1 && some[r * 6 + 5].isNaN)
    }
  }

  @Test(arguments: MadeRows.Storage.allCases)
  func selectedColumnsAreTheSameValues(_ storage: MadeRows.Storage) {
    // Rows of more numbers than a copy takes at a time.
    for (rowCount, featureCount) in [(12, 20), (700, 30), (2, 9000)] {
      let rows = MadeRows(storage, rowCount: rowCount, featureCount: featureCount).rows
      let columns = [featureCount - 1, 0, 7]
      let selected = rows.selecting(columns: columns)
      #expect(selected.sampleCount == rowCount && selected.featureCount == 3)
      for row in [0, 1, rowCount - 1] {
        let whole = rows.row(row)
        #expect(selected.row(row) == columns.map { whole[$0] })
      }
      let isOfBytes = storage == .bytes
      #expect(selected.elementType == (isOfBytes ? .uint8 : .float32))
      #expect(rows.selectionByteCount(columnCount: 3) == 3 * rowCount * (isOfBytes ? 1 : 4))
      #expect(rows.selectionByteCount(columnCount: 3) == selected.copyByteCount)
    }
  }

  @Test func bytesToBeHashedAreThoseOfWhatIsStored() {
    func bytes(_ rows: Rows) -> [UInt8] {
      var all: [UInt8] = []
      rows.forEachRunOfBytes { run in for i in run.indices { all.append(run[i]) } }
      return all
    }
    let pixels = Rows(SharedStorage<UInt8>([1, 2, 3, 250, 5, 6]), featureCount: 2, scale: 0.5)
    #expect(bytes(pixels) == [1, 2, 3, 250, 5, 6] && bytes(pixels.rows(1..<2)) == [3, 250])
    var numbers = MadeNumbers(seed: 6)
    let floats = numbers.floats(3 * 3000) + [-0.0, .infinity, .leastNonzeroMagnitude]
    let expected = floats.flatMap { value in
      [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
    }
    let rows = Rows(SharedStorage(floats), featureCount: 3)
    #expect(bytes(rows) == expected)
    #expect(bytes(rows.rows(10..<30)) == Array(expected[120..<360]))
    let computed = Rows(ComputedRows(rowCount: 3001, featureCount: 3) { floats[$0 * 3 + $1] })
    #expect(bytes(computed) == expected)
    let units = [Double](repeating: 2, count: 3)
    #expect(bytes(rows.standardized(means: units, standardDeviations: units)) == expected)
  }

  @Test func theFirstValueThatIsNotFiniteIsFoundWhereverItLies() {
    var floats = [Float](repeating: 1, count: 3 * 5000)
    func found(_ rows: Rows) -> [Int]? { rows.firstNotFinite.map { [$0.sample, $0.feature] } }
    #expect(found(Rows(SharedStorage(floats), featureCount: 3)) == nil)
    floats[14_000] = -.infinity
    floats[14_500] = .nan
    let rows = Rows(SharedStorage(floats), featureCount: 3)
    #expect(found(rows) == [4666, 2] && rows.firstNotFinite?.value == -.infinity)
    #expect(found(rows.rows(4000..<5000)) == [666, 2] && found(rows.rows(0..<4000)) == nil)
    #expect(found(rows.standardized(means: [0, 0, 0], standardDeviations: [1, 1, 1])) == [4666, 2])
    #expect(found(Rows(SharedStorage<UInt8>([255]), featureCount: 1)) == nil)
  }

  @Test(arguments: MadeRows.Storage.allCases)
  func allValuesAreWithinTheirExtremesAndNoLess(_ storage: MadeRows.Storage) {
    let rows = MadeRows(storage, rowCount: 300, featureCount: 70).rows
    var (least, most, count) = (Double.infinity, -Double.infinity, 0)
    rows.forEachTile { _, values in
      for i in values.indices { (least, most) = (min(least, values[i]), max(most, values[i])) }
      count += values.count
    }
    #expect(count == 300 * 70)
    #expect(rows.areWithin(least...most))
    #expect(!rows.areWithin(least...most.nextDown) && !rows.areWithin(least.nextUp...most))
  }

  @Test func rowsAreComputedWhenTheyAreLoadedAndNotBefore() {
    let computed = ComputedRows(rowCount: 1000, featureCount: 4) { Float($0 + $1) }
    let rows = Rows(computed)
    let open = rows.reader(rowCount: 8).open(.range(100..<108))
    #expect(computed.tally.count == 0)
    open.load(2..<5)
    #expect(computed.tally.count == 12)
    let block = MatrixBlock(
      WorkBuffer<Float>(count: 12, repeating: 0), stride: 4, rowCount: 3, columnCount: 4)
    KernelTable.best.widen(open, part: 2..<5, into: block)
    #expect(block.buffer.array == (102..<105).flatMap { row in (0..<4).map { Float(row + $0) } })
    #expect(computed.tally.count == 12)
  }
}

extension MadeRows {
  /// A sum, and that of its terms' magnitudes.
  struct Sum {
    var value = 0.0
    var size = 0.0

    mutating func add(_ term: Double) {
      value += term
      size += abs(term)
    }
  }

  /// Logits [rows x classes] and gradient [classes x features] in Float64.
  func sums(
    _ indices: [Int], _ weights: [Float], _ bias: [Float], _ residuals: [Float]
  ) -> (logits: [Sum], gradient: [Sum]) {
    let classCount = bias.count
    var logits: [Sum] = []
    var gradient = [Sum](repeating: Sum(), count: classCount * featureCount)
    for (r, index) in indices.enumerated() {
      for k in 0..<classCount {
        var sum = Sum()
        sum.add(Double(bias[k]))
        for j in 0..<featureCount {
          sum.add(Double(weights[k * featureCount + j]) * value(index, j))
          gradient[k * featureCount + j].add(Double(residuals[r * classCount + k]) * value(index, j))
        }
        logits.append(sum)
      }
    }
    return (logits, gradient)
  }
}
