// A table's rows as samples of a model, batch by batch or all at once.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// Rows of a table that become a model's features.
///
/// The model's preparation finds columns by name. For a model without one they have to be as many numbers as it has features,
/// and are taken by name where they bear those of its features, else by place.
struct TableSamples: ~Copyable {
  /// Some rows.
  struct Batch {
    let name: String
    let features: Features
    /// What they were made of.
    let table: Table
    let labels: CategoryValues?
    let offsets: SampleOffsets?
    let keys: [KeyColumn]
    /// How many rows came before.
    let firstIndex: Int
  }

  /// Rows at once, at most; fewer where they are long.
  private static let largestBatch = 4096
  /// 16 MB of features at once.
  private static let mostFeatures = 1 << 22

  private var reader: TableReader
  private let preparation: Preparation
  private let request: ScoringRequest
  private var rowCount = 0

  /// Opens the table.
  ///
  /// - Throws: Where its columns are not those that the model needs.
  init(_ request: ScoringRequest, path: String, label: LabelColumn) throws {
    if let split = request.source.reference.split, split != .all {
      throw DataError.noSuchSplit(name: path, split: split)
    }
    var options = request.source.tableOptions
    options.label = label
    options.keys = request.keys
    options.leavesOutUnlabelled = request.unlabelled == .drop
    (options.weight, options.isWeightOptional) = (request.sampleWeight, request.isWeightOptional)
    (options.frequency, options.isFrequencyOptional) = (request.frequency, request.isFrequencyOptional)
    request.offsets.apply(to: &options)
    let known = request.preparation
    if let known {
      options.readCells(asIn: known)
    } else {
      options.centresFarColumns = false
    }
    let counted = try known == nil ? Self.preparationWithOrigins(request, path, options) : nil
    let reader = try TableReader(
      contentsOf: path, options: options, expecting: (known ?? counted)?.tableColumns)
    preparation = try known ?? counted ?? request.plainPreparation(of: reader.columns)
    reader.tellPassedOver(data: request.dataName, request.onNote)
    self.reader = reader
    self.request = request
    guard request.readsPixels else { return }
    request.onNote(.readAsPixels(data: request.dataName, largest: request.largestPixel))
  }

  /// The columns of a model that counts some features from numbers of their own: only the table's beginning says which
  /// those are, and then it has to be read anew. Nil for a model that does not.
  private static func preparationWithOrigins(
    _ request: ScoringRequest, _ path: String, _ options: TableOptions
  ) throws -> Preparation? {
    guard request.file.model.input.origins != nil else { return nil }
    guard path != InputFile.standardInput, FileStatus(of: path)?.kind != .stream else {
      throw WorkflowError.readTwice(model: request.path)
    }
    let reader = try TableReader(contentsOf: path, options: options)
    return try request.plainPreparation(of: reader.columns)
  }

  /// Whether a column says how often rows were seen.
  var hasFrequency: Bool { reader.frequencyColumn != nil }

  /// Whether the table has a column of labels.
  var hasLabels: Bool { reader.labelColumn != nil }

  /// The next rows, at most `rowLimit` of them; nil at the end.
  ///
  /// - Throws: `FileError` naming the line and the column of what cannot be read.
  mutating func next(rowLimit: Int) throws -> Batch? {
    let most = min(Self.largestBatch, max(1, Self.mostFeatures / preparation.featureCount))
    return try reader.next(rowLimit: min(rowLimit, most)).map { try batch($0) }
  }

  /// Whether there are more rows, or something that should be one.
  mutating func hasMore() -> Bool {
    do throws(FileError) {
      return try reader.next(rowLimit: 1) != nil
    } catch {
      return true
    }
  }

  /// All rows that are left, with their labels, and as they were before they became features.
  mutating func readAll() throws -> (samples: LoadedSamples, keys: [KeyColumn], table: Table) {
    let table = try LabelledRows(
      &reader, leavingOutUnlabelled: request.unlabelled == .drop, request.onNote
    ).table
    let classes = try table.classes(of: nil)
    let batch = try batch(table)
    guard let classes else {
      return (
        LoadedSamples(
          name: batch.name, unlabelled: batch.features,
          missingLabelsHint: "\(.chooseLabel, placeholder: "COLUMN") names the column that has them"
        ).offset(by: table.offsets), batch.keys, table
      )
    }
    let data = try Dataset(
      name: batch.name, features: batch.features, classIndices: classes.indices, classes: classes.classes)
    return (LoadedSamples(data).weighted(by: table.weights).offset(by: table.offsets), batch.keys, table)
  }

  private mutating func batch(_ table: Table) throws -> Batch {
    defer { rowCount += table.rowCount }
    var features = try preparation.features(of: table)
    if let origins = request.file.model.input.origins, request.preparation == nil {
      features = try features.counted(from: origins)
    }
    if request.readsPixels { features = try request.pixels(features, after: rowCount, of: table.name) }
    return Batch(
      name: table.name, features: features, table: table, labels: table.labels, offsets: table.offsets,
      keys: table.keys,
      firstIndex: rowCount)
  }
}
