// What is odd about a table that is in memory, in the words of its summary.

package import SoftmaxRegression

extension DataWarning {
  /// What a user should know of the columns and classes that a fit learns from, and that is no reason to refuse them: what
  /// `TableSummary` says of the file.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - columns: The columns that the fit uses.
  ///   - classes: The classes of the training rows with their counts.
  ///   - options: How the table was read.
  /// - Returns: What is odd.
  /// - Complexity: One pass over the table's cells.
  package static func ofTraining(
    _ table: Table, columns: Set<String>, classes: [ValueCounts.Entry], options: TableOptions
  ) -> [DataWarning] {
    let figures = TableFigures(table)
    let found = figures.columns.filter { columns.contains($0.name) }
    return TableWarnings(found, options: options, rowCount: table.rowCount).all(classes: classes)
      .filter { !$0.stopsTraining && $0.kind != .looksLikeKey }
      // Such columns are counted from a number among them then.
      .filter { $0.kind != .farFromZero || !options.centresFarColumns }
  }
}

/// Figures of the columns of a table in memory.
private struct TableFigures {
  private(set) var columns: [TableSummary.Column] = []

  init(_ table: Table) {
    let tallies = Self.tallies(table)
    for view in table.columnViews {
      switch view {
      case .numbers(let column, let place):
        let tally = tallies[place]
        if case .number(let origin) = column.kind {
          columns.append(
            TableSummary.Column(
              column.name, .number, missingCount: table.rowCount - tally.count,
              numbers: tally.numbers(from: origin)))
        } else {
          columns.append(
            TableSummary.Column(
              column.name, .boolean, missingCount: table.rowCount - tally.count,
              trueShare: tally.count > 0 ? tally.sum / Double(tally.count) : nil))
        }
      case .codes(let column, let names, let codes):
        var counts = [Int](repeating: 0, count: names.count)
        var missingCount = 0
        for code in codes {
          if code < names.count { counts[Int(code)] += 1 } else { missingCount += 1 }
        }
        let entries = zip(names, counts).filter { $0.1 > 0 }.map { ValueCounts.Entry(name: $0, count: $1) }
        columns.append(
          TableSummary.Column(
            column.name, .category, missingCount: missingCount,
            words: entries.isEmpty ? nil : ValueCounts(mostFrequent: 3, of: entries)))
      case .texts(let column, let cells):
        var tally = TextTally()
        for row in 0..<cells.count {
          // What is no UTF-8 is refused where words are looked for.
          _ = cells.withText(of: row) { tally.add($0, times: 1) }
        }
        columns.append(TableSummary.Column(column.name, .text, missingCount: 0, texts: tally.figures))
      }
    }
  }

  /// What one number column comes to, its numbers less its origin.
  private struct Tally {
    var count = 0
    var sum = 0.0
    var squares = 0.0
    var minimum = Double.infinity
    var maximum = -Double.infinity

    func numbers(from origin: Double) -> TableSummary.Column.Numbers? {
      guard count > 0 else { return nil }
      let mean = sum / Double(count)
      return TableSummary.Column.Numbers(
        count: count, minimum: minimum + origin, mean: mean + origin,
        standardDeviation: max(0, squares / Double(count) - mean * mean).squareRoot(),
        maximum: maximum + origin, growsByOne: false)
    }
  }

  private static func tallies(_ table: Table) -> [Tally] {
    let width = table.numberColumnCount
    var tallies = [Tally](repeating: Tally(), count: width)
    guard width > 0 else { return [] }
    // Some rows at a time, so that what lies in a file comes from it once.
    table.numbers.forEachBlock(unit: width) { values, _ in
      for place in 0..<width {
        var tally = tallies[place]
        for row in 0..<values.count / width {
          let value = Double(values[row * width + place])
          guard !value.isNaN else { continue }
          tally.count += 1
          tally.sum += value
          tally.squares += value * value
          tally.minimum = min(tally.minimum, value)
          tally.maximum = max(tally.maximum, value)
        }
        tallies[place] = tally
      }
    }
    return tallies
  }
}

extension TableSummary.Column {
  /// A feature of a table in memory.
  fileprivate init(
    _ name: String, _ kind: Kind, missingCount: Int, numbers: Numbers? = nil, trueShare: Double? = nil,
    words: ValueCounts? = nil, texts: Texts? = nil
  ) {
    self.init(
      name: name, position: 0, role: .feature, kind: kind, missingCount: missingCount, numbers: numbers,
      trueShare: trueShare, words: words, texts: texts, refusal: nil, looksLikeRegression: false, isNamed: true)
  }
}
