// A rectangle of a matrix in a buffer, checked once and not at every use.

internal import CSoftmaxKernels

/// `rowCount x columnCount` elements of a buffer, whose rows lie `stride` elements apart.
///
/// A block that does not fit into its buffer traps. Members of a team may hold blocks that overlap; what they
/// write between two meetings may not.
@safe package struct MatrixBlock<Scalar: FactorScalar>: Sendable {
  package let buffer: WorkBuffer<Scalar>
  package let first: Int
  package let stride: Int
  package let rowCount: Int
  package let columnCount: Int

  /// The block whose first element is the buffer's element `first`.
  package init(_ buffer: WorkBuffer<Scalar>, first: Int = 0, stride: Int, rowCount: Int, columnCount: Int) {
    precondition(first >= 0 && rowCount >= 0 && columnCount >= 0 && columnCount <= stride, "a block's shape")
    let end = rowCount == 0 ? first : first + (rowCount - 1) * stride + columnCount
    precondition(end <= buffer.count, "block out of bounds")
    self.buffer = buffer
    self.first = first
    self.stride = stride
    self.rowCount = rowCount
    self.columnCount = columnCount
  }

  /// The part at these rows and columns of the block.
  package func part(_ rows: Range<Int>, _ columns: Range<Int>) -> MatrixBlock {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= rowCount && columns.lowerBound >= 0
        && columns.upperBound <= columnCount, "part out of bounds")
    return MatrixBlock(
      buffer, first: first + (rows.isEmpty ? 0 : rows.lowerBound * stride + columns.lowerBound), stride: stride,
      rowCount: rows.count, columnCount: columns.count)
  }

  /// For the kernels' wrappers: valid while the buffer lives.
  @unsafe var start: UnsafeMutablePointer<Scalar> { unsafe buffer.start + first }

  /// Sets all elements to 0.
  package func clear() {
    for row in 0..<rowCount {
      unsafe UnsafeMutableRawPointer(start + row * stride).initializeMemory(
        as: UInt8.self, repeating: 0, count: columnCount * MemoryLayout<Scalar>.stride)
    }
  }

  /// Copies all elements to the same places of `target`, which is another buffer's block of this shape.
  package func copy(to target: MatrixBlock) {
    precondition(target.rowCount == rowCount && target.columnCount == columnCount, "target's shape")
    precondition(target.buffer !== buffer, "two buffers")
    for row in 0..<rowCount {
      unsafe UnsafeMutableRawPointer(target.start + row * target.stride).copyMemory(
        from: start + row * stride, byteCount: columnCount * MemoryLayout<Scalar>.stride)
    }
  }
}
