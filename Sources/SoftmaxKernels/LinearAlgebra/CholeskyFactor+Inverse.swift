// The inverse of a factored matrix as a product, for covariances.

extension CholeskyFactor {
  /// Y with A^-1 = Y^T Y: lower triangular, row-major, its rows `stride` elements apart, zeros above its diagonal.
  ///
  /// Y = U^-T D, by forward substitution on the columns of the identity, which members take as they come: no sum
  /// depends on who does it. Another `order x stride` elements; O(order^3 / 3) operations.
  package func inverseRoot() -> WorkBuffer<Scalar> {
    let root = WorkBuffer<Scalar>(zeroedCount: order * stride)
    let target = MatrixBlock(root, stride: stride, rowCount: order, columnCount: order)
    let width = 96
    let next = SharedCounter()
    engine.team(forStepOf: order * order / 2 * order / 3).run { [self] _ in
      let workspace = WorkBuffer<Scalar>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: Self.blockSize))
      let rest = WorkBuffer<Scalar>(uninitializedCount: Self.blockSize * width)
      let ones = WorkBuffer<Scalar>(count: Self.blockSize, repeating: 1)
      while true {
        let first = next.take() * width
        guard first < order, !engine.isStopped else { return }
        let columns = first..<min(first + width, order)
        // Rows above are zero.
        let top = first / Self.blockSize * Self.blockSize
        for rows in blocks where rows.lowerBound >= top {
          let right = MatrixBlock(rest, stride: width, rowCount: rows.count, columnCount: columns.count)
          right.clear()
          for i in columns where rows.contains(i) { rest[(i - rows.lowerBound) * width + i - first] = 1 }
          engine.kernels.addProducts(
            scale: -1, whole.part(top..<rows.lowerBound, rows), target.part(top..<rows.lowerBound, columns),
            into: right, workspace: workspace)
          engine.kernels.addProducts(
            scale: -1, inverse(at: rows), right, into: target.part(rows, columns), workspace: workspace)
        }
        for rows in blocks where rows.lowerBound >= top {
          engine.kernels.scale(
            target.part(rows, columns), rowFactors: ones, at: 0, columnFactors: scales, at: first)
        }
      }
    }
    return root
  }
}
