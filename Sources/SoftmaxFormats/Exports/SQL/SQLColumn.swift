// The values of expressions in many rows at once, so that an expression is taken apart once for all of them.

/// A value for each row.
enum SQLColumn {
  /// The same in each.
  case constant(SQLValue)
  /// A number in each.
  case numbers([Double])
  case values([SQLValue])

  init(_ values: [SQLValue]) {
    let numbers = values.compactMap(\.number)
    self = numbers.count == values.count ? .numbers(numbers) : .values(values)
  }

  /// The value of a row.
  subscript(row: Int) -> SQLValue {
    switch self {
    case .constant(let value): value
    case .numbers(let numbers): .number(numbers[row])
    case .values(let values): values[row]
    }
  }
}

/// Some rows: the cells of the table, and what the steps have computed so far.
struct SQLRows {
  let count: Int
  var inputs: [SQLColumn]
  var columns: [SQLColumn] = []
}

extension SQLRows {
  /// Samples of a range, with a column for each of their cells.
  init(_ samples: RawSamples, _ range: Range<Int>) {
    func column(_ numbers: some Sequence<Double>) -> SQLColumn {
      let numbers = Array(numbers)
      guard numbers.contains(where: \.isNaN) else { return .numbers(numbers) }
      return .values(numbers.map { $0.isNaN ? .null : .number($0) })
    }
    switch samples.values {
    case .dense(let numbers, let width):
      inputs = (0..<width).map { place in column(range.lazy.map { numbers[$0 * width + place] }) }
    case .table(let columns):
      inputs = columns.map { cells in
        switch cells {
        case .numbers(let numbers): column(numbers[range])
        case .words(let words): .values(words[range].map { $0.map { .text($0) } ?? .null })
        }
      }
    }
    count = range.count
  }
}
