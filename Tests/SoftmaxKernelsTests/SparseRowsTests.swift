// Sparse rows are the rows that they stand for, in every copy and every sum.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct SparseRowsTests {
  typealias Kind = SparseNumbers.Kind

  private func made(_ kind: Kind, rows: Int = 30, features: Int = 40) -> SparseNumbers {
    SparseNumbers(kind, rowCount: rows, featureCount: features)
  }

  /// Rows of a kind with a scale and a standardisation, sparse and dense.
  private func pairs(_ kind: Kind) -> [(sparse: Rows, dense: Rows)] {
    let numbers = made(kind)
    let deviations = (0..<40).map { 0.5 + Double($0 % 5) }
    let zeros = [Double](repeating: 0, count: 40)
    let plain = (sparse: numbers.sparse(), dense: numbers.dense())
    let scaled = (
      sparse: plain.sparse.standardized(means: zeros, standardDeviations: deviations),
      dense: plain.dense.standardized(means: zeros, standardDeviations: deviations)
    )
    guard kind == .bytes else { return [plain, scaled] }
    return [plain, scaled, (sparse: numbers.sparse(scale: 1.0 / 255), dense: numbers.dense(scale: 1.0 / 255))]
  }

  /// Two roundings of each value: a factor is 1 / deviation rounded, and so is the product.
  private func expectSame(_ found: Rows, _ expected: Rows, _ comment: Comment? = nil) {
    #expect(found.sampleCount == expected.sampleCount && found.featureCount == expected.featureCount, comment)
    for r in 0..<min(found.sampleCount, expected.sampleCount) {
      for (a, b) in zip(found.row(r), expected.row(r)) { #expect(abs(a - b) <= 0x1p-21 * abs(b), comment) }
    }
  }

  @Test(arguments: Kind.allCases)
  func rowsCopiesAndSlicesHoldTheDenseNumbers(_ kind: Kind) {
    for (sparse, dense) in pairs(kind) {
      #expect(sparse.isSparse && !dense.isSparse)
      expectSame(sparse, dense)
      expectSame(sparse.rows(4..<19).rows(2..<9), dense.rows(4..<19).rows(2..<9))
      let order: [UInt32] = [29, 0, 5, 5, 12]
      expectSame(sparse.gathering(order), dense.gathering(order))
      expectSame(sparse.rows(10..<30).gathering([19, 3]), dense.rows(10..<30).gathering([19, 3]))
      for columns in [[0, 2, 39], [39, 0, 7, 2], Array(0..<40), Array((0..<40).reversed())] {
        expectSame(sparse.selecting(columns: columns), dense.selecting(columns: columns), "\(columns)")
        let slice = sparse.rows(3..<25).selecting(columns: columns)
        expectSame(slice, dense.rows(3..<25).selecting(columns: columns))
        // What is copied can be copied and turned into columns again.
        expectSame(slice.gathering([4, 1]), dense.rows(3..<25).selecting(columns: columns).gathering([4, 1]))
        #expect(slice.columnEntries?.entryCount == slice.entryCount)
      }
      expectSame(
        sparse.rows(3..<9).appending(sparse.rows(20..<30)), dense.rows(3..<9).appending(dense.rows(20..<30)))
      expectSame(sparse.appending(dense), dense.appending(dense))
    }
  }

  @Test func joinedRowsOfDifferentKindsAreSparseStill() {
    let (bytes, ones) = (made(.bytes), made(.ones))
    let joined = bytes.sparse().rows(2..<30).appending(ones.sparse().rows(1..<9))
    #expect(joined.isSparse)
    expectSame(joined.rows(0..<28), bytes.dense().rows(2..<30))
    expectSame(joined.rows(28..<36), ones.dense().rows(1..<9))
    #expect(bytes.sparse().appending(bytes.sparse()).elementType == .uint8)
  }

  @Test(arguments: Kind.allCases)
  func gatheredColumnsAreThoseOfDenseRows(_ kind: Kind) {
    for (sparse, dense) in pairs(kind) {
      let selection = RowSelection.order(RowOrder([3, 29, 5, 0], rowCount: 30), 0..<4)
      // Few columns are looked for in each row; many are found by a table.
      for columns in [[7], [39, 2], Array(1..<35)] {
        func gathered(_ rows: Rows) -> [Float] {
          let block = WorkBuffer<Float>(count: 4 * 50, repeating: 7)
          rows.gather(
            columns: columns, of: selection, hasOne: true,
            into: MatrixBlock(block, stride: 50, rowCount: 4, columnCount: columns.count + 1))
          return block.array
        }
        let (found, expected) = (gathered(sparse), gathered(dense))
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 0x1p-21 * abs($1) })
      }
    }
  }

  @Test(arguments: Kind.allCases, [1, 2, 5])
  func sumsAndBoundsOfColumnsAreThoseOfDenseRows(_ kind: Kind, memberCount: Int) {
    let engine = Engine(kernels: .best, team: .shared(size: memberCount, isPatient: true))
    let pass = RowPass(rowCount: 30, engine: engine)
    var numbers = MadeNumbers(seed: 4)
    let weights = WorkBuffer((0..<30).map { $0 % 4 == 0 ? 0 : abs(Double(numbers.next())) }, default: 0)
    let centres = (0..<40).map { _ in Double(numbers.next()) }
    for (sparse, dense) in pairs(kind) {
      for power in [ColumnPower.one, .two] {
        for (centres, weights) in [
          (nil, nil), (centres, nil), (nil, weights), (centres, weights),
        ] as [([Double]?, WorkBuffer<Double>?)] {
          let zeros = [Double](repeating: 0, count: 40)
          let found = pass.columnSums(of: sparse, power: power, centres: centres ?? zeros, weights: weights)
          let expected = pass.columnSums(of: dense, power: power, centres: centres ?? zeros, weights: weights)
          // Sums of 30 numbers up to 255^2, in another order.
          for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-9 * max(1, abs(b))) }
        }
      }
      let (found, expected) = (pass.columnBounds(of: sparse), pass.columnBounds(of: dense))
      for (a, b) in zip(found.least + found.most, expected.least + expected.most) {
        #expect(abs(a - b) <= 0x1p-40 * abs(b))
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func logitsAndGradientsAreThoseOfDenseRows(_ kind: Kind) {
    for (sparse, dense) in pairs(kind) {
      for classCount in [2, 3, 17] {
        let shape = LayerShape(classCount: classCount, featureCount: 40)
        var numbers = MadeNumbers(seed: 9)
        let weights = WorkBuffer(numbers.floats(shape.weightCount), default: 0)
        let bias = WorkBuffer(numbers.floats(classCount), default: 0)
        let residuals = numbers.floats(30 * classCount)
        func found(_ rows: Rows, _ table: KernelTable) -> (logits: [Float], gradient: [Float]) {
          let open = rows.reader(rowCount: 30, by: table).open(.range(0..<30))
          open.load(0..<30)
          let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: 30), repeating: 0)
          table.logits(
            of: open, shape, prepared: rows.prepare(weights, shape, by: table), bias: bias, into: tile,
            workspace: shape.workspace)
          let gradient = WorkBuffer<Float>(count: shape.weightCount, repeating: 0)
          table.addGradient(
            of: open, residuals: shape.tile(of: residuals), shape, columns: 0..<40, into: gradient,
            workspace: shape.workspace)
          return (shape.rows(of: tile, count: 30), gradient.array)
        }
        let first = found(sparse, .reference)
        let expected = found(dense, .reference)
        // Some 70 roundings of terms up to 2 x 255.
        let bound = Float(70 * 0x1p-24 * (kind == .bytes ? 30 * 255 : 30 * 2))
        for (a, b) in zip(first.logits, expected.logits) { #expect(abs(a - b) <= bound) }
        for (a, b) in zip(first.gradient, expected.gradient) { #expect(abs(a - b) <= bound) }
        for table in KernelTable.supported {
          #expect(
            found(sparse, table).logits.map(\.bitPattern) == first.logits.map(\.bitPattern), "\(table.name)")
        }
      }
    }
  }

  @Test func bytesToBeHashedDoNotDependOnHowValuesAreStored() {
    func bytes(_ rows: Rows) -> [UInt8] {
      var all: [UInt8] = []
      rows.forEachRunOfBytes { run in for i in run.indices { all.append(run[i]) } }
      return all
    }
    let ones = made(.ones)
    #expect(bytes(ones.sparse()) == bytes(ones.sparse(storedAs: .floats)))
    #expect(bytes(ones.sparse()) == bytes(ones.sparse(storedAs: .bytes)))
    #expect(bytes(made(.bytes).sparse()) == bytes(made(.bytes).sparse(storedAs: .floats)))
    #expect(bytes(ones.sparse()) != bytes(made(.bytes).sparse()))
    #expect(bytes(ones.sparse().rows(3..<8)) == bytes(ones.sparse().gathering([3, 4, 5, 6, 7])))
  }

  @Test func theFirstEntryThatIsNotFiniteIsNamedByRowAndColumn() {
    let matrix = SparseMatrix(
      columnCount: 9, rowStarts: SharedStorage<Int64>([0, 2, 2, 4]),
      columns: SharedStorage<Int32>([1, 8, 0, 5]),
      values: .floats(SharedStorage<Float>([1, 2, 3, .nan])))
    let found = Rows(matrix).firstNotFinite
    #expect(found?.sample == 2 && found?.feature == 5)
    #expect(Rows(matrix).rows(0..<2).firstNotFinite == nil)
    #expect(Rows(matrix).rows(1..<3).firstNotFinite?.sample == 1)
  }

  @Test func whatIsWrongWithAMatrixIsNamed() {
    func problem(_ starts: [Int64], _ columns: [Int32]) -> SparseMatrix.Problem? {
      SparseMatrix(
        columnCount: 5, rowStarts: SharedStorage(starts), columns: SharedStorage(columns), values: .ones
      ).problem
    }
    #expect(problem([0, 2, 2, 3], [0, 4, 2]) == nil && problem([0], []) == nil)
    #expect(problem([0, 2, 1, 3], [0, 4, 2]) == .start(row: 2, value: 1))
    #expect(problem([1, 2, 3], [0, 4, 2]) == .start(row: 0, value: 1))
    #expect(problem([0, -1, 3], [0, 4, 2]) == .start(row: 1, value: -1))
    #expect(problem([0, 2, 9], [0, 4, 2]) == .start(row: 2, value: 9))
    #expect(problem([0, 2], [0, 4, 2]) == .end(2, entryCount: 3))
    #expect(problem([0, 3], [0, 1, 5]) == .column(row: 0, value: 5))
    #expect(problem([0, 1, 2], [0, -3]) == .column(row: 1, value: -3))
    #expect(problem([0, 2], [3, 3]) == .order(row: 0, column: 3))
    #expect(problem([0, 1, 3], [3, 4, 1]) == .order(row: 1, column: 1))
  }

  @Test func aBuiltMatrixHasWhatItWasGiven() {
    var builder = SparseMatrixBuilder(rowCapacity: 1, entryCapacity: 1)
    let columns: [[Int32]] = [[3, 70_000], [], [0, 1, 2]]
    let values: [[Float]] = [[1, -2], [], [4, 5, 6]]
    for r in 0..<3 {
      let (own, numbers) = (columns[r], values[r])
      builder.append(columns: own.span, values: numbers.span)
    }
    #expect(builder.rowCount == 3 && builder.entryCount == 5 && builder.columnCount == 70_001)
    let matrix = builder.finish(columnCount: 80_000)
    #expect(matrix.problem == nil && matrix.columnCount == 80_000 && matrix.rowStarts.array == [0, 2, 2, 5])
    #expect(matrix.columns.array == columns.flatMap { $0 })
  }
}
