// A x = b by two triangular systems, as fast as the factor can be read twice.

extension CholeskyFactor {
  /// Replaces b by the solution of A x = b.
  ///
  /// O(2 order^2) operations; reads the factor twice. Every call needs two vectors besides.
  package func solve(_ b: WorkBuffer<Scalar>) {
    // Memory holds the members back: a multiply-add here takes as long as several that stay in registers.
    solve(b, team: engine.team(forStepOf: 8 * min(order, Self.blockSize) * order / 2))
  }

  /// The same on a given team.
  package func solve(_ b: WorkBuffer<Scalar>, team: WorkerTeam) {
    precondition(b.count == order, "as many right-hand sides as rows")
    let middle = WorkBuffer<Scalar>(zeroedCount: order)
    let solution = WorkBuffer<Scalar>(zeroedCount: order)
    let one = WorkBuffer<Scalar>(count: 1, repeating: 1)
    team.run { [self] member in
      let kernels = engine.kernels
      scale(b, at: member.share(of: order, unit: 16), one)
      member.meet()
      // U^T y = D b: each block's y, negated, is added to what is below it.
      for rows in blocks {
        let inverse = inverse(at: rows)
        let own = member.share(of: rows.count, unit: 16)
        kernels.addScaledRows(
          inverse.part(0..<own.upperBound, own), factors: b, at: rows.lowerBound, into: middle,
          at: rows.lowerBound + own.lowerBound)
        member.meet()
        let rest = member.share(of: order - rows.upperBound, unit: 64)
        let columns = rows.upperBound + rest.lowerBound..<rows.upperBound + rest.upperBound
        kernels.addScaledRows(
          whole.part(rows, columns), factors: middle, at: rows.lowerBound, into: b, at: columns.lowerBound)
        member.meet()
      }
      // U z = y, from the last block up: what is right of a block is added to -y, and that times the negated inverse
      // is z.
      for rows in blocks.reversed() {
        let own = member.share(of: rows.count, unit: 4)
        kernels.addRowDots(
          whole.part(
            rows.lowerBound + own.lowerBound..<rows.lowerBound + own.upperBound, rows.upperBound..<order),
          solution, at: rows.upperBound, into: middle, at: rows.lowerBound + own.lowerBound)
        member.meet()
        kernels.addRowDots(
          inverse(at: rows).part(own, 0..<rows.count), middle, at: rows.lowerBound, into: solution,
          at: rows.lowerBound + own.lowerBound)
        member.meet()
      }
      let own = member.share(of: order, unit: 16)
      scale(solution, at: own, one)
      MatrixBlock(solution, first: own.lowerBound, stride: order, rowCount: 1, columnCount: own.count)
        .copy(to: MatrixBlock(b, first: own.lowerBound, stride: order, rowCount: 1, columnCount: own.count))
    }
  }

  /// Multiplies a vector's elements at `range` by those of D.
  private func scale(_ vector: WorkBuffer<Scalar>, at range: Range<Int>, _ one: WorkBuffer<Scalar>) {
    engine.kernels.scale(
      MatrixBlock(vector, first: range.lowerBound, stride: order, rowCount: 1, columnCount: range.count),
      rowFactors: one, at: 0, columnFactors: scales, at: range.lowerBound)
  }
}
