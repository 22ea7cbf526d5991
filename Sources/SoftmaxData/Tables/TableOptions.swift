// How a table is to be read.

package import SoftmaxFiles
public import SoftmaxRegression

/// What to take a delimited text for. Columns are given by name or, where none is called so, by position from 1; where there
/// may be several, in the forms of `ColumnList`.
public struct TableOptions: Sendable, Hashable {
  /// The format; nil: that of the name's ending, or of the first bytes where the ending says nothing.
  public var format: InputFormat?
  /// The sheet of a workbook, by name or by number from 1; nil: the first one that is visible.
  public var sheet: String?
  /// The pipe that is read, where its beginning was looked at already.
  package var input: OpenedInput?
  /// The files that are the table, where it is several, in the place of its path.
  package var files: TableFiles?
  /// What stands between cells: an ASCII character. Nil: the one of `,` `;` tab `|` that the first line has most of, and tab
  /// where the name ends in .tsv or .tsv.gz. A first line `sep=;`, as some spreadsheets write it, names it too.
  public var delimiter: Character?
  /// How many lines are passed over before the first row: a title, a comment.
  public var skippedLineCount = 0
  /// Whether the first row names the columns. Nil: unless one of its cells is a number.
  public var hasHeader: Bool?
  /// Kinds of columns that are not to be found out.
  public var kinds: [String: ColumnKind]
  /// Where the labels are.
  public var label: LabelColumn
  /// Whether rows without a label are passed over, whatever else is in them. Otherwise the first one is an error.
  public var leavesOutUnlabelled = false
  /// The column that says how much each row counts, for `Table.weights`: numbers that are not negative.
  public var weight: String?
  /// Whether a table without a column of that name is read all the same, its rows counting alike.
  public var isWeightOptional = false
  /// The column that says how often each row was seen: whole numbers. Each row stands so often in the table, in its place;
  /// 0 leaves it out.
  public var frequency: String?
  /// Whether a table without a column of that name is read all the same, each row once.
  public var isFrequencyOptional = false
  /// The columns that have the rows' offsets, for `Table.offsets`: numbers that are added to classes' logits.
  public var offsets: [OffsetColumn] = []
  /// Whether these are a model's, found by name alone.
  var areOffsetsKnown = false
  /// The column that says which part each row belongs to, for `Table.parts`.
  public var split: String?
  /// The column that says which group each row belongs to, for `Table.groups`.
  public var group: String?
  /// The column that says which fold of a cross-validation each row is in, for `Table.folds`.
  public var fold: String?
  /// Columns that are not used.
  public var ignored: [String]
  /// The only columns that features are made of, beside those with another use; nil: all that are not ignored.
  public var features: ColumnList?
  /// Columns whose text is passed through, for `Table.keys`. They are features only where `kinds` or the columns expected
  /// name them too.
  public var keys: [String]
  /// The texts that mean a missing cell, beside the empty one.
  public var missingWords = MissingWords.usual
  /// How numbers are written.
  public var numberNotation = NumberNotation.plain
  /// Whether the first missing cell of a feature column is an error.
  public var refusesMissing: Bool
  /// Whether a summary counts the rows that a fit leaves out because a cell of a feature is missing.
  package var countsIncompleteRows = false
  /// Whether a category that is not among those expected is an error; otherwise its code is `Table.unseenCode`.
  public var refusesUnseen: Bool
  /// Whether columns far from 0 for their spread are counted from a number among them.
  public var centresFarColumns: Bool

  /// Options.
  public init(
    delimiter: Character? = nil, hasHeader: Bool? = nil, kinds: [String: ColumnKind] = [:],
    label: LabelColumn = .last, weight: String? = nil, split: String? = nil, group: String? = nil,
    fold: String? = nil,
    ignored: [String] = [], keys: [String] = [], refusesMissing: Bool = true, refusesUnseen: Bool = true,
    centresFarColumns: Bool = true
  ) {
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.kinds = kinds
    self.label = label
    self.weight = weight
    self.split = split
    self.group = group
    self.fold = fold
    self.ignored = ignored
    self.keys = keys
    self.refusesMissing = refusesMissing
    self.refusesUnseen = refusesUnseen
    self.centresFarColumns = centresFarColumns
  }

  /// Whether a character can be the `delimiter`: ASCII, and no letter, digit, point, sign, quote or line end.
  public static func isDelimiter(_ character: Character) -> Bool { DelimiterChoice.accepts(character) }
}
