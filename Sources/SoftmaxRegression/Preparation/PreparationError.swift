// What can be wrong with a table that is to become features.

/// Why a table cannot be prepared. Rows are counted from 1, without the header; of a table that was read from a file the line
/// is said.
public enum PreparationError: Error, Hashable, CustomStringConvertible {
  /// The table has no rows to learn from.
  case noRows(table: String)
  /// All rows to learn from have the weight 0.
  case noWeight(table: String)
  /// The table has no columns to make features of.
  case noColumns(table: String)
  /// A column that the features are made of is not there.
  case missingColumn(table: String, name: String, nearest: String?)
  /// A column holds something else than in training.
  case otherKind(table: String, column: String, expected: String, found: String)
  /// A cell has no value, and that is refused.
  case missingValue(table: String, row: Int, line: Int? = nil, column: String)
  /// No training row has a value in this column.
  case emptyColumn(table: String, column: String)
  /// A category that no training row had, and that is refused.
  case unseenCategory(
    table: String, row: Int, line: Int? = nil, column: String, category: String, nearest: String?)
  /// A number beyond Float32's range, once its column's origin is subtracted.
  case overflow(table: String, row: Int, line: Int? = nil, column: String)
  /// Texts of which no features can be made.
  case badText(table: String, column: String, problem: String)
  /// Two columns cannot count together.
  case badInteraction(table: String, name: String, problem: String)
  /// Two columns make features of one name.
  case duplicateFeature(table: String, name: String)
  /// The columns make more features than a model can have.
  case tooManyFeatures(table: String, count: Int)
  /// The rows have no labels.
  case noLabels(table: String)
  /// A base was chosen for a column that is not there.
  case baseOfNoColumn(table: String, column: String, nearest: String?)
  /// A base was chosen for a column of numbers.
  case baseOfNumbers(table: String, column: String)
  /// A base that is none of the categories of the rows that are learned from.
  case unknownBase(table: String, column: String, base: String, categories: [String])
  /// A column of one category, which leaves nothing to hold against its base.
  case singleCategory(table: String, column: String, category: String)

  private static func place(_ row: Int, _ line: Int?) -> String { line.map { "line \($0)" } ?? "row \(row)" }

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .noRows(let table): "\(table): there are no rows to learn from: at least one is needed"
    case .noWeight(let table):
      "\(table): the weight is 0 in every row that is learned from: rows of at least two classes need one above 0"
    case .noColumns(let table):
      "\(table): no column is left to make features of: at least one is needed beside the label"
    case .missingColumn(let table, let name, let nearest):
      "\(table): there is no column '\(name)', which the model needs"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .otherKind(let table, let column, let expected, let found):
      "\(table): column '\(column)' holds \(found), expected \(expected) as in training"
    case .missingValue(let table, let row, let line, let column):
      "\(table): \(Self.place(row, line)), column '\(column)': the value is missing; fill it in, or treat missing values by mean "
        + "or indicator"
    case .emptyColumn(let table, let column):
      "\(table): column '\(column)' has no value in any row that is learned from; ignore the column"
    case .unseenCategory(let table, let row, let line, let column, let category, let nearest):
      "\(table): \(Self.place(row, line)), column '\(column)': no row that was learned from has the category '\(category)'"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
        + "; correct it, or let unseen categories be zeros when training"
    case .overflow(let table, let row, let line, let column):
      "\(table): \(Self.place(row, line)), column '\(column)': the number is beyond the range of Float32; use another unit"
    case .badText(let table, let column, let problem): "\(table): column '\(column)': \(problem)"
    case .badInteraction(let table, let name, let problem):
      "\(table): interaction '\(name)': \(problem)"
    case .duplicateFeature(let table, let name):
      "\(table): two columns make a feature called '\(name)'; rename one of them"
    case .tooManyFeatures(let table, let count):
      "\(table): the columns make \(count) features, more than 2^31; ignore columns with many categories"
    case .noLabels(let table):
      "\(table): the rows have no labels, which training and scoring need; name the label column"
    case .baseOfNoColumn(let table, let column, let nearest):
      "\(table): there is no column '\(column)' that features are made of, to have a base"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .baseOfNumbers(let table, let column):
      "\(table): column '\(column)' holds numbers, which have no base; read it as categories, or leave its base out"
    case .unknownBase(let table, let column, let base, let categories):
      "\(table): column '\(column)' has no category '\(base)' in the rows that are learned from, to be its base; "
        + Self.choice(of: base, among: categories)
    case .singleCategory(let table, let column, let category):
      "\(table): column '\(column)' has one category, '\(category)', in all rows that are learned from, and nothing to "
        + "hold against it; ignore the column"
    }
  }

  /// What a name could have been.
  private static func choice(of name: String, among names: [String]) -> String {
    if let nearest = NearestName.nearest(to: name, among: names) { return "the nearest is '\(nearest)'" }
    return "it has " + names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
      + (names.count > 12 ? ", ..." : "")
  }
}
