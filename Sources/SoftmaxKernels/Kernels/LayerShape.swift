// The size of the linear layer, and what follows from it for the kernels.

internal import CSoftmaxKernels

/// K classes by d features. Everything here depends on these two numbers alone, never on machine or threads, so
/// that it may decide in which order sums are formed.
package struct LayerShape: Sendable, Hashable {
  package let classCount: Int
  package let featureCount: Int

  package init(classCount: Int, featureCount: Int) {
    precondition(classCount > 0 && featureCount > 0, "an empty layer")
    self.classCount = classCount
    self.featureCount = featureCount
  }

  /// K d.
  package var weightCount: Int { classCount * featureCount }

  /// Whether a row's classes fit into registers, and features go along the lanes of a vector.
  package var hasFewClasses: Bool { classCount <= Int(SMK_FEW_CLASSES) }

  /// Where one class's weights of these columns lie in W's storage.
  package func run(of columns: Range<Int>, classIndex: Int) -> Range<Int> {
    classIndex * featureCount + columns.lowerBound..<classIndex * featureCount + columns.upperBound
  }

  /// Floats that `KernelTable.prepare` writes.
  package var preparedCount: Int { smk_prepared_count(classCount, featureCount) }

  /// Doubles that `KernelTable.prepare64` writes.
  package var prepared64Count: Int { smk_prepared64_count(classCount, featureCount) }

  /// Floats that each thread needs to work in.
  package var workspaceCount: Int { smk_workspace_count(classCount) }

  /// Floats in a tile of `rowCount` rows.
  package func tileCount(rowCount: Int) -> Int { smk_tile_count(rowCount, classCount) }

  /// Where a tile holds a row and class.
  package func tileIndex(row: Int, classIndex: Int) -> Int {
    smk_tile_index(row, classIndex, classCount)
  }

  /// The rows of one tile: 256, so that features and logits stay in a core's own cache; fewer where there are so
  /// many classes that the logits would not fit into 16 MB. A multiple of `rowUnit`.
  package var tileRowCount: Int {
    max(Self.rowUnit, min(256, (1 << 22) / classCount / Self.rowUnit * Self.rowUnit))
  }

  /// The rows 0..<sampleCount in runs of `tileRowCount`, the last one shorter.
  package func tile(_ index: Int, of sampleCount: Int) -> Range<Int> {
    index * tileRowCount..<min((index + 1) * tileRowCount, sampleCount)
  }

  /// How many such runs there are.
  package func tileCount(of sampleCount: Int) -> Int {
    (sampleCount + tileRowCount - 1) / tileRowCount
  }

  /// Rows are dealt out to threads in multiples of this, the height of a tile's groups.
  package static let rowUnit = 16

  /// With more than a few classes the kernels' chains along rows begin anew after so many.
  package static var chainRowCount: Int { Int(SMK_DEPTH) }

  /// Columns are dealt out to threads in multiples of this, about the width of the kernels' tiles.
  package var columnUnit: Int { hasFewClasses ? 32 : 48 }
}
