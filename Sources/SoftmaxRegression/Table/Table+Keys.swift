// Columns that say who a row is, and not what it is like.

extension Table {
  /// The number columns that count the rows, in the order of the file: whole numbers, each the one before plus 1, as in the
  /// first column that R and pandas write. Fewer than ten rows may well be so by chance. Complexity: O(rows x columns) for
  /// columns that do, next to nothing for others.
  ///
  /// - Parameter count: How many rows of the file are not in the table any more, whose numbers are missing.
  /// - Returns: The columns' names.
  package func rowCounters(afterDropping count: Int = 0) -> [String] {
    let rows = rowsOfTheirOwn
    guard rows.count >= 10, let firstRow = rows.first, let lastRow = rows.last else { return [] }
    // Rows that were not seen at all are in the file and not here.
    let span = max(rows.count - 1 + count, (lines?.line(of: lastRow) ?? 0) - (lines?.line(of: firstRow) ?? 0))
    let width = numberColumnCount
    return columnViews.compactMap { view in
      guard case .numbers(let column, let place) = view, case .number(let origin) = column.kind,
        column.date == nil
      else {
        return nil
      }
      func number(_ row: Int) -> Double { numbers.withSpan { Double($0[row * width + place]) } + origin }
      let first = number(firstRow)
      guard number(lastRow) - first <= Double(span), first == first.rounded() else { return nil }
      var (isCounter, before) = (true, first)
      readNumbers(of: Array(rows.dropFirst())) { values, part in
        for index in part {
          let next = Double(values[rows[index + 1] * width + place]) + origin
          let step = next - before
          guard step >= 1, step == step.rounded() else {
            isCounter = false
            return false
          }
          before = next
        }
        return true
      }
      return isCounter ? column.name : nil
    }
  }

  /// The first of those rows that stand in one line of the file: a row that was seen several times is one.
  private var rowsOfTheirOwn: [Int] {
    guard let lines else { return Array(0..<rowCount) }
    return (0..<rowCount).filter { $0 == 0 || lines.line(of: $0) != lines.line(of: $0 - 1) }
  }

  /// The number columns that name the rows, in no order: whole numbers of which no two are alike, in at least ten rows, in a
  /// column that is called so, or that stands first and has no name among others that have one, as R writes it.
  ///
  /// - Parameter unnamed: The columns to which the file gives no name, where it names others.
  /// - Returns: The columns' names. Complexity: O(rows) for each such column.
  package func rowNames(unnamed: Set<String>) -> [String] {
    let rows = rowsOfTheirOwn
    guard rows.count >= 10 else { return [] }
    let width = numberColumnCount
    return columnViews.enumerated().compactMap { index, view in
      guard case .numbers(let column, let place) = view, case .number(let origin) = column.kind,
        column.date == nil,
        Self.isNameOfRows(column.name) || (index == 0 && unnamed.contains(column.name))
      else { return nil }
      var seen: Set<Float> = []
      var isName = true
      readNumbers(of: rows) { values, part in
        isName = part.allSatisfy { index in
          let value = values[rows[index] * width + place]
          let number = Double(value) + origin
          return number == number.rounded() && seen.insert(value).inserted
        }
        return isName
      }
      return isName ? column.name : nil
    }
  }

  /// Whether a column is called as those are that name rows.
  private static func isNameOfRows(_ name: String) -> Bool {
    let small = name.lowercased()
    let words = [
      "id", "index", "key", "rowname", "rownames", "row", "case", "subject", "individual", "obs", "nr", "no",
    ]
    if words.contains(small) { return true }
    return name.hasSuffix("ID") || name.hasSuffix("Id")
      || ["_id", ".id", "-id", " id"].contains(where: small.hasSuffix)
  }

  /// A category column whose cells nearly name its rows.
  package struct NearlyKey: Sendable, Hashable {
    /// The column's name.
    package let name: String
    /// How many categories the rows have.
    package let categoryCount: Int

    package init(name: String, categoryCount: Int) {
      (self.name, self.categoryCount) = (name, categoryCount)
    }
  }

  /// The category columns that tell rows apart and not classes, in the order of the file: `PreparedColumn.isNearlyKey` says
  /// which. Rows of weight 0 have no say. Complexity: O(rows x category columns).
  ///
  /// - Parameter rows: The training rows, counted from 0; nil: all.
  /// - Returns: The columns.
  package func nearlyKeys(rows: [Int]? = nil) -> [NearlyKey] {
    let rows = rows ?? Array(0..<rowCount)
    func ownCount(_ rows: [Int]) -> Int {
      guard let lines else { return rows.count }
      return zip(rows, [-1] + rows).count { $1 < 0 || lines.line(of: $0) != lines.line(of: $1) }
    }
    return columnViews.compactMap { view in
      guard case .codes(let column, let names, let codes) = view, column.date == nil else { return nil }
      var isFound = [Bool](repeating: false, count: names.count)
      for row in rows where codes[row] < names.count && weights?[row] ?? 1 > 0 {
        isFound[Int(codes[row])] = true
      }
      let count = isFound.count(where: \.self)
      guard PreparedColumn.isNearlyKey(categoryCount: count, rowCount: ownCount(rows)) else { return nil }
      return NearlyKey(name: column.name, categoryCount: count)
    }
  }
}
