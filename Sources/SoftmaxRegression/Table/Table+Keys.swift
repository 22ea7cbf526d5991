// Columns that say who a row is, and not what it is like.

extension Table {
  /// The number columns that count the rows, in the order of the file: whole numbers, each the one before plus 1, as in the
  /// first column that R and pandas write. Fewer than ten rows may well be so by chance. Complexity: O(rows x columns) for
  /// columns that do, next to nothing for others.
  ///
  /// - Parameter count: How many rows of the file are not in the table any more, whose numbers are missing.
  /// - Returns: The columns' names.
  package func rowCounters(afterDropping count: Int = 0) -> [String] {
    guard rowCount >= 10 else { return [] }
    let width = numberColumnCount
    return columnViews.compactMap { view in
      guard case .numbers(let column, let place) = view, case .number(let origin) = column.kind,
        column.date == nil
      else {
        return nil
      }
      let isCounter = numbers.withSpan { values in
        func number(_ row: Int) -> Double { Double(values[row * width + place]) + origin }
        guard number(rowCount - 1) - number(0) <= Double(rowCount - 1 + count), number(0) == number(0).rounded()
        else { return false }
        for row in 1..<rowCount {
          let step = number(row) - number(row - 1)
          guard step >= 1, step == step.rounded() else { return false }
        }
        return true
      }
      return isCounter ? column.name : nil
    }
  }

  /// A category column whose cells nearly name its rows.
  package struct NearlyKey: Sendable, Hashable {
    /// The column's name.
    package let name: String
    /// How many categories the rows have.
    package let categoryCount: Int
  }

  /// The category columns that tell rows apart and not classes, in the order of the file: `PreparedColumn.isNearlyKey` says
  /// which. Rows of weight 0 have no say. Complexity: O(rows x category columns).
  ///
  /// - Parameter rows: The training rows, counted from 0; nil: all.
  /// - Returns: The columns.
  package func nearlyKeys(rows: [Int]? = nil) -> [NearlyKey] {
    let rows = rows ?? Array(0..<rowCount)
    return columnViews.compactMap { view in
      guard case .codes(let column, let names, let codes) = view, column.date == nil else { return nil }
      var isFound = [Bool](repeating: false, count: names.count)
      for row in rows where codes[row] < names.count && weights?[row] ?? 1 > 0 {
        isFound[Int(codes[row])] = true
      }
      let count = isFound.count(where: \.self)
      guard PreparedColumn.isNearlyKey(categoryCount: count, rowCount: rows.count) else { return nil }
      return NearlyKey(name: column.name, categoryCount: count)
    }
  }
}
