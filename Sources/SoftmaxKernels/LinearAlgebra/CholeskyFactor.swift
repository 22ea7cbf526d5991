// Symmetric positive definite systems: A = U^T U in place, and A x = b for any number of b.

/// The upper triangular factor of a matrix, in Float32 or Float64.
///
/// The matrix is row-major, its rows `stride` elements apart, and given by its upper triangle; U takes that place.
/// What lies below the diagonal and beyond the last column may be anything; below the diagonal, it is changed.
///
/// Rows and columns are first scaled by powers of two that bring the diagonal between 1 and 4: no rounding, and
/// entries of any magnitude do no harm. What is factored is D A D.
///
/// Block rows of 256, left-looking: the products with all block rows above, then the diagonal block and its inverse,
/// then the rest of the row by a product with that inverse. All sums have an order that depends on the matrix's order
/// alone, so the bits are the same for every table and team.
///
/// Reference: Golub and Van Loan, Matrix Computations, 4.2.6.
package final class CholeskyFactor<Scalar: FactorScalar>: Sendable {
  package let order: Int
  package let stride: Int
  /// Holds U from its diagonal up, the factor of D A D.
  package let matrix: WorkBuffer<Scalar>
  /// The diagonal of D.
  package let scales: WorkBuffer<Scalar>
  let engine: Engine
  /// The negated inverses of U's diagonal blocks: `blockSize` columns, and a row for each of U's.
  let inverses: WorkBuffer<Scalar>

  /// Rows of a block.
  package static var blockSize: Int { 256 }
  /// A block's rows are dealt with so many at a time where only a triangle counts.
  private static var groupSize: Int { 64 }
  /// Columns whose panel stays in a core's own cache while it is multiplied by the inverse.
  private static var chunkSize: Int { 384 }

  /// The elements from one row to the next that a matrix of this order should have: whole cache lines, and not so
  /// many that a column's elements all compete for the same places in the caches.
  package static func stride(order: Int) -> Int {
    let stride = (order + 15) / 16 * 16
    return stride * MemoryLayout<Scalar>.stride % 1024 == 0 ? stride + 16 : stride
  }

  /// Factors the matrix in place; after an error, its upper triangle is lost.
  ///
  /// Needs `order x 256` elements besides, and 0.3 MB for each member. O(order^3 / 3) operations.
  package init(
    factoring matrix: WorkBuffer<Scalar>, order: Int, stride: Int, engine: Engine
  ) throws(NotPositiveDefinite) {
    precondition(order > 0 && stride >= order, "an empty matrix, or rows that overlap")
    self.order = order
    self.stride = stride
    self.matrix = matrix
    self.engine = engine
    scales = WorkBuffer(uninitializedCount: order)
    inverses = WorkBuffer(zeroedCount: order * Self.blockSize)
    for i in 0..<order { scales[i] = Self.scale(forDiagonal: matrix[i * stride + i]) }
    // A member's part of the work between two meetings: half a block row's products.
    let team = engine.team(forStepOf: min(order, Self.blockSize) * order / 2 * order / 2)
    if let row = factor(team) { throw NotPositiveDefinite(row: row) }
  }

  /// U, or the whole matrix before it is factored.
  var whole: MatrixBlock<Scalar> {
    MatrixBlock(matrix, stride: stride, rowCount: order, columnCount: order)
  }

  /// The negated inverse of the diagonal block at these rows.
  func inverse(at rows: Range<Int>) -> MatrixBlock<Scalar> {
    MatrixBlock(
      inverses, first: rows.lowerBound * Self.blockSize, stride: Self.blockSize, rowCount: rows.count,
      columnCount: rows.count)
  }

  /// The rows of the blocks, from the first on.
  var blocks: [Range<Int>] {
    Swift.stride(from: 0, to: order, by: Self.blockSize).map { $0..<min($0 + Self.blockSize, order) }
  }

  /// The power of two whose square brings a number between 1 and 4; 1 for what cannot be a pivot.
  private static func scale(forDiagonal value: Scalar) -> Scalar {
    guard value > 0, value.isFinite else { return 1 }
    return Scalar(sign: .plus, exponent: -(value.exponent >> 1), significand: 1)
  }

  /// Returns the first bad pivot's row.
  private func factor(_ team: WorkerTeam) -> Int? {
    let badPivot = SharedMinimum()
    // Short ones are over before anybody could read of them.
    guard order > 1024 else { return factorBlocks(team, badPivot, nil) }
    return engine.during(.factorising, of: blocks.reduce(0) { $0 + work(onBlock: $1) }) { step in
      factorBlocks(team, badPivot, step)
    }
  }

  /// About in what proportion a block row's work is to others'.
  private func work(onBlock rows: Range<Int>) -> Int {
    (rows.lowerBound + Self.blockSize) * (order - rows.lowerBound)
  }

  private func factorBlocks(_ team: WorkerTeam, _ badPivot: SharedMinimum, _ step: WorkStep?) -> Int? {
    // A job for each block row, so that a team which is held up by other programs can leave the rest to its caller.
    for rows in blocks {
      // The rest is not looked at, whatever it is.
      if engine.isStopped { return rows.lowerBound }
      team.run { [self] member in
        let room = Room()
        if member.index == 0, let row = factorDiagonal(rows, room) { badPivot.lower(to: row) }
        accumulate(rows, Self.share(of: rows.upperBound..<order, rightOf: rows, member), block: rows, room)
        member.meet()
        guard badPivot.value == nil else { return }
        let share = member.share(of: order - rows.upperBound, unit: 48)
        solvePanel(rows, rows.upperBound + share.lowerBound..<rows.upperBound + share.upperBound, room)
      }
      guard badPivot.value == nil else { break }
      step?.advance(by: work(onBlock: rows))
    }
    return badPivot.value
  }

  /// What each member works in.
  private struct Room {
    let workspace = WorkBuffer<Scalar>(
      uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: blockSize))
    let panel = WorkBuffer<Scalar>(uninitializedCount: groupSize * chunkSize)
    let ones = WorkBuffer<Scalar>(count: blockSize, repeating: 1)
    let minusOnes = WorkBuffer<Scalar>(count: blockSize, repeating: -1)
  }

  /// A member's columns right of a diagonal block, in multiples of the kernels' panels: fewer for the first member,
  /// who factors the block meanwhile.
  private static func share(of columns: Range<Int>, rightOf rows: Range<Int>, _ member: WorkerTeam.Member)
    -> Range<Int>
  {
    // The block's own products are about as many as for 5/8 of its columns; factor and inverse cost as much as the
    // products of 4/3 of its columns with one block row.
    let handicap = rows.count * 5 / 8 + rows.count * 4 / 3 * blockSize / max(rows.lowerBound, blockSize / 4)
    let each = (columns.count + handicap) / member.count
    func bound(_ index: Int) -> Int {
      if index == 0 { return columns.lowerBound }
      if index == member.count { return columns.upperBound }
      return min(columns.lowerBound + max(0, each * index - handicap) / 48 * 48, columns.upperBound)
    }
    return bound(member.index)..<bound(member.index + 1)
  }

  /// Scales these rows and columns and subtracts the products with all block rows above theirs.
  private func accumulate(_ rows: Range<Int>, _ columns: Range<Int>, block: Range<Int>, _ room: Room) {
    guard !columns.isEmpty else { return }
    let target = whole.part(rows, columns)
    engine.kernels.scale(
      target, rowFactors: scales, at: rows.lowerBound, columnFactors: scales, at: columns.lowerBound)
    let above = 0..<block.lowerBound
    // Some columns at a time, so that a stop is not waited for; the products are the same.
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: Self.stopColumnCount)
    where !engine.isStopped {
      let part = first..<min(first + Self.stopColumnCount, columns.upperBound)
      engine.kernels.addProducts(
        scale: -1, whole.part(above, rows), whole.part(above, part), into: whole.part(rows, part),
        workspace: room.workspace)
    }
  }

  /// Columns between two looks at whether the work is to end: a multiple of the kernels' panels.
  private static var stopColumnCount: Int { 48 * 16 }

  /// Makes the factor of a diagonal block, and its inverse; returns the row of a bad pivot.
  private func factorDiagonal(_ rows: Range<Int>, _ room: Room) -> Int? {
    for group in Self.groups(of: rows) {
      accumulate(group, group.lowerBound..<rows.upperBound, block: rows, room)
    }
    let block = whole.part(rows, rows)
    if let row = engine.kernels.factorBlock(block) { return rows.lowerBound + row }
    let inverse = inverse(at: rows)
    engine.kernels.invertBlock(block, into: inverse)
    engine.kernels.scale(inverse, rowFactors: room.minusOnes, at: 0, columnFactors: room.ones, at: 0)
    return nil
  }

  /// Multiplies these columns of a block row by the transpose of its diagonal block's inverse.
  private func solvePanel(_ rows: Range<Int>, _ columns: Range<Int>, _ room: Room) {
    let inverse = inverse(at: rows)
    for start in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: Self.chunkSize)
    where !engine.isStopped {
      let chunk = start..<min(start + Self.chunkSize, columns.upperBound)
      // From below: a group's products need the rows down to its own, which are not needed afterwards.
      for group in Self.groups(of: rows).reversed() {
        let product = MatrixBlock(
          room.panel, stride: Self.chunkSize, rowCount: group.count, columnCount: chunk.count)
        product.clear()
        let own = group.lowerBound - rows.lowerBound..<group.upperBound - rows.lowerBound
        engine.kernels.addProducts(
          scale: -1, inverse.part(0..<own.upperBound, own),
          whole.part(rows.lowerBound..<group.upperBound, chunk),
          into: product, workspace: room.workspace)
        product.copy(to: whole.part(group, chunk))
      }
    }
  }

  private static func groups(of rows: Range<Int>) -> [Range<Int>] {
    Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: groupSize).map {
      $0..<min($0 + groupSize, rows.upperBound)
    }
  }
}
