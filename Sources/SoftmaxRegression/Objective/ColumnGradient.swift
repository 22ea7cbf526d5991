// Gradients of sparse features: column by column, once the residuals of all samples are there.

import SoftmaxKernels

/// Sums of residual x features over all rows at hand, for rows that have their entries by columns.
///
/// Rows whose elements are all stored add their residuals to sums of a member's own, tile by tile. Of sparse rows each has
/// entries in few of many columns: such sums would be mostly zeros that are cleared and added in vain. Here passes keep the
/// residuals of all samples, and each column is then one member's. Its sum has the order of its entries in each chunk of
/// rows, and chunks are added in the order of a `ChunkTree`: the bits do not depend on threads or processes.
struct ColumnGradient: Sendable {
  private let entries: ColumnEntries
  private let classCount: Int
  private let pass: RowPass

  /// Rows of a leaf of the tree.
  static let chunkRowCount = 1 << 16

  /// Rows of a chunk of a pass that keeps residuals: its sums are small, so that chunks may be.
  static let residualRowCount = 512

  /// Nil where rows form their gradients row by row.
  init?(of features: Rows, classCount: Int, _ pass: RowPass) {
    guard let entries = features.columnEntries else { return nil }
    self.entries = entries
    self.classCount = classCount
    self.pass = pass
  }

  /// The same with the squares of the elements.
  var squared: ColumnGradient { ColumnGradient(entries.squared, classCount: classCount, pass) }

  private init(_ entries: ColumnEntries, classCount: Int, _ pass: RowPass) {
    self.entries = entries
    self.classCount = classCount
    self.pass = pass
  }

  /// Multiply-adds of a step over all entries.
  var work: Int { entries.entryCount * classCount }

  /// Room for the residuals of all rows at hand [rows x classes].
  func residuals<Scalar>(_ zero: Scalar) -> WorkBuffer<Scalar> {
    // Kernels read some elements behind the last row.
    let count = entries.rowCount * classCount
    let room = WorkBuffer<Scalar>(uninitializedCount: count + LayerShape.rowUnit)
    room.fill(count..<room.count, with: zero)
    return room
  }

  /// The sums of residual x element of all rows [classes x columns], without the rows' scale. Complexity: O(entries x
  /// classes).
  func sums(of residuals: WorkBuffer<Float>) -> [Double] {
    sums { [entries, classCount, kernels = pass.engine.kernels] columns, rows, sums in
      entries.sum(columns, rows: rows, times: residuals, classCount: classCount, by: kernels, into: sums)
    }
  }

  /// The same in Float64.
  func sums(of residuals: WorkBuffer<Double>) -> [Double] {
    sums { [entries, classCount, kernels = pass.engine.kernels] columns, rows, sums in
      entries.sum64(columns, rows: rows, times: residuals, classCount: classCount, by: kernels, into: sums)
    }
  }

  private func sums(
    _ add: @escaping @Sendable (Range<Int>, Range<Int>, WorkBuffer<Double>) -> Void
  ) -> [Double] {
    let (units, columnCount) = (entries.units, entries.columnCount)
    let result = WorkBuffer<Double>(uninitializedCount: classCount * columnCount)
    pass.reduceUnits(
      Array(units.indices), counts: units.map { $0.count * classCount }, chunkLength: Self.chunkRowCount,
      work: work
    ) {
    } add: { unit, chunk, _, sums in
      add(units[unit], chunk.rows, sums)
    } finish: { [entries, classCount, kernels = pass.engine.kernels] unit, sums in
      entries.turn(sums, of: units[unit], classCount: classCount, by: kernels, into: result)
    }
    return result.array
  }

  /// How many additions a term goes through at most.
  var additionCount: Int {
    let chunks = pass.parts.chunks(ofRows: Self.chunkRowCount)
    return min(pass.rowCount, Self.chunkRowCount) + ChunkTree(leafCount: max(1, chunks.count)).height
  }
}
