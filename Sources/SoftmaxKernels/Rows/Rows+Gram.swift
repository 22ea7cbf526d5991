// Weighted Gram matrices of rows.

extension Rows {
  /// Adds scale x sum w x x^T to some rows of the upper triangle of a matrix, x the values of a row and, where the call
  /// says so, a 1 after them. Complexity: O(rows x band x features) where rows are dense.
  package func addGram(of rows: RowSelection, _ call: GramCall) {
    let size = featureCount + (call.hasOne ? 1 : 0)
    precondition(
      call.band.lowerBound >= 0 && call.band.upperBound <= size && call.target.rowCount == call.band.count
        && call.target.columnCount == size - call.band.lowerBound, "the band's shape")
    storage.addGram(of: rows, call)
  }
}

/// What is added to a weighted Gram matrix, and where.
package struct GramCall {
  /// A number for each row, the first one's at `firstWeight`.
  package let weights: WorkBuffer<Float>
  package let firstWeight: Int
  package let scale: Float
  /// Whether a 1 stands at each row's end.
  package let hasOne: Bool
  /// The matrix's rows that are added to: of each what is right of the band's first column.
  package let band: Range<Int>
  /// [band x (order - first row of the band)].
  package let target: MatrixBlock<Float>
  package let kernels: KernelTable
  package let room: GramRoom
  /// Whether the rest is left out: asked now and then.
  package let isStopped: () -> Bool

  package init(
    weights: WorkBuffer<Float>, at firstWeight: Int, scale: Float, hasOne: Bool, band: Range<Int>,
    into target: MatrixBlock<Float>, by kernels: KernelTable, _ room: GramRoom,
    isStopped: @escaping () -> Bool = { false }
  ) {
    self.weights = weights
    self.firstWeight = firstWeight
    self.scale = scale
    self.hasOne = hasOne
    self.band = band
    self.target = target
    self.kernels = kernels
    self.room = room
    self.isStopped = isStopped
  }
}

/// What one member works in when it adds to Gram matrices.
package struct GramRoom: Sendable {
  let right: WorkBuffer<Float>
  let left: WorkBuffer<Float>
  let ones: WorkBuffer<Float>
  let workspace: WorkBuffer<Float>

  /// Rows that are widened and multiplied at a time.
  static let rowCount = 256

  /// For matrices of this order, in bands of up to `bandHeight` rows.
  package init(order: Int, bandHeight: Int) {
    right = WorkBuffer(count: Self.rowCount * order, repeating: 0)
    left = WorkBuffer(count: Self.rowCount * bandHeight, repeating: 0)
    ones = WorkBuffer(count: bandHeight, repeating: 1)
    workspace = WorkBuffer(count: KernelTable.productsWorkspaceCount(leftCount: bandHeight), repeating: 0)
  }
}

extension RowStorage {
  /// Widens some rows at a time and multiplies them as matrices.
  package func addGram(of rows: RowSelection, _ call: GramCall) {
    let (room, kernels, band) = (call.room, call.kernels, call.band)
    let size = featureCount + (call.hasOne ? 1 : 0)
    for first in stride(from: 0, to: rows.count, by: GramRoom.rowCount) where !call.isStopped() {
      let part = first..<min(first + GramRoom.rowCount, rows.count)
      let right = MatrixBlock(room.right, stride: size, rowCount: part.count, columnCount: size)
      widen(
        rows.part(part), isScaled: true, by: kernels, into: right.part(0..<part.count, 0..<featureCount))
      if call.hasOne { right.fillLastColumn(with: 1) }
      let left = MatrixBlock(room.left, stride: band.count, rowCount: part.count, columnCount: band.count)
      right.part(0..<part.count, band).copy(to: left)
      kernels.scale(
        left, rowFactors: call.weights, at: call.firstWeight + first, columnFactors: room.ones, at: 0)
      kernels.addProducts(
        scale: call.scale, left, right.part(0..<part.count, band.lowerBound..<size), into: call.target,
        workspace: room.workspace)
    }
  }
}
