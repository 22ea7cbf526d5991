// What can be wrong with columns that are to be a table.

/// Why columns in memory make no table. Rows are counted from 1.
public enum TableError: Error, Hashable, CustomStringConvertible {
  /// There are no columns.
  case noColumns
  /// The columns have no rows.
  case noRows
  /// Two columns have one name.
  case duplicateColumn(name: String)
  /// A column has another number of rows than the first one.
  case columnLength(column: String, expected: Int, found: Int)
  /// A column that was named for something is not there.
  case unknownColumn(name: String, nearest: String?)
  /// A column was named for two things.
  case columnOfTwoRoles(name: String)
  /// A number is infinite.
  case infiniteNumber(row: Int, column: String)
  /// A number is beyond Float32, once its column's origin is subtracted.
  case overflow(row: Int, column: String)
  /// A label, a group or a fold is missing.
  case missingWord(row: Int, column: String)
  /// A weight is no number from 0 on.
  case invalidWeight(row: Int, column: String)
  /// A property of a value that is to be a row is itself of several parts; nil: the value has no properties.
  case unsupportedValue(column: String?)
  /// A property is a whole number that Float64 would round, so that two of them could become one.
  case inexactNumber(String, column: String)
  /// A property is a number in some values and a word in others.
  case mixedColumn(row: Int, column: String, expected: String, found: String)

  /// One sentence: what is wrong, where, and what would be right.
  public var description: String {
    switch self {
    case .noColumns: "a table needs one column at least"
    case .noRows: "the columns have no rows: one is needed at least"
    case .duplicateColumn(let name): "two columns are called '\(name)': names must differ"
    case .columnLength(let column, let expected, let found):
      "column '\(column)' has \(found) rows, but the first column has \(expected): all need as many"
    case .unknownColumn(let name, let nearest):
      "there is no column '\(name)'" + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .columnOfTwoRoles(let name):
      "column '\(name)' was named for two things: it can be the label, the weight, the group, the fold or a key"
    case .infiniteNumber(let row, let column):
      "row \(row), column '\(column)': the number is infinite; give a finite one, or NaN for a missing value"
    case .overflow(let row, let column):
      "row \(row), column '\(column)': the number is beyond the range of Float32; use another unit"
    case .missingWord(let row, let column):
      "row \(row), column '\(column)': the value is missing, but a label, a group or a fold is needed in every row; "
        + "leave the row out, or fill it in"
    case .unsupportedValue(let column):
      column.map {
        "the property '\($0)' is no number, word, or yes or no: leave it out, or make a column of it (Table.Column)"
      } ?? "the values have no properties with names: make a column of them (Table.Column)"
    case .inexactNumber(let number, let column):
      "the property '\(column)' is \(number), which Float64 would round: make a word of it where it is a name, as in "
        + "String(\(column))"
    case .mixedColumn(let row, let column, let expected, let found):
      "row \(row), column '\(column)': the value is \(found), but rows before have \(expected): all need one kind"
    case .invalidWeight(let row, let column):
      "row \(row), column '\(column)': a weight must be a finite number that is not negative"
    }
  }
}
