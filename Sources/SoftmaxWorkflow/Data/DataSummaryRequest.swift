// What is in data, before anything is fitted.

public import SoftmaxData
public import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// What is in data: rows, columns, types, classes, and what a fit would refuse.
public enum DataSummary: Sendable {
  /// A table, whose columns are not features yet.
  case table(TableSummary)
  /// Samples of other data.
  case samples(SampleSummary)

  /// The summary in the form of `softmax data --json`, with remedies in the library's own words.
  public var document: DataDocument { document(in: .library) }

  /// The same with remedies in the words of a front end.
  public func document(in wording: RemedyWording) -> DataDocument {
    switch self {
    case .table(let summary): DataDocument(summary, wording)
    case .samples(let summary): DataDocument(summary, wording)
    }
  }

  /// The summary for people, in the words of a front end: lines with a line break at their ends.
  public func text(in wording: RemedyWording = .library) -> String {
    switch self {
    case .table(let summary): TableSummaryText(summary: summary, wording: wording).text
    case .samples(let summary): SampleSummaryText(summary: summary, wording: wording).text
    }
  }
}

/// Data to look at.
public struct DataSummaryRequest: Sendable {
  /// What the data is.
  public var source: DataSource
  /// What a table's columns are.
  public var table = TableSettings()
  /// The samples' weights, as for training.
  public var sampleWeight: String?
  /// Known parts of the samples' logits, as for training.
  public var offsets = OffsetRequest()

  /// All of the data.
  public init(_ source: DataSource) { self.source = source }

  /// Reads the data.
  ///
  /// - Returns: What is in it; what a fit would refuse is a warning of the summary.
  /// - Throws: `WorkflowError` for settings that the data does not have, `FileError`, `FetchError` or `DataError` for data
  ///   that cannot be read at all.
  /// - Complexity: One pass over a table, without holding it; other samples are held in memory.
  public func run() throws -> DataSummary {
    try InputRecord().watching { try WorkWatch.during(.preparing) { try summary() } }
  }

  private func summary() throws -> DataSummary {
    try source.check()
    let reference = source.reference
    guard let path = reference.tablePath else { return .samples(try samples()) }
    if let split = reference.split, split != .all { throw DataError.noSuchSplit(name: path, split: split) }
    var options = table.options(source.tableOptions, sampleWeight: sampleWeight, isStandardized: true)
    options.offsets = offsets.columns
    return .table(try TableSummary(contentsOf: path, options: options))
  }

  private func samples() throws -> SampleSummary {
    if let setting = table.firstUsed {
      throw WorkflowError.onlyForTables(setting, data: source.reference.text)
    }
    let samples = try source.reference.load(
      default: .all, labelsPath: source.labelsPath, weights: sampleWeight, offsets: offsets.place,
      options: source.fetching)
    // What a fit would refuse of them.
    _ = try samples.labels.flatMap { try samples.offsets(for: $0.classes) }
    return SampleSummary(samples)
  }
}
