// What can be wrong with a job beyond its files and its data.

public import SoftmaxFiles
import SoftmaxRegression

/// Why a job cannot be done as it was asked for, where neither a file nor a data set alone is wrong.
///
/// Errors of the rooms below (`FileError`, `DataError`, `DatasetError`, `PreparationError`, ...) come through as they are.
public enum WorkflowError: Error, Hashable, CustomStringConvertible {
  /// A setting for tables came with data that is none.
  case onlyForTables(TableSetting, data: String)
  /// Labels of arrays were named for a table, whose labels are a column.
  case labelsAreAColumn
  /// A model does not know which column of a table has the labels, and nobody says it.
  case labelColumnUnknown(model: String, data: String)
  /// Offsets cannot be found as they were asked for.
  case offsets(OffsetProblem)
  /// Two things that were named for one job do not fit together, or values are none that it can use: what, where, and
  /// what to do, with no setting in it.
  case badData(String)
  /// A table for a model of other data is not as many numbers as the model has features.
  case notTheModelsColumns(model: String, expected: String, featureCount: Int, data: String, found: String)
  /// Two settings name what is scored.
  case twoTestSets(TestSetting, TestSetting)
  /// A share is to be kept out of a table whose column of parts has validation rows already.
  case validationRowsAreThere(column: String, table: String)
  /// A share leaves nothing to score, of so many samples or groups.
  case shareLeavesNothing(Double, count: Int, isOfGroups: Bool)
  /// A text is no pair of a table's columns.
  case notAPair(String, table: String, nearest: String?)
  /// A test set needs offsets, and those of training are in a file of their own.
  case testNeedsOffsets(test: String)
  /// A test set has no labels, and `hint` says where they were looked for.
  case testHasNoLabels(name: String, hint: Advice)
  /// A base is no COLUMN=CATEGORY, names a column twice, or does not fit the table.
  case base(BaseProblem)
  /// Statistics are not known of a column that has one category.
  case singleCategory(String, column: String)
  /// A model that a fit is to start from differs from the data.
  case otherStart(String)
  /// Weights or offsets of a model are named where it knows them, or not where it does not.
  case verification(VerificationProblem)
  /// A table has to be read twice, which standard input cannot be.
  case readTwice(model: String)

  /// A setting that only tables have.
  public enum TableSetting: Sendable, Hashable {
    case label, keptColumns, delimiter, header(Bool), columnKinds, ignoredColumns, missing, unseen, splitColumn,
      groupColumn, interactions
  }

  /// What may name the rows that are scored.
  public enum TestSetting: Sendable, Hashable {
    case test, holdout, splitColumn
  }

  /// Why offsets cannot be used.
  public enum OffsetProblem: Sendable, Hashable {
    /// Data that is no table has one array of them.
    case severalArrays(count: Int)
    /// The model was fitted without.
    case unexpected(model: String)
    /// A column was named for a class that the model does not have.
    case unknownClass(String, model: String, nearest: String?)
    /// The model was fitted with some; `summary` says with which.
    case missing(model: String, summary: String, data: String, isTable: Bool)
  }

  /// What is wrong with a base category.
  public enum BaseProblem: Sendable, Hashable {
    case malformed(String)
    case twice(column: String)
    case unfit(String, String)
  }

  /// Why data cannot be held against a model.
  public enum VerificationProblem: Sendable, Hashable {
    case weightsAreAColumn, noWeights, offsetsAreColumns, noOffsets
    case weightsNeeded(file: String)
    case offsetsNeeded(summary: String)
  }

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .onlyForTables(let setting, let data):
      "\(Self.name(setting)) is for tables, which \(data) is not"
    case .labelsAreAColumn:
      "a file of labels is for arrays; a table's labels are a column"
    case .labelColumnUnknown(let model, let data):
      "\(model) does not know which column of \(data) has the labels: name it"
    case .offsets(let problem): Self.text(problem)
    case .badData(let text): text
    case .notTheModelsColumns(let model, let expected, let featureCount, let data, let found):
      "\(model) was trained on \(expected) and not on a table file, so that all columns have to be numbers, "
        + "\(Wording.count(featureCount)) of them; \(data) has \(found); name the column of labels and those to be kept, or "
        + "use data like that which the model was trained on"
    case .twoTestSets(let one, let other):
      "\(Self.name(one)) and \(Self.name(other)) both name what to score: use one of them"
    case .validationRowsAreThere(let column, let table):
      "column '\(column)' of \(table) has validation rows already: keep no share out"
    case .shareLeavesNothing(let share, let count, let isOfGroups):
      Self.nothingLeft("a share of \(share)", count, isOfGroups)
    case .notAPair(let text, let table, let nearest):
      "\(table): '\(text.printable(limit: 80))' is no pair of columns that features are made of, as in age:plan"
        + Self.nearest(nearest)
    case .testNeedsOffsets(let test):
      "\(test) needs offsets too, which training takes from a file of its own: store those of both as arrays beside the "
        + "features, and name the array"
    case .testHasNoLabels(let name, let hint): "\(name) has no labels, which scoring needs; \(hint.description)"
    case .base(let problem): Self.text(problem)
    case .singleCategory(let text, _): "no statistics: \(text)"
    case .otherStart(let text): "\(text): start from a model of data like this, or from none"
    case .verification(let problem): Self.text(problem)
    case .readTwice(let model):
      "\(model) counts some features from numbers of their own, for which a table is read twice: name a file, not "
        + "standard input"
    }
  }

  private static func name(_ setting: TableSetting) -> String {
    switch setting {
    case .label: "a column of labels"
    case .keptColumns: "keeping columns"
    case .delimiter: "a delimiter"
    case .header: "a header"
    case .columnKinds: "a kind of a column"
    case .ignoredColumns: "leaving columns out"
    case .missing: "a rule for missing cells"
    case .unseen: "a rule for unseen categories"
    case .splitColumn: "a column of parts"
    case .groupColumn: "a column of groups"
    case .interactions: "a product of columns"
    }
  }

  private static func name(_ setting: TestSetting) -> String {
    switch setting {
    case .test: "a test set"
    case .holdout: "a share to keep out"
    case .splitColumn: "a column of parts"
    }
  }

  /// Where a share is too small; `share` says what was asked for.
  package static func nothingLeft(_ share: String, _ count: Int, _ isOfGroups: Bool) -> String {
    isOfGroups
      ? "\(share) of \(count) groups leaves none to score: each is too large for the share, or has all samples of a class"
      : "\(share) of \(count) samples leaves none to score: use a larger share"
  }

  package static func nearest(_ name: String?) -> String {
    name.map { "; the nearest name is '\($0.printable(limit: 80))'" } ?? ""
  }

  private static func text(_ problem: BaseProblem) -> String {
    switch problem {
    case .malformed(let text): "a base is COLUMN=CATEGORY, such as city=Graz, not '\(text)'"
    case .twice(let column): "two bases are named for the column '\(column)'"
    case .unfit(let text, let reason): "the base \(text): \(reason)"
    }
  }

  private static func text(_ problem: VerificationProblem) -> String {
    switch problem {
    case .weightsAreAColumn:
      "a file of weights is for data that is no table: of a table the model knows the column"
    case .noWeights: "the model was fitted without weights of samples; leave them out"
    case .weightsNeeded(let file):
      "the model was fitted with weights from a file of their own, \(file.printable(limit: 80)): name it"
    case .offsetsAreColumns:
      "a file of offsets is for data that is no table: of a table the model knows the columns"
    case .noOffsets: "the model was fitted without offsets; leave them out"
    case .offsetsNeeded(let summary):
      "the model was fitted with offsets \(summary.printable(limit: 120)): name their file"
    }
  }

  private static func text(_ problem: OffsetProblem) -> String {
    switch problem {
    case .severalArrays(let count):
      "offsets are one array, [samples x classes], where the data is no table: \(count) were named"
    case .unexpected(let model): "\(model) was fitted without offsets; leave them out"
    case .unknownClass(let name, let model, let nearest):
      "the offsets name '\(name.printable(limit: 80))', which is no class of \(model)"
        + (nearest.map { "; the nearest is '\($0.printable(limit: 80))'" } ?? "")
    case .missing(let model, let summary, let data, let isTable):
      "\(model) was fitted with offsets (\(summary.printable(limit: 200))), which \(data) needs too: name "
        + (isTable ? "their columns" : "an array beside the features or a .npy file")
    }
  }
}
