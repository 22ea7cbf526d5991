// What each column is centred at and divided by, in the form in which kernels use it.

internal import CSoftmaxKernels

/// Standardises elements x of each column.
///
/// In Float32 as fma(x - centre, factor, offset), the centre being the mean rounded to Float32 and the offset what that
/// has left of it, -(mean - centre) x factor. x and the centre are numbers of Float32, so that their difference is exact
/// where they are near each other and rounded once elsewhere: the result has two roundings of its own size, and the two
/// of factor and offset, however many standard deviations the mean lies from 0. x factor - mean x factor would lose as
/// many digits as the mean has standard deviations.
///
/// In Float64 as (x - mean) x factor.
package final class ColumnUnits: Sendable {
  let centres: WorkBuffer<Float>
  let factors: WorkBuffer<Float>
  let offsets: WorkBuffer<Float>
  let means64: WorkBuffer<Double>
  let factors64: WorkBuffer<Double>
  /// Whether every column's centre and factor are well within Float32's range. Where they are not, Float64 has to do it.
  let fitFloat32: Bool

  /// Beyond it, and below its inverse, differences or factors might leave Float32's range.
  private static let largestUnit = 1e30

  /// Of columns whose values, `scale` times an element, have these means and standard deviations.
  init(means: [Double], standardDeviations: [Double], scale: Double) {
    precondition(means.count == standardDeviations.count, "a mean and a standard deviation for each column")
    let means = means.map { $0 / scale }
    let factors = standardDeviations.map { scale / $0 }
    let centres = means.map { Float($0) }
    self.centres = WorkBuffer(centres, default: 0)
    self.factors = WorkBuffer(factors.map { Float($0) }, default: 0)
    offsets = WorkBuffer(
      means.indices.map { Float(-(means[$0] - Double(centres[$0])) * factors[$0]) }, default: 0)
    means64 = WorkBuffer(means, default: 0)
    factors64 = WorkBuffer(factors, default: 0)
    fitFloat32 = means.indices.allSatisfy {
      abs(means[$0]) <= Self.largestUnit && factors[$0] <= Self.largestUnit
        && factors[$0] >= 1 / Self.largestUnit
    }
  }

  private init(_ whole: ColumnUnits, _ columns: [Int]) {
    func part<Scalar>(_ numbers: WorkBuffer<Scalar>) -> WorkBuffer<Scalar> {
      let part = WorkBuffer<Scalar>(uninitializedCount: columns.count)
      for (i, column) in columns.enumerated() { part[i] = numbers[column] }
      return part
    }
    centres = part(whole.centres)
    factors = part(whole.factors)
    offsets = part(whole.offsets)
    means64 = part(whole.means64)
    factors64 = part(whole.factors64)
    fitFloat32 = whole.fitFloat32
  }

  /// Standardises a block of elements in place.
  func apply(to block: MatrixBlock<Double>) {
    block.buffer.withMutableSpan { values in
      means64.withSpan(0..<means64.count) { means in
        factors64.withSpan(0..<factors64.count) { factors in
          for row in 0..<block.rowCount {
            let first = block.first + row * block.stride
            for j in means.indices { values[first + j] = (values[first + j] - means[j]) * factors[j] }
          }
        }
      }
    }
  }

  /// Writes rows of any storage to `block`, standardised.
  func apply(
    to rows: RowSelection, of storage: some RowStorage, _ kernels: KernelTable, into block: MatrixBlock<Float>
  ) {
    let featureCount = storage.featureCount
    // Some rows at a time, which stay in the first cache.
    let height = max(1, min(rows.count, 4096 / featureCount))
    let room = WorkBuffer<Float>(uninitializedCount: height * featureCount)
    for first in stride(from: 0, to: rows.count, by: height) {
      let part = first..<min(first + height, rows.count)
      let elements = MatrixBlock(room, stride: featureCount, rowCount: part.count, columnCount: featureCount)
      storage.widen(rows.part(part), isScaled: false, by: kernels, into: elements)
      apply(to: elements, kernels, into: block.part(part, 0..<featureCount))
    }
  }

  /// Writes elements that lie without gaps to `block`, standardised.
  func apply(to elements: MatrixBlock<Float>, _ kernels: KernelTable, into block: MatrixBlock<Float>) {
    precondition(
      elements.stride == elements.columnCount && elements.columnCount == means64.count, "all columns")
    precondition(
      block.rowCount == elements.rowCount && block.columnCount == elements.columnCount, "the block's shape")
    guard !fitFloat32 else {
      return unsafe Float.standardize(
        kernels,
        DenseRun(
          start: UnsafePointer(elements.start), rows: nil, rowCount: elements.rowCount,
          featureCount: elements.columnCount), self, block)
    }
    for row in 0..<elements.rowCount {
      for j in 0..<elements.columnCount {
        let element = Double(elements.buffer[elements.first + row * elements.stride + j])
        block.buffer[block.first + row * block.stride + j] = Float((element - means64[j]) * factors64[j])
      }
    }
  }

  /// Those of some columns.
  func part(_ columns: [Int]) -> ColumnUnits { ColumnUnits(self, columns) }
}
