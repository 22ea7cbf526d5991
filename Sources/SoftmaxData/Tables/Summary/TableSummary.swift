// What is in a table: figures of every column, its first rows, and what is odd about it.

public import SoftmaxFiles
import SoftmaxRegression

/// Figures of a delimited text, whatever a fit would say of it: what a fit refuses is among the warnings.
///
/// Only what is no table at all is an error: rows of different lengths, quotes that never close, bytes that are no UTF-8.
public struct TableSummary: Sendable {
  /// The file, as the user named it.
  public let name: String
  /// The number of rows, without the header, and without those that have no label where such rows are passed over.
  public let rowCount: Int
  /// What the file is where it is no delimited text, and where in it the table is: `sheet 'People' of 3`, `JSON lines`.
  public let origin: String?
  /// Whether the first row names the columns.
  public let hasHeader: Bool
  /// What stands between cells; a comma where it is no delimited text.
  public let delimiter: Character
  /// The columns, in the order of the file.
  public let columns: [Column]
  /// The classes, where there is a label column: all in order where there are at most 20, else the 20 most frequent.
  public let classes: ValueCounts?
  /// The cells of the first three rows, each on one line and cut to 40 characters.
  public let firstRows: [[String]]
  /// What is odd, what a fit refuses first.
  public let warnings: [DataWarning]

  /// The name of the label column, where there is one.
  public var labelColumn: String? { columns.first { $0.role == .label }?.name }

  /// The most classes that are listed in their order.
  static let mostClassesListed = 20

  /// Reads all of a text and counts, in memory that does not grow with the rows but with the different words (up to 65,536 a
  /// column).
  ///
  /// - Parameters:
  ///   - path: A file, plain or gzip, or `-` for standard input.
  ///   - options: How a fit would read it; `refusesMissing` decides what is said of missing cells.
  /// - Throws: `FileError` naming the line where this is no table, or a column is named that is not there. Complexity: O(bytes).
  public init(contentsOf path: String, options: TableOptions = TableOptions()) throws(FileError) {
    try self.init(contentsOf: path, options: options, sizes: ReadingSizes())
  }

  init(contentsOf path: String, options: TableOptions, sizes: ReadingSizes) throws(FileError) {
    let files = options.files
    var text = try DelimitedText.open(
      TableSources.open(files?.paths.first ?? path, options, sizes), sizes: sizes)
    var options = text.options(options)
    let beginning = try TableBeginning(&text, options, nil)
    let layout = try TableLayout(
      names: beginning.names, surveys: beginning.surveys, options: options, expecting: nil, path: text.name,
      line: beginning.firstLine, unnamed: beginning.unnamed, collectsRefusals: true)
    var tally = TableTally(layout, beginning, options)
    try tally.readRows(of: &text, delimiter: beginning.delimiter)
    options.hasHeader = beginning.hasHeader
    if let files {
      for index in files.paths.indices.dropFirst() {
        text = try files.open(
          index, options, sizes, names: beginning.names, delimiter: beginning.delimiter, isExpected: false)
        try tally.readRows(of: &text, delimiter: beginning.delimiter)
      }
    }
    name = files == nil ? text.name : path
    rowCount = tally.rowCount
    origin = text.origin
    hasHeader = beginning.hasHeader
    delimiter = Character(Unicode.Scalar(beginning.delimiter))
    firstRows = tally.firstRows
    let columns = layout.names.indices.map { column in
      Column(
        at: column, tally.columns[column], beginning.surveys[column].finding, layout, rowCount: tally.rowCount)
    }
    self.columns = columns
    let label = layout.uses.firstIndex { $0.role == .label }
    let labels = label.map { TableSummary.classes(tally.columns[$0].words) }
    classes = label.map { column in
      tally.columns[column].words.isOver
        ? ValueCounts(moreThan: tally.columns[column].words.limit)
        : ValueCounts(classes: labels ?? [], limit: Self.mostClassesListed)
    }
    warnings = TableWarnings(columns, options: options, tally: tally).all(classes: labels ?? [])
  }

  /// The words of the label column with their counts, in the order of classes.
  private static func classes(_ words: WordTally) -> [ValueCounts.Entry] {
    let counts = Dictionary(words.entries.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    return NameOrder.sorted(Array(counts.keys)).map { ValueCounts.Entry(name: $0, count: counts[$0] ?? 0) }
  }
}
