// What can be wrong with a job beyond its files and its data.

import SoftmaxFiles
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
  /// A table has to be read twice, which standard input cannot be.
  case readTwice(model: String)

  /// A setting that only tables have.
  public enum TableSetting: Sendable, Hashable {
    case label, keptColumns, delimiter, header(Bool)
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
