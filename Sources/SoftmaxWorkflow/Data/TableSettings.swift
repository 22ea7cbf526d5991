// What a table's columns are for training, as a request says it.

public import SoftmaxData
public import SoftmaxRegression
import SoftmaxRemedies

/// What the columns of a table that is learned from are. Scoring finds them by the model.
public struct TableSettings: Sendable {
  /// The column of labels, by name or by position from 1; nil: the last.
  public var label: String?
  /// What columns are, where that is found out wrongly, by name, position, range or pattern (`ColumnList`).
  public var kinds: [String: ColumnKind] = [:]
  /// Columns that are not used, by name, position, range or pattern.
  public var ignored: [String] = []
  /// The only columns that features are made of, by name, position, range or pattern; nil: all that are nothing else.
  public var features: [String]?
  /// What happens to cells without a value.
  public var missing = MissingValues.error
  /// What happens to rows without a label.
  public var unlabelled = UnlabelledRows.error
  /// The texts that mean a cell without a value, beside the empty one.
  public var missingWords = MissingWords.usual
  /// How numbers are written in cells.
  public var numberNotation = NumberNotation.plain
  /// What happens, in scoring, to categories that training did not have.
  public var unseen = UnseenCategories.error
  /// The column that says what each row is for: train, validation or test.
  public var splitColumn: String?
  /// The column whose equal values stay together where rows are divided.
  public var groupColumn: String?
  /// The column that says how often each row was seen.
  public var frequencyColumn: String?
  /// The columns of texts, by name, position, range or pattern.
  public var texts: [String] = []
  /// How their words become features.
  public var text = TextSettings()
  /// Pairs of columns whose products are features too, as in `age:plan`.
  public var interactions: [String] = []

  /// All columns as they are found.
  public init() {}

  /// The first setting that is not as it is by default, for data that is no table.
  var firstUsed: Setting? {
    if label != nil { return .label }
    if !kinds.isEmpty { return .columnKinds }
    if !ignored.isEmpty { return .ignoredColumns }
    if features != nil { return .features }
    if missing != .error { return .missing }
    if unlabelled != .error { return .unlabelled }
    if missingWords != .usual { return .missingWords }
    if numberNotation.decimalMark != "." { return .decimalMark }
    if numberNotation.thousandsMark != nil { return .thousandsMark }
    if unseen != .error { return .unseen }
    if splitColumn != nil { return .splitColumn }
    if groupColumn != nil { return .groups }
    if frequencyColumn != nil { return .frequency }
    if !texts.isEmpty { return .texts }
    return interactions.isEmpty ? nil : .interactions
  }

  /// How the training table is read.
  func options(_ base: TableOptions, sampleWeight: String?, isStandardized: Bool) -> TableOptions {
    var options = base
    options.label = label.map { .named($0) } ?? .last
    options.kinds = kinds.merging(texts.map { ($0, .text) }) { $1 }
    options.ignored = ignored
    options.features = features.map { ColumnList($0) }
    options.refusesMissing = missing == .error
    options.missingWords = missingWords
    options.numberNotation = numberNotation
    options.leavesOutUnlabelled = unlabelled == .drop
    options.countsIncompleteRows = missing == .drop
    options.weight = sampleWeight
    options.frequency = frequencyColumn
    options.split = splitColumn
    options.group = groupColumn
    // Raw columns count from 0, as the same numbers from any other file do.
    options.centresFarColumns = isStandardized
    return options
  }

  /// The pairs of columns of a table that count together.
  ///
  /// - Throws: `WorkflowError.notAPair` for what is no pair of the table's columns.
  func pairs(in table: Table) throws(WorkflowError) -> [Interaction] {
    let columns = table.columns.map(\.name)
    var pairs: [Interaction] = []
    for text in interactions {
      guard let pair = Interaction(text, among: columns) else {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let missing = parts.count == 2 ? parts.first { !columns.contains($0) } : nil
        throw .notAPair(
          text, table: table.name, nearest: missing.flatMap { NearestName.nearest(to: $0, among: columns) })
      }
      pairs.append(pair)
    }
    return pairs
  }
}
