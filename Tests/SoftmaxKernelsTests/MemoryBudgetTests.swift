// Arrays that lie in files because memory is limited: the same numbers, and where they are.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels

@Suite struct MemoryBudgetTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// 8 MiB, of which arrays may take half and a file's part 4.
  private func within<Value>(isChosen: Bool = true, _ body: () throws -> Value) rethrows -> Value {
    try MemoryBudget.$current.withValue(
      MemoryBudget(limit: 8 << 20, isChosen: isChosen, folder: folder.path), operation: body)
  }

  /// 12 MB: three windows of a file.
  private static let count = 3_000_000

  private func filled(_ count: Int, unit: Int) -> SharedStorage<UInt32> {
    SharedStorage(count: count, unit: unit) { target, block in
      for i in block { target[i] = UInt32(truncatingIfNeeded: i &* 2_654_435_761) }
    }
  }

  @Test func aLargeArrayLiesInAFileAndHasItsNumbers() {
    let own = filled(Self.count, unit: 1000)
    let moved = within { filled(Self.count, unit: 1000) }
    #expect(own.pages == nil)
    #expect(moved.pages != nil)
    #expect(moved.array == own.array)
    var places = 0
    moved.forEachBlock(unit: 1000) { block, range in
      #expect(range.lowerBound == places && block.count == range.count && range.count % 1000 == 0)
      places = range.upperBound
    }
    #expect(places == Self.count)
  }

  @Test func smallArraysStayInMemoryUntilTheyAreMany() {
    // Under a limit that was chosen an eighth of it is large, and everything where nothing is left, as here.
    #expect(within { filled(300_000, unit: 1) }.pages != nil)
    within(isChosen: false) {
      #expect(filled(1000, unit: 1).pages == nil)
      // 3 MB each: the second one would be more than half of 8 MiB.
      let first = filled(750_000, unit: 1)
      let second = filled(750_000, unit: 1)
      #expect(first.pages == nil && second.pages != nil)
      withExtendedLifetime(first) {}
    }
    within(isChosen: false) {
      do { #expect(filled(750_000, unit: 1).pages == nil) }
      // What was given back counts no more.
      #expect(filled(750_000, unit: 1).pages == nil)
    }
  }

  @Test func anArrayThatGrowsMovesIntoAFileOnTheWay() {
    let numbers = (0..<100_000).map { UInt32($0) }
    let grown = within {
      var growing = GrowingStorage<UInt32>(capacity: 1000)
      for _ in 0..<30 { growing.append(numbers.span) }
      return growing.finish()
    }
    #expect(grown.pages != nil)
    #expect(grown.array == Array(repeatElement(numbers, count: 30).joined()))
  }

  @Test func noFileIsSeen() throws {
    let moved = within { filled(Self.count, unit: 1) }
    #expect(folder.names == [])
    withExtendedLifetime(moved) {}
  }

  /// A folder that takes no file: the array is in memory, as without a limit.
  @Test func withoutAFileTheArrayIsInMemory() throws {
    let path = try folder.write([1], to: "file")
    let budget = MemoryBudget(limit: 8 << 20, isChosen: true, folder: path)
    #expect(budget.folderProblem != nil)
    let array = MemoryBudget.$current.withValue(budget) { filled(Self.count, unit: 1) }
    #expect(array.pages == nil && array.array == filled(Self.count, unit: 1).array)
  }

  @Test func aFolderThatIsNotThereIsMade() throws {
    let path = folder.file("a/b/c")
    let budget = MemoryBudget(limit: 8 << 20, isChosen: true, folder: path)
    #expect(MemoryBudget.$current.withValue(budget) { filled(Self.count, unit: 1) }.pages != nil)
  }

  @Test func rowsInAFileAreReadAsThoseInMemory() {
    var numbers = MadeNumbers()
    let values = numbers.floats(40_000 * 64)
    let own = Rows(SharedStorage(values), featureCount: 64)
    let order = (0..<40_000).map { UInt32(($0 * 7919) % 40_000) }
    let (moved, selected) = within {
      (own.gathering(order), own.gathering(order).selecting(columns: Array(0..<60)))
    }
    #expect(moved.pagedByteCount == values.count * 4 && own.pagedByteCount == 0)
    let expected = own.gathering(order)
    #expect(bytes(moved) == bytes(expected))
    #expect(bytes(selected) == bytes(expected.selecting(columns: Array(0..<60))))
    let shape = LayerShape(classCount: 3, featureCount: 64)
    let (weights, bias) = (numbers.floats(shape.weightCount), numbers.floats(3))
    for rows in [0..<40_000, 39_999..<40_000] {
      #expect(
        KernelTable.best.logits(of: moved, rows: .range(rows), shape, weights: weights, bias: bias)
          == KernelTable.best.logits(of: expected, rows: .range(rows), shape, weights: weights, bias: bias))
    }
  }

  private func bytes(_ rows: Rows) -> [UInt8] {
    var all: [UInt8] = []
    rows.forEachRunOfBytes { run in for i in run.indices { all.append(run[i]) } }
    return all
  }

  @Test func whatIsRefusedSaysTheLeastLimit() {
    let room = MemoryRoom(bytes: 10 << 20, limit: .chosen(100 << 20, taken: 80 << 20, moved: 0))
    #expect(room.description == "10 MiB more can be had within the limit of 100 MiB")
    // A part of a file takes a sixteenth of the limit, at least 4 MiB and at most 256.
    #expect(room.remedy(for: 70 << 20) == "raise the limit on memory to 161MB")
    for (bytes, window) in [(10, 4), (150, 10), (3000, 200), (30_000, 256)] {
      let least = MemoryBudget.least(for: bytes << 20, moved: 0)
      let budget = MemoryBudget(limit: least, isChosen: true, folder: folder.path)
      #expect(least - budget.window - bytes << 20 >= 0 && least - budget.window - bytes << 20 < 4)
      #expect(budget.window >> 20 == window)
    }
  }

  @Test func rowsAreShuffledInBlocksOfNeighbours() {
    let order = RowOrder(identityOf: 1003, blockLength: 100)
    var generator = MadeNumbers(seed: 5)
    order.shuffle { min(Int(generator.next().magnitude * Float($0)), $0 - 1) }
    let rows = (0..<1003).map { order[$0] }
    #expect(rows.sorted() == Array(0..<1003))
    // The place at which each block stands: together, in an order of its own.
    var place = 0
    var blocks: [Int] = []
    while place < rows.count {
      let block = rows[place] / 100
      let length = min(100, 1003 - block * 100)
      #expect(Set(rows[place..<place + length]) == Set(block * 100..<block * 100 + length))
      #expect(Array(rows[place..<place + length]) != Array(block * 100..<block * 100 + length) || length < 5)
      blocks.append(block)
      place += length
    }
    // The short one last, so that batches of a block's divisor never need two blocks.
    #expect(blocks.sorted() == Array(0...10) && blocks != Array(0...10) && blocks.last == 10)
  }

  /// Today's data has one block: 256 MiB of what is stored.
  @Test func blocksFollowFromTheShapeAlone() {
    let bytes = Rows(SharedStorage([UInt8](repeating: 0, count: 784)), featureCount: 784)
    #expect(bytes.shuffledRowCount == 1)
    #expect(Rows(ZeroRows(rowCount: 60_000, featureCount: 784)).shuffledRowCount == 60_000)
    #expect(Rows(ZeroRows(rowCount: 1_300_000, featureCount: 800)).shuffledRowCount == (256 << 20) / 3200)
    #expect(Rows(ZeroRows(rowCount: 9, featureCount: 100_000_000)).shuffledRowCount == 1)
  }
}

/// Rows without memory, for questions about their shape.
private struct ZeroRows: RowStorage {
  let rowCount: Int
  let featureCount: Int

  var scale: Double { 1 }
  var elementType: RowElementType { .float32 }
  var rowByteCount: Int { 4 * featureCount }
  var copyByteCount: Int { rowCount * rowByteCount }
  var firstNotFinite: (sample: Int, feature: Int, value: Float)? { nil }
  func slice(_ range: Range<Int>) -> ZeroRows { ZeroRows(rowCount: range.count, featureCount: featureCount) }
  func gathering(_ order: RowOrder) -> ZeroRows { ZeroRows(rowCount: order.count, featureCount: featureCount) }
  func joined(with other: any RowStorage) -> ZeroRows? { nil }
  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>) {}
  func widen(_ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>) {}
  func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {}
}
