// What is in data, as JSON.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

/// One document for tables and for other samples; members that do not apply are left out.
public struct DataDocument: Encodable, Sendable {
  struct Column: Encodable {
    let name: String
    let position: Int
    let role: String
    let kind: String
    let missingCount: Int
    let minimum: Double?
    let mean: Double?
    let deviation: Double?
    let maximum: Double?
    let trueShare: Double?
    let firstDate: String?
    let lastDate: String?
    let distinctCount: Int?
    let distinctCountIsAtLeast: Bool?
    let mostFrequent: [Entry]?
    let texts: Texts?
    let refused: Bool

    init(_ column: TableSummary.Column) {
      name = column.name
      position = column.position
      role = column.role.rawValue
      kind = column.kind.rawValue
      missingCount = column.missingCount
      minimum = column.numbers?.minimum
      mean = column.numbers?.mean
      deviation = column.numbers?.standardDeviation
      maximum = column.numbers?.maximum
      trueShare = column.trueShare
      firstDate = column.dates?.lowerBound
      lastDate = column.dates?.upperBound
      distinctCount = column.words?.distinctCount
      distinctCountIsAtLeast = column.words?.hasMore
      mostFrequent = column.words?.listed.map(Entry.init)
      texts = column.texts.map(Texts.init)
      refused = column.refusal != nil
    }
  }

  /// Figures of texts; lengths are bytes.
  struct Texts: Encodable {
    let blankCount: Int
    let repeatedCount: Int
    let shortest: Int
    let meanLength: Double
    let longest: Int
    let scripts: [Script]

    struct Script: Encodable {
      let name: String
      let share: Double
    }

    init(_ texts: TableSummary.Column.Texts) {
      blankCount = texts.blankCount
      repeatedCount = texts.repeatedCount
      shortest = texts.shortest
      meanLength = texts.meanLength
      longest = texts.longest
      scripts = texts.scripts.map { Script(name: $0.name, share: $0.share) }
    }
  }

  struct Entry: Encodable {
    let name: String
    let count: Int

    init(_ entry: ValueCounts.Entry) {
      name = entry.name
      count = entry.count
    }
  }

  struct Warning: Encodable {
    let kind: String
    let columns: [String]
    let message: String
    let remedy: String?
    let stopsTraining: Bool
  }

  struct Weights: Encodable {
    let least: Double
    let greatest: Double
    let zeroCount: Int
  }

  /// Figures of sparse rows.
  struct Sparse: Encodable {
    let entryCount: Int
    let density: Double
    let leastOfRow: Int
    let meanOfRow: Double
    let mostOfRow: Int
    let emptyRowCount: Int
    let emptyColumnCount: Int
    /// Where the file counts columns from; nil where its format says so.
    let indexBase: Int?
    let minimum: Double?
    let maximum: Double?
    let droppedZeroCount: Int
    let queryRowCount: Int

    init(_ figures: SparseFigures, indexBase: Int?) {
      entryCount = figures.entryCount
      density = figures.density
      leastOfRow = figures.leastOfRow
      meanOfRow = figures.meanOfRow
      mostOfRow = figures.mostOfRow
      emptyRowCount = figures.emptyRowCount
      emptyColumnCount = figures.emptyColumnCount
      self.indexBase = indexBase
      minimum = figures.minimum
      maximum = figures.maximum
      droppedZeroCount = figures.droppedZeroCount
      queryRowCount = figures.queryRowCount
    }
  }

  struct Offsets: Encodable {
    let columnCount: Int
    let least: Double
    let greatest: Double
  }

  let name: String
  let type: String
  let rowCount: Int
  let classCount: Int?
  /// All of up to 20, else the 20 most frequent.
  let classes: [Entry]?
  /// Rows of classes that are not listed.
  let otherClassesRowCount: Int?
  let warnings: [Warning]

  // Tables.
  var columnCount: Int?
  var hasHeader: Bool?
  var delimiter: String?
  /// What a table is that is no delimited text, such as `JSON lines`.
  var origin: String?
  var label: String?
  var columns: [Column]?
  var firstRows: [[String]]?

  // Other samples.
  var featureCount: Int?
  var featureNames: [String]?
  var shape: [Int]?
  var intensityMaximum: Double?
  var elementType: String?
  var minimum: Double?
  var mean: Double?
  var maximum: Double?
  var notFiniteCount: Int?
  var constantFeatureCount: Int?
  var sparse: Sparse?
  var weights: Weights?
  var offsets: Offsets?

  init(_ table: TableSummary, _ wording: RemedyWording) {
    self.init(
      table.name, type: InputDescription.Kind.table.rawValue, rowCount: table.rowCount, table.classes,
      table.warnings, wording)
    columnCount = table.columns.count
    hasHeader = table.hasHeader
    delimiter = table.origin == nil ? String(table.delimiter) : nil
    origin = table.origin
    label = table.labelColumn
    columns = table.columns.map(Column.init)
    firstRows = table.firstRows
  }

  init(_ samples: SampleSummary, _ wording: RemedyWording) {
    self.init(
      samples.name, type: samples.input.kind.rawValue, rowCount: samples.sampleCount, samples.classes,
      samples.warnings, wording)
    featureCount = samples.input.featureCount
    featureNames = samples.input.featureNames
    shape = samples.input.shape
    intensityMaximum = samples.input.kind == .image ? samples.input.maximum : nil
    elementType = samples.elementType.rawValue
    minimum = samples.minimum
    mean = samples.mean
    maximum = samples.maximum
    notFiniteCount = samples.notFiniteCount
    constantFeatureCount = samples.constantFeatureCount
    sparse = samples.sparse.map { Sparse($0, indexBase: samples.input.indexBase) }
    weights = samples.weights.map {
      Weights(least: $0.least, greatest: $0.greatest, zeroCount: $0.zeroCount)
    }
    offsets = samples.offsets.map {
      Offsets(columnCount: $0.columnCount, least: $0.least, greatest: $0.greatest)
    }
  }

  private init(
    _ name: String, type: String, rowCount: Int, _ classes: ValueCounts?, _ warnings: [DataWarning],
    _ wording: RemedyWording
  ) {
    self.name = DataName.short(name)
    self.type = type
    self.rowCount = rowCount
    classCount = classes?.distinctCount
    self.classes = classes?.listed.map(Entry.init)
    otherClassesRowCount = classes?.otherCount
    self.warnings = warnings.map {
      Warning(
        kind: $0.kind.rawValue, columns: $0.columns, message: $0.message, remedy: $0.advice?.text(in: wording),
        stopsTraining: $0.stopsTraining)
    }
  }
}
