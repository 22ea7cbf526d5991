// From rows to what kernels read.

extension Rows {
  /// Reads in Float32, up to `rowCount` rows at a time (never more than there are). A reader may hold memory for so many
  /// rows: a thread that works on parts of its own makes one for itself; those who share one open the same rows, load different
  /// parts of them, and meet before anybody reads what another has loaded. `kernels` are those that the rows are read by.
  package func reader(rowCount: Int, by kernels: KernelTable = .best) -> any RowReader<Float> {
    storage.reader(rowCount: min(rowCount, sampleCount), by: kernels)
  }

  /// The same for sums in Float64.
  package func reader64(rowCount: Int, by kernels: KernelTable = .best) -> any RowReader<Double> {
    storage.reader64(rowCount: min(rowCount, sampleCount), by: kernels)
  }

  /// Writes the values of rows, or where `isScaled` is false their elements, to the first columns of `block`; a 1 in the
  /// last one where `hasOne`. Nothing has to be opened for it. Complexity: O(rows x features).
  package func widen<Scalar: RowScalar>(
    _ rows: RowSelection, isScaled: Bool = true, hasOne: Bool = false, by kernels: KernelTable = .best,
    into block: MatrixBlock<Scalar>
  ) {
    precondition(
      block.rowCount == rows.count && block.columnCount == featureCount + (hasOne ? 1 : 0), "the block's shape")
    Scalar.widen(storage, rows, isScaled: isScaled, kernels, into: block.part(0..<rows.count, 0..<featureCount))
    if hasOne { block.fillLastColumn(with: 1) }
  }

  /// Writes some columns of rows to the first columns of `block`, in the order of `columns`; a 1 in the next one where
  /// `hasOne`. Complexity: O(rows x columns).
  package func gather(
    columns: [Int], of rows: RowSelection, hasOne: Bool = false, into block: MatrixBlock<Float>
  ) {
    precondition(
      block.rowCount == rows.count && block.columnCount == columns.count + (hasOne ? 1 : 0), "the block's shape"
    )
    precondition(columns.allSatisfy { $0 >= 0 && $0 < featureCount }, "column out of bounds")
    storage.gather(columns: columns, of: rows, into: block.part(0..<rows.count, 0..<columns.count))
    if scale != 1 {
      let factor = Float(scale)
      block.buffer.withMutableSpan { values in
        for row in 0..<rows.count {
          let first = block.first + row * block.stride
          for i in first..<first + columns.count { values[i] *= factor }
        }
      }
    }
    if hasOne { block.fillLastColumn(with: 1) }
  }

  /// For loops over all values of rows: calls `body` with the values of some of them after the others, or their elements,
  /// in Float64 [rows x features], and with the positions of these rows in the selection. Complexity: O(rows x features),
  /// in pieces of some 64 KB.
  package func forEachTile(
    of selection: RowSelection? = nil, isScaled: Bool = true, _ body: (Range<Int>, Span<Double>) -> Void
  ) {
    let selection = selection ?? .range(0..<sampleCount)
    let tileRowCount = max(1, min(selection.count, 8192 / featureCount))
    let values = WorkBuffer<Double>(uninitializedCount: tileRowCount * featureCount)
    let job = selection.count * featureCount > 20_000_000 ? WorkWatch.current : nil
    let step = job?.begin(nil, of: selection.count)
    defer { if let step { job?.finish(step) } }
    for first in stride(from: 0, to: selection.count, by: tileRowCount) {
      let positions = first..<min(first + tileRowCount, selection.count)
      step?.reach(first)
      widen(
        selection.part(positions), isScaled: isScaled,
        into: MatrixBlock(values, stride: featureCount, rowCount: positions.count, columnCount: featureCount))
      values.withSpan(0..<positions.count * featureCount) { body(positions, $0) }
    }
  }
}

/// Float or Double: which of a storage's two ways of widening belongs to each.
package protocol RowScalar: FactorScalar {
  static func widen(
    _ storage: any RowStorage, _ rows: RowSelection, isScaled: Bool, _ kernels: KernelTable,
    into block: MatrixBlock<Self>)
}

extension Float: RowScalar {
  package static func widen(
    _ storage: any RowStorage, _ rows: RowSelection, isScaled: Bool, _ kernels: KernelTable,
    into block: MatrixBlock<Float>
  ) {
    storage.widen(rows, isScaled: isScaled, by: kernels, into: block)
  }
}

extension Double: RowScalar {
  package static func widen(
    _ storage: any RowStorage, _ rows: RowSelection, isScaled: Bool, _ kernels: KernelTable,
    into block: MatrixBlock<Double>
  ) {
    storage.widen(rows, isScaled: isScaled, by: kernels, into: block)
  }
}
