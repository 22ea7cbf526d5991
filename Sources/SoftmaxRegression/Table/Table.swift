// Rows of named columns as they were read, before they become features.

package import SoftmaxKernels

/// A table in memory: numbers, booleans and categories, with missing cells, and texts, and beside them what some columns are for:
/// labels, weights, splits, groups, folds, keys.
///
/// A `Preparation` makes features of it.
public struct Table: Sendable {
  /// What it is called in messages: a path.
  public let name: String
  /// The columns that features are made of, in the order of the file.
  public let columns: [TableColumn]
  /// The number of rows.
  public let rowCount: Int
  /// The numbers and booleans, [rowCount x their columns], row by row, their columns in the order of `columns`. A number is
  /// less its column's origin, a boolean 0 or 1, a missing cell NaN.
  package let numbers: SharedStorage<Float>
  /// The cells of each category column, in the order of `columns`: indices into its categories.
  package let codes: [[UInt32]]
  /// The cells of each text column, in the order of `columns`.
  package let texts: [TextCells]
  /// The labels, where there are any.
  public let labels: CategoryValues?
  /// What their column is called.
  public let labelColumn: String?
  /// How much each row counts, where a column says so.
  public let weights: [Double]?
  /// The part that each row belongs to, where a column says so.
  public let parts: CategoryValues?
  /// The group of each row, where a column says so.
  public let groups: CategoryValues?
  /// The fold of each row in a cross-validation, where a column says so.
  public let folds: CategoryValues?
  /// What is added to the rows' logits, where columns say so.
  public let offsets: SampleOffsets?
  /// Columns that are passed through.
  public let keys: [KeyColumn]
  /// Where its rows stand in its file; nil for a table that was not read.
  package let lines: RowLines?
  /// Which texts of its file were missing cells, for later tables that are to be read like it.
  package let missingWords: MissingWords
  /// How its file writes numbers, for the same.
  package let numberNotation: NumberNotation

  /// How the rows are divided; nil: they are one part that is here.
  private var division: RowSharing?

  /// The code of a missing cell.
  package static let missingCode = UInt32.max
  /// The code of a category that was not among those expected.
  package static let unseenCode = UInt32.max - 1

  package init(
    name: String, columns: [TableColumn], rowCount: Int, numbers: SharedStorage<Float>, codes: [[UInt32]],
    texts: [TextCells] = [], labels: CategoryValues? = nil, labelColumn: String? = nil,
    weights: [Double]? = nil,
    parts: CategoryValues? = nil,
    groups: CategoryValues? = nil, folds: CategoryValues? = nil, offsets: SampleOffsets? = nil,
    keys: [KeyColumn] = [], missingWords: MissingWords = .usual,
    numberNotation: NumberNotation = .plain, lines: RowLines? = nil
  ) {
    let numberCount = columns.count { $0.kind.isNumeric }
    precondition(numbers.count == rowCount * numberCount, "a number for each cell of a number column")
    precondition(codes.count == columns.count { $0.kind.isCategory }, "codes for each category column")
    precondition(codes.allSatisfy { $0.count == rowCount }, "a code for each row")
    precondition(texts.count == columns.count { $0.kind == .text }, "texts for each text column")
    precondition(texts.allSatisfy { $0.count == rowCount }, "a text for each row")
    self.name = name
    self.columns = columns
    self.rowCount = rowCount
    self.numbers = numbers
    self.codes = codes
    self.texts = texts
    self.labels = labels
    self.labelColumn = labelColumn
    self.weights = weights
    self.parts = parts
    self.groups = groups
    self.folds = folds
    self.offsets = offsets
    self.keys = keys
    self.missingWords = missingWords
    self.numberNotation = numberNotation
    self.lines = lines
  }

  /// How the rows are divided into parts, and between processes.
  package var sharing: RowSharing { division ?? RowSharing(rowCount: rowCount) }

  /// The same rows, divided so.
  package func divided(_ sharing: RowSharing) -> Table {
    precondition(sharing.parts.ownRowCount == rowCount, "parts that have all rows at hand")
    var table = self
    table.division = sharing.isOnePart ? nil : sharing
    return table
  }
}
