// Some rows of a table as a table of their own.

import SoftmaxKernels

extension Table {
  /// The rows at these indices, ascending, with everything that stands beside them. Features' categories keep their numbers.
  ///
  /// - Throws: `MemoryShortage` where the copy would not fit into memory. Complexity: O(rows x columns).
  package func keeping(rows: [Int]) throws(MemoryShortage) -> Table {
    let width = numberColumnCount
    try MemoryShortage.check(
      4 * Double(rows.count) * Double(columns.count),
      for: "a copy of \(rows.count) rows of \(columns.count) columns",
      advice: "leave rows or columns out of the file", canMoveOut: true)
    let kept = SharedStorage<Float>(count: rows.count * width, unit: width) { target, block in
      numbers.withSpan { source in
        for index in block.lowerBound / width..<block.upperBound / width {
          let row = rows[index]
          for place in 0..<width { target[index * width + place] = source[row * width + place] }
        }
      }
      numbers.used(block.count)
    }
    return Table(
      name: name, columns: columns, rowCount: rows.count, numbers: kept,
      codes: codes.map { $0.elements(at: rows) }, texts: texts.map { $0.keeping(rows: rows) },
      labels: labels?.keeping(rows: rows), labelColumn: labelColumn, weights: weights?.elements(at: rows),
      parts: parts?.keeping(rows: rows), groups: groups?.keeping(rows: rows), folds: folds?.keeping(rows: rows),
      offsets: offsets?.samples(at: rows),
      keys: keys.map { KeyColumn(name: $0.name, cells: $0.cells.elements(at: rows)) },
      missingWords: missingWords, numberNotation: numberNotation,
      lines: lines?.lines(of: rows)
    )
    .united(by: sharing.communicator, keepingFeatures: true)
    .divided(sharing.selecting(rows))
  }

  /// How many cells of each column are missing, in the order of `columns`, and the rows that have none but in `ignored`
  /// columns, ascending.
  ///
  /// Complexity: O(rows x columns).
  package func completeRows(ignoring ignored: Set<String> = []) -> (rows: [Int], missingCounts: [Int]) {
    var isComplete = [Bool](repeating: true, count: rowCount)
    let width = numberColumnCount
    let places = columnViews.compactMap { view in
      if case .numbers(let column, let place) = view { (place, !ignored.contains(column.name)) } else { nil }
    }
    var missingNumbers = [Int](repeating: 0, count: width)
    readNumbers(of: Array(0..<rowCount)) { span, rows in
      for row in rows {
        for (place, counts) in places where span[row * width + place].isNaN {
          missingNumbers[place] += 1
          if counts { isComplete[row] = false }
        }
      }
      return true
    }
    let counts = columnViews.map { view in
      var count = 0
      switch view {
      case .numbers(_, let place): count = missingNumbers[place]
      case .codes(let column, _, let codes):
        let counts = !ignored.contains(column.name)
        for row in 0..<rowCount where codes[row] == Table.missingCode {
          count += 1
          if counts { isComplete[row] = false }
        }
      // A text without words is a text.
      case .texts: break
      }
      return count
    }
    return ((0..<rowCount).filter { isComplete[$0] }, counts)
  }

  /// The rows that have a value in every column that features are made of, as `MissingValues.drop` learns from them.
  ///
  /// - Parameter ignored: Columns whose values do not matter.
  /// - Returns: A table of these rows, which may have none.
  /// - Throws: `MemoryShortage` where they would not fit into memory. Complexity: O(rows x columns).
  public func withoutMissing(ignoring ignored: Set<String> = []) throws -> Table {
    let rows = completeRows(ignoring: ignored).rows
    return rows.count == rowCount ? self : try keeping(rows: rows)
  }
}

extension CategoryValues {
  /// The values of these rows, and those names alone that they have.
  func keeping(rows: [Int]) -> CategoryValues {
    var places = [UInt32?](repeating: nil, count: names.count)
    var kept: [String] = []
    let codes = rows.map { row in
      let code = Int(self.codes[row])
      if let place = places[code] { return place }
      let place = UInt32(kept.count)
      places[code] = place
      kept.append(names[code])
      return place
    }
    return CategoryValues(codes: codes, names: kept)
  }
}

extension Array {
  fileprivate func elements(at places: [Int]) -> [Element] { places.map { self[$0] } }
}
