// What data a fit learns from, and how it is divided, as a request says it.

import SoftmaxData
import SoftmaxRegression
import SoftmaxRemedies

/// The data of a fit: what is learned from, how it is divided, and how a table's columns become features.
///
///     var request = TrainingDataRequest(DataSource(try DataReference(parsing: "people.csv")))
///     request.table.label = "plan"
///     request.holdout = 0.2
///     let data = try TrainingData(request)
public struct TrainingDataRequest: Sendable {
  /// What is learned from.
  public var source: DataSource
  /// A test set of its own.
  public var test: DataSource?
  /// What a table's columns are.
  public var table = TableSettings()
  /// The samples' weights: a table's column, an array beside the features, or a file with a number for each sample.
  public var sampleWeight: String?
  /// Known parts of the samples' logits.
  public var offsets = OffsetRequest()
  /// The share of each class that is kept out: the validation set of a fit that stops early, else the test set. Between 0
  /// and 1. Nil: none, but a tenth for a fit that stops early and has no other validation set.
  public var holdout: Double?
  /// Whether the fit stops early, by a validation set.
  public var stopsEarly = false
  /// What is kept out is drawn from this.
  public var seed: UInt64 = 0
  /// Whether the fit standardises a table's columns.
  public var isStandardized = true
  /// Whether the fit has a bias.
  public var hasBias = true
  /// A table's column of folds; for other data, a file of them.
  public var folds: String?
  /// COLUMN=CATEGORY, the category that others of a column are held against; nil: each category has a feature.
  public var bases: [String]?

  /// Whether what is made of the data needs all of its rows in one process.
  var needsAllRows = false

  /// Columns of a table that are passed through, by name, position, range or pattern.
  public var keys: [String] = []

  /// All of the data is learned from, but for a test part that comes with it.
  public init(_ source: DataSource) { self.source = source }

  /// The share to keep out.
  ///
  /// - Throws: `ConfigurationError` for what is no share.
  var share: Holdout? {
    get throws { try holdout.map { try Holdout($0) } ?? (stopsEarly ? .standard : nil) }
  }

  /// Refuses what can be refused before any data is read.
  ///
  /// - Throws: `ConfigurationError` for what is no share, `WorkflowError` for settings that contradict each other.
  public func check() throws {
    _ = try share
    if holdout != nil, test != nil, !stopsEarly { throw WorkflowError.twoTestSets(.holdout, .test) }
    if table.splitColumn != nil, test != nil { throw WorkflowError.twoTestSets(.splitColumn, .test) }
    if table.splitColumn != nil, holdout != nil, !stopsEarly {
      throw WorkflowError.twoTestSets(.splitColumn, .holdout)
    }
    try source.check()
    if source.reference.tablePath == nil, let setting = table.firstUsed {
      throw WorkflowError.onlyForTables(setting, data: source.reference.text)
    }
    if source.reference.tablePath == nil, !keys.isEmpty {
      throw WorkflowError.onlyForTables(.keptColumns, data: source.reference.text)
    }
    if let bases { try BaseChoices.check(bases) }
  }
}
