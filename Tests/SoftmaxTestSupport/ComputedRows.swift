// Rows that lie nowhere: a way of storing them that the package does not have, made up for the tests.

package import SoftmaxKernels
import Synchronization

/// Rows that are computed whenever they are asked for, as those of a file's blocks are fetched when they are opened.
package struct ComputedRows: RowStorage {
  private let order: [Int]
  package let featureCount: Int
  private let value: @Sendable (_ row: Int, _ feature: Int) -> Float
  /// How many values were computed so far, by all parts of these rows together.
  package let tally: Tally

  package final class Tally: Sendable {
    private let number = Atomic<Int>(0)
    package var count: Int { number.load(ordering: .relaxed) }
    func add(_ more: Int) { number.wrappingAdd(more, ordering: .relaxed) }
  }

  package init(
    rowCount: Int, featureCount: Int, value: @escaping @Sendable (_ row: Int, _ feature: Int) -> Float
  ) {
    self.init(order: Array(0..<rowCount), featureCount: featureCount, Tally(), value: value)
  }

  private init(
    order: [Int], featureCount: Int, _ tally: Tally, value: @escaping @Sendable (Int, Int) -> Float
  ) {
    self.order = order
    self.tally = tally
    self.featureCount = featureCount
    self.value = value
  }

  package var rowCount: Int { order.count }
  package var scale: Double { 1 }
  package var elementType: RowElementType { .float32 }
  package var rowByteCount: Int { 4 * featureCount }
  package var copyByteCount: Int { MemoryLayout<Int>.stride * order.count }

  package func slice(_ range: Range<Int>) -> ComputedRows {
    ComputedRows(order: Array(order[range]), featureCount: featureCount, tally, value: value)
  }

  package func gathering(_ rows: RowOrder) -> ComputedRows {
    ComputedRows(
      order: (0..<rows.count).map { order[rows[$0]] }, featureCount: featureCount, tally, value: value)
  }

  package func joined(with other: any RowStorage) -> ComputedRows? { nil }

  package func widen(
    _ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Float>
  ) {
    fill(block, with: rows) { $0 }
  }

  package func widen(
    _ rows: RowSelection, isScaled: Bool, by kernels: KernelTable, into block: MatrixBlock<Double>
  ) {
    fill(block, with: rows) { Double($0) }
  }

  private func fill<Scalar>(
    _ block: MatrixBlock<Scalar>, with rows: RowSelection, _ widened: (Float) -> Scalar
  ) {
    tally.add(rows.count * featureCount)
    for r in 0..<rows.count {
      for j in 0..<featureCount {
        block.buffer[block.first + r * block.stride + j] = widened(value(order[rows.row(r)], j))
      }
    }
  }

  package var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    for (sample, row) in order.enumerated() {
      for feature in 0..<featureCount where !value(row, feature).isFinite {
        return (sample, feature, value(row, feature))
      }
    }
    return nil
  }

  package func forEachRunOfBytes(_ body: (Span<UInt8>) -> Void) {
    for row in order {
      let bytes = (0..<featureCount).flatMap { feature in
        let bits = value(row, feature).bitPattern
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
      }
      body(bytes.span)
    }
  }
}
