// Swift over the table's linear algebra: shapes checked, then pointers taken.

internal import CSoftmaxKernels

extension KernelTable {
  /// Elements that `addProducts` needs to work in for so many columns of `left`.
  package static func productsWorkspaceCount(leftCount: Int) -> Int { smk_products_workspace_count(leftCount) }

  /// target += scale left^T right, for left [rows x m], right [rows x n] and target [m x n], which overlaps neither.
  /// O(rows m n).
  package func addProducts<Scalar: FactorScalar>(
    scale: Scalar, _ left: MatrixBlock<Scalar>, _ right: MatrixBlock<Scalar>, into target: MatrixBlock<Scalar>,
    workspace: WorkBuffer<Scalar>
  ) {
    precondition(left.rowCount == right.rowCount, "as many rows left and right")
    precondition(
      target.rowCount == left.columnCount && target.columnCount == right.columnCount, "target's shape")
    precondition(
      workspace.count >= Self.productsWorkspaceCount(leftCount: left.columnCount), "workspace's size")
    unsafe Scalar.addProducts(
      self, scale: scale, left.start, left.stride, right.start, right.stride, rowCount: left.rowCount,
      leftCount: left.columnCount, rightCount: right.columnCount, target.start, target.stride, workspace.start)
  }

  /// results[r] += the dot product of row r and the vector: `columnCount` elements from `vectorStart` on, and
  /// `rowCount` results from `resultStart` on. O(rows x columns).
  package func addRowDots<Scalar: FactorScalar>(
    _ matrix: MatrixBlock<Scalar>, _ vector: WorkBuffer<Scalar>, at vectorStart: Int,
    into results: WorkBuffer<Scalar>, at resultStart: Int
  ) {
    vector.check(vectorStart..<vectorStart + matrix.columnCount)
    results.check(resultStart..<resultStart + matrix.rowCount)
    unsafe Scalar.addRowDots(
      self, matrix.start, matrix.stride, rowCount: matrix.rowCount, columnCount: matrix.columnCount,
      vector.start + vectorStart, results.start + resultStart)
  }

  /// sums += the rows, each times its factor: `rowCount` factors from `factorStart` on, and `columnCount` sums from
  /// `sumStart` on. O(rows x columns).
  package func addScaledRows<Scalar: FactorScalar>(
    _ matrix: MatrixBlock<Scalar>, factors: WorkBuffer<Scalar>, at factorStart: Int,
    into sums: WorkBuffer<Scalar>, at sumStart: Int
  ) {
    factors.check(factorStart..<factorStart + matrix.rowCount)
    sums.check(sumStart..<sumStart + matrix.columnCount)
    unsafe Scalar.addScaledRows(
      self, matrix.start, matrix.stride, rowCount: matrix.rowCount, columnCount: matrix.columnCount,
      factors.start + factorStart, sums.start + sumStart)
  }

  /// Multiplies each element by its row's factor and then by its column's, from these places on. O(rows x columns).
  package func scale<Scalar: FactorScalar>(
    _ block: MatrixBlock<Scalar>, rowFactors: WorkBuffer<Scalar>, at rowStart: Int,
    columnFactors: WorkBuffer<Scalar>, at columnStart: Int
  ) {
    rowFactors.check(rowStart..<rowStart + block.rowCount)
    columnFactors.check(columnStart..<columnStart + block.columnCount)
    unsafe Scalar.scaleBlock(
      self, block.start, block.stride, rowCount: block.rowCount, columnCount: block.columnCount,
      rowFactors.start + rowStart, columnFactors.start + columnStart)
  }

  /// Replaces the upper triangle A of a small square block by U with U^T U = A; returns the first row whose pivot is
  /// not positive and finite, if there is one. What is below the diagonal stays. O(order^3).
  package func factorBlock<Scalar: FactorScalar>(_ block: MatrixBlock<Scalar>) -> Int? {
    precondition(block.rowCount == block.columnCount, "a square block")
    let row = unsafe Scalar.factorBlock(self, block.start, block.stride, order: block.rowCount)
    return row < block.rowCount ? row : nil
  }

  /// Writes the inverse of a block's upper triangle to `inverse`, with zeros below the diagonal. O(order^3).
  package func invertBlock<Scalar: FactorScalar>(
    _ block: MatrixBlock<Scalar>, into inverse: MatrixBlock<Scalar>
  ) {
    precondition(
      block.rowCount == block.columnCount && inverse.rowCount == block.rowCount
        && inverse.columnCount == block.rowCount, "square blocks of one order")
    unsafe Scalar.invertBlock(
      self, block.start, block.stride, order: block.rowCount, inverse.start, inverse.stride)
  }
}
