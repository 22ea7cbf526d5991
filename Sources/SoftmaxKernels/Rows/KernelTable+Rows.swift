// The operations that read rows: sizes checked, then the rows' own kernels called.

extension KernelTable {
  /// Writes `values x weights^T + bias` of the opened rows at `part` (all, where it is nil) to the tile, from its row
  /// `firstRow` on. They have been loaded.
  package func logits(
    of open: OpenRows<Float>, part: Range<Int>? = nil, _ shape: LayerShape, prepared: WorkBuffer<Float>,
    bias: WorkBuffer<Float>, into tile: WorkBuffer<Float>, firstRow: Int = 0, workspace: WorkBuffer<Float>
  ) {
    let part = part ?? 0..<open.count
    open.check(part)
    precondition(open.featureCount == shape.featureCount, "features' shape")
    precondition(
      prepared.count >= open.reader.preparedCount(shape) && bias.count == shape.classCount, "parameters' shape")
    precondition(workspace.count >= shape.workspaceCount, "workspace's size")
    unsafe open.reader.logits(
      part, of: open.selection,
      LogitsCall(
        kernels: self, classCount: shape.classCount, prepared: prepared.start, bias: bias.start,
        logits: self.part(of: tile, shape, firstRow: firstRow, rowCount: part.count), workspace: workspace.start
      ))
  }

  /// Adds `residuals^T x elements` of the opened rows at `part` (all, where it is nil) to the columns `columns` of
  /// `gradient` [classes x features], in units of the stored elements: `Rows.scale` is not applied. The residuals are
  /// the tile's first rows. The range of columns starts at a multiple of 16.
  package func addGradient(
    of open: OpenRows<Float>, part: Range<Int>? = nil, residuals: WorkBuffer<Float>, _ shape: LayerShape,
    columns: Range<Int>, into gradient: WorkBuffer<Float>, workspace: WorkBuffer<Float>
  ) {
    let part = part ?? 0..<open.count
    open.check(part)
    precondition(open.featureCount == shape.featureCount, "features' shape")
    precondition(gradient.count == shape.weightCount, "gradient's shape")
    precondition(workspace.count >= shape.workspaceCount, "workspace's size")
    checkColumns(columns, shape)
    unsafe open.reader.addGradient(
      part, of: open.selection,
      GradientCall(
        kernels: self, classCount: shape.classCount,
        residuals: self.part(of: residuals, shape, firstRow: 0, rowCount: part.count), columns: columns,
        gradient: gradient.start, workspace: workspace.start))
  }

  /// `logits` in Float64; the tile's `firstRow` may be any row.
  package func logits64(
    of open: OpenRows<Double>, part: Range<Int>? = nil, _ shape: LayerShape, prepared: WorkBuffer<Double>,
    bias: WorkBuffer<Double>, into tile: WorkBuffer<Double>, firstRow: Int = 0
  ) {
    let part = part ?? 0..<open.count
    open.check(part)
    precondition(open.featureCount == shape.featureCount, "features' shape")
    precondition(
      prepared.count >= open.reader.preparedCount(shape) && bias.count == shape.classCount, "parameters' shape")
    unsafe open.reader.logits(
      part, of: open.selection,
      LogitsCall(
        kernels: self, classCount: shape.classCount, prepared: prepared.start, bias: bias.start,
        logits: rowsOf(tile, shape, firstRow: firstRow, rowCount: part.count), workspace: nil))
  }

  /// `addGradient` in Float64. The gradient [classes x features] starts at `offset` of `gradient`; residuals are read
  /// from their row `firstRow` on.
  package func addGradient64(
    of open: OpenRows<Double>, part: Range<Int>? = nil, residuals: WorkBuffer<Double>, _ shape: LayerShape,
    firstRow: Int = 0, columns: Range<Int>, into gradient: WorkBuffer<Double>, at offset: Int = 0
  ) {
    let part = part ?? 0..<open.count
    open.check(part)
    precondition(open.featureCount == shape.featureCount, "features' shape")
    gradient.check(offset..<offset + shape.weightCount)
    checkColumns(columns, shape)
    unsafe open.reader.addGradient(
      part, of: open.selection,
      GradientCall(
        kernels: self, classCount: shape.classCount,
        residuals: rowsOf(residuals, shape, firstRow: firstRow, rowCount: part.count), columns: columns,
        gradient: gradient.start + offset, workspace: nil))
  }

  /// Writes the values of the opened rows at `part` (all, where it is nil), or where `isScaled` is false their elements,
  /// to the first columns of `block`; with a 1 in the last one where `hasOne`. They have been loaded.
  package func widen<Scalar: RowScalar>(
    _ open: OpenRows<Scalar>, part: Range<Int>? = nil, isScaled: Bool = true, hasOne: Bool = false,
    into block: MatrixBlock<Scalar>
  ) {
    let part = part ?? 0..<open.count
    open.check(part)
    let featureCount = open.featureCount
    precondition(
      block.rowCount == part.count && block.columnCount == featureCount + (hasOne ? 1 : 0), "the block's shape")
    open.reader.widen(
      part, of: open.selection, isScaled: isScaled, by: self,
      into: block.part(0..<part.count, 0..<featureCount))
    if hasOne { block.fillLastColumn(with: 1) }
  }
}

extension MatrixBlock {
  /// Sets the last column's elements.
  func fillLastColumn(with value: Scalar) {
    for row in 0..<rowCount { unsafe start[row * stride + columnCount - 1] = value }
  }
}
