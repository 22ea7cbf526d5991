// What columns of sparse rows come to over all rows: the entries one by one, all zeros at once.

extension RowPass {
  /// Rows of a leaf of the tree.
  private static let chunkLength = 1 << 16

  /// `columnSums` from the entries of each column.
  func columnSums(
    of columns: ColumnEntries, power: ColumnPower, centres: WorkBuffer<Double>, weights: WorkBuffer<Double>?
  ) -> [Double] {
    let total = weights.map { sum(of: $0) } ?? Double(rowCount)
    // Of each column the entries' sum, and their weight.
    let found = numbers(.sum, of: columns, countOfEach: 2) { column, rows, sums, place in
      let centre = centres[column]
      columns.forEachEntry(of: column, rows: rows) { row, value in
        let weight = weights?[row] ?? 1
        let distance = value - centre
        sums[place] += weight * (power == .one ? distance : distance * distance)
        sums[place + 1] += weight
      }
    }
    return (0..<columns.columnCount).map { column in
      let (sum, weight) = (found[2 * column], found[2 * column + 1])
      // Every other row has a 0 there.
      let distance = power == .one ? -centres[column] : centres[column] * centres[column]
      return sum + (total - weight) * distance
    }
  }

  /// `columnBounds` from the entries of each column.
  func columnBounds(of columns: ColumnEntries) -> (least: [Double], most: [Double]) {
    // Of each column the greatest of -value and of value.
    let found = numbers(.greatest, of: columns, countOfEach: 2) { column, rows, bounds, place in
      var (least, most) = (-bounds[place], bounds[place + 1])
      var entryCount = 0
      columns.forEachEntry(of: column, rows: rows) { _, value in
        (least, most) = (min(least, value), max(most, value))
        entryCount += 1
      }
      if entryCount < rows.count { (least, most) = (min(least, 0), max(most, 0)) }
      (bounds[place], bounds[place + 1]) = (-least, most)
    }
    let places = 0..<columns.columnCount
    // 0 - x, which has no minus zero.
    return (places.map { 0 - found[2 * $0] }, places.map { found[2 * $0 + 1] })
  }

  private func sum(of weights: WorkBuffer<Double>) -> Double {
    let sums: WorkBuffer<Double> = reduce(count: 1, chunkLength: Self.chunkLength, work: weights.count) {
    } add: { chunk, _, sums in
      for row in chunk.rows { sums[0] += weights[row] }
    }
    return sums[0]
  }

  /// Some numbers of each column, column after column.
  private func numbers(
    _ combination: TreeCombination, of columns: ColumnEntries, countOfEach: Int,
    add: @escaping @Sendable (Int, Range<Int>, WorkBuffer<Double>, Int) -> Void
  ) -> [Double] {
    let units = columns.units
    let result = WorkBuffer<Double>(uninitializedCount: columns.columnCount * countOfEach)
    reduceUnits(
      Array(units.indices), combination, counts: units.map { $0.count * countOfEach },
      chunkLength: Self.chunkLength,
      work: columns.entryCount
    ) {
    } add: { unit, chunk, _, sums in
      for (i, column) in units[unit].enumerated() { add(column, chunk.rows, sums, i * countOfEach) }
    } finish: { unit, sums in
      let first = units[unit].lowerBound * countOfEach
      for i in 0..<units[unit].count * countOfEach { result[first + i] = sums[i] }
    }
    return result.array
  }
}
